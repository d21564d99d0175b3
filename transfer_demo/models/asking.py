"""Networks that are asked in a worker, where they stay loaded for who asks next.

These are remote calls: nothing here brings PyTorch before one of them runs.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from transfer_demo.images.dataset import AnyPicture
from transfer_demo.training.model_file import AnyModel

if TYPE_CHECKING:
    from transfer_demo.models.predictor import Predictor
    from transfer_demo.models.published import PublishedNetwork

# Both arms of a few races. With the default backbone each takes 30 MB, with the largest 250 MB.
_KEPT: Final = 6
# As long as a worker keeps the pictures; then the trainings have the memory.
_KEPT_SECONDS: Final = 600.0

T = TypeVar("T")

Guess = tuple[str, float]
"""The name of a class, and its probability."""


def scores(model: AnyModel, pictures: Sequence[AnyPicture]) -> NDArray[np.float32]:
    """Return the scores (logits) of a trained network for each picture, (N, classes).

    Raises:
        ModelError: the model is gone or damaged, or the pretrained weights here are others.
        BackboneError: its backbone is unknown, or its weights cannot be loaded.
        PictureMissing: a picture is gone.
    """
    return _trained(model).logits(pictures)


def published_guesses(
    backbone: str, image_size_px: int, pictures: Sequence[AnyPicture], *most: int
) -> list[list[Guess]]:
    """Return what the published network takes each picture for, the likeliest first.

    It is the one that fine-tuning began with, with its own head for the classes of ImageNet.

    Args:
        backbone: its name in the catalogue.
        image_size_px: at which size it is shown the pictures.
        most: how many guesses, if another number than three.

    Raises:
        BackboneError: the backbone is unknown, or its weights cannot be loaded.
        PictureMissing: a picture is gone.
    """
    return _published(backbone, image_size_px).guesses(pictures, *most)


class _Loaded:
    """The networks that were asked last. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()
        self._forgetting: threading.Timer | None = None

    def forget(self) -> None:
        """Let all of them go."""
        with self._lock:
            self._kept.clear()

    def find(self, key: Hashable, load: Callable[[], T]) -> T:
        """Return what is here under a key, or load it; one after the other."""
        with self._lock:
            if self._forgetting:
                self._forgetting.cancel()
            self._forgetting = threading.Timer(_KEPT_SECONDS, self.forget)
            self._forgetting.daemon = True
            self._forgetting.start()
            found = self._kept.pop(key, None)
            loaded: T = load() if found is None else found  # type: ignore[assignment]
            self._kept[key] = loaded
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return loaded


_LOADED: Final = _Loaded()


def _trained(model: AnyModel) -> "Predictor":
    from transfer_demo.models.predictor import Predictor

    return _LOADED.find(model.digest, lambda: Predictor(model.data))


def _published(backbone: str, image_size_px: int) -> "PublishedNetwork":
    from transfer_demo.models.published import PublishedNetwork

    key = backbone, image_size_px
    return _LOADED.find(key, lambda: PublishedNetwork(backbone, image_size_px=image_size_px))
