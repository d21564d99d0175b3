"""What the horizontal axis of a curve can count, and its words on the screen."""

from collections.abc import Mapping
from typing import Final

X_AXES: Final[Mapping[str, str]] = {
    "epoch": "Epochs",
    "seconds": "Seconds",
    "images_seen": "Images",
    "gflops": "GFLOPs",
}
