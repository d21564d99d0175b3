"""On what it was measured, so that a number can be read later."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import torch

from transfer_demo.training.device import best_device
from transfer_demo.training.engine_version import engine_version

_PACKAGES = ("torch", "torchvision", "timm", "scikit-learn", "fastai")


def facts() -> dict[str, Any]:
    """Return the processor, the threads that torch uses, the versions of what is compared, and of
    our own engine, which has no number."""
    return {
        "device": best_device().type,
        "cores": os.cpu_count(),
        "torch threads": torch.get_num_threads(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "engine": engine_version(),
        **{name: _version(name) for name in _PACKAGES},
    }


def cpu_seconds() -> float:
    """Return the seconds of all cores that this process and its ended children have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
