"""A trained network for whoever has it in a file or in a program.

model = load_model("fine_tune.safetensors")
for prediction in model.predict(["my_photo.jpg"]):
    print(prediction.class_name, prediction.probabilities)
"""

import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from transfer_demo.errors import ModelError, UnreadableImage
from transfer_demo.images.dataset import AnyPicture, ImageSet, Photo, Picture, PictureFile
from transfer_demo.images.decode import to_picture
from transfer_demo.images.file_picture import picture_in
from transfer_demo.models.probabilities import likeliest, probabilities_of
from transfer_demo.training.model_file import ModelFacts, read_facts

if TYPE_CHECKING:
    from transfer_demo.models.predictor import Predictor

Shown = str | PathLike[str] | bytes | Image.Image | AnyPicture | Photo


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What a model says of one picture: a probability for each class, which add up to 1.

    They are those of the network as it was trained, so with label smoothing and not calibrated.
    """

    probabilities: Mapping[str, float]

    @property
    def class_name(self) -> str:
        """The most likely class; of equals the first."""
        return likeliest(self.probabilities)


class TrainedModel:
    """What one arm of a race has trained. PyTorch is loaded when it is asked about a picture."""

    def __init__(self, data: bytes) -> None:
        """Take the bytes of a model file.

        Raises:
            ModelError: they are of none.
        """
        self._data = data
        self.facts: ModelFacts = read_facts(io.BytesIO(data))

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, in the order of the head's outputs."""
        return self.facts.classes

    def predict(self, images: Shown | ImageSet | Iterable[Shown]) -> tuple[Prediction, ...]:
        """Return what the model says of pictures, in their order.

        They are read as in a race: upright, RGB, at most 512 px, then as a validation image is
        shown.

        Args:
            images: one or several: names of files, bytes of files, Pillow images or pictures of
                this package; or all photos of what `load_images` returned.

        Raises:
            UnreadableImage: one cannot be read; the message says which and why.
            ModelError: the file is damaged, or the pretrained weights here are others.
            BackboneError: the backbone is unknown, or its weights cannot be loaded.
        """
        pictures = [_picture(image, place) for place, image in enumerate(_listed(images), 1)]
        return tuple(
            Prediction(probabilities=probabilities_of(scores, self.classes))
            for scores in self._predictor.logits(pictures)
        )

    def save(self, file: str | PathLike[str]) -> None:
        """Write the model as a file, which `load_model` reads.

        Raises:
            ModelError: it cannot be written.
        """
        try:
            Path(file).write_bytes(self._data)
        except OSError as exc:
            raise ModelError(
                f"The model cannot be written to {file} ({exc.strerror}). Choose a file in a "
                "folder that is there and can be written to."
            ) from exc

    @cached_property
    def _predictor(self) -> "Predictor":
        from transfer_demo.models.predictor import Predictor

        return Predictor(self._data)


def load_model(file: str | PathLike[str]) -> TrainedModel:
    """Return the trained model in a file, that `TrainedModel.save` or `compare --models` wrote.

    Raises:
        ModelError: it cannot be read, or is no model of ours; the message says why.
    """
    named = "Name a .safetensors file that transfer-demo has written."
    if not os.path.isfile(file):  # what is no file may never end
        why = "it is no file" if os.path.exists(file) else "there is no such file"
        raise ModelError(f"The model {file} cannot be read: {why}. {named}")
    try:
        with open(file, "rb") as opened:
            read_facts(opened)  # first, as what is no model may be very large
            opened.seek(0)
            return TrainedModel(opened.read())
    except OSError as exc:
        raise ModelError(f"The model {file} cannot be read ({exc.strerror}). {named}") from exc
    except ModelError as exc:
        raise ModelError(f"{Path(file).name}: {exc}") from exc


def _listed(images: Shown | ImageSet | Iterable[Shown]) -> Sequence[Shown]:
    if isinstance(images, ImageSet):
        return images.photos
    if isinstance(images, str | PathLike | bytes | Image.Image | Picture | PictureFile | Photo):
        return [images]
    return list(images)


def _picture(image: Any, place: int) -> AnyPicture:
    """Return a picture as it is kept; `place` is its number, for sentences."""
    match image:
        case Photo():
            return image.picture
        case Picture() | PictureFile():
            return image
        case Image.Image():
            return to_picture(image)
        case bytes():
            return _read(image, f"Picture {place}")
        case str() | PathLike():
            return _read_file(Path(image))
    raise UnreadableImage(
        f"Picture {place} is a {type(image).__name__}. Bring the name of a file, its bytes, or a "
        "Pillow image."
    )


def _read_file(file: Path) -> Picture:
    try:
        data = file.read_bytes()
    except OSError as exc:
        raise UnreadableImage(f"{file}: The file cannot be read ({exc.strerror}).") from exc
    return _read(data, str(file))


def _read(data: bytes, name: str) -> Picture:
    try:
        return picture_in(data).picture
    except UnreadableImage as exc:
        raise UnreadableImage(f"{name}: {exc}") from exc
