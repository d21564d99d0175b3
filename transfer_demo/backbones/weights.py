"""Where the weights lie on this machine, and how they get there. Nothing here imports torch."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import WeightsMissing

Status = Literal["bundled", "cached", "download"]


def cache_folder() -> Path:
    """Return the folder in which torch keeps downloaded weights, found by torch.hub's rules."""
    torch_home = os.environ.get("TORCH_HOME")
    if torch_home is None:
        cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
        torch_home = os.path.join(cache, "torch")
    return Path(torch_home).expanduser() / "hub" / "checkpoints"


def path(backbone: Backbone) -> Path:
    """Return where the weights are read from, whether they are there or not."""
    package = backbone.weights.package
    if package is None:
        return cache_folder() / backbone.weights.file_name
    spec = find_spec(package)
    folder = Path(spec.origin).parent if spec and spec.origin else Path(package)
    return folder / backbone.weights.file_name


def status(backbone: Backbone) -> Status:
    """Return whether the weights came with the program, lie in the cache, or must be downloaded."""
    if backbone.source == "bundled":
        return "bundled"
    return "cached" if path(backbone).is_file() else "download"


def require(backbone: Backbone) -> Path:
    """Return the file of the weights.

    Raises:
        WeightsMissing: it is not on this machine; the message says where it would be read from.
    """
    file = path(backbone)
    if not file.is_file():
        raise WeightsMissing(f"The weights of {backbone.title} are missing: {file}.")
    return file
