"""What the networks of a race say of pictures, as far as they have been asked."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from transfer_demo.errors import TransferDemoError
from transfer_demo.images.dataset import AnyPicture, Example, LabelledImages
from transfer_demo.models import asking
from transfer_demo.models.asking import Guess
from transfer_demo.models.probabilities import Probabilities, probabilities_of
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.training.model_file import ModelFile
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.answers import Ask, Told, answers

Item = TypeVar("Item")

# Both networks answer about so many in half a minute.
_MOST_HELD_OUT: Final = 1000

Said = Mapping[str, Probabilities]
"""The probabilities of the classes, by the digest of the picture."""


@dataclass(frozen=True)
class Models:
    """A race and the models of its arms that are there."""

    run: RunRecord
    files: Mapping[str, ModelFile]

    def said(self, pictures: Sequence[AnyPicture]) -> tuple[dict[str, Said], list[Told[Any]]]:
        """Return what each arm says of pictures that it was asked about, and ask about others."""
        found: dict[str, Said] = {}
        told: list[Told[Any]] = []
        for arm, file in self.files.items():
            of_arm = _about(pictures, file.digest, partial(_ask, asking.scores, file))
            found[arm] = {
                digest: probabilities_of(scores, self.run.classes)
                for digest, scores in of_arm.answers.items()
            }
            told.append(of_arm)
        return found, told

    def before(self, pictures: Sequence[AnyPicture]) -> Told[list[Guess]]:
        """Return what the pretrained network said of pictures before it was adapted."""
        backbone, size = self.run.plan.backbone, self.run.plan.image_size_px
        ask = partial(_ask, asking.published_guesses, backbone, size)
        return _about(pictures, (backbone, size), ask)


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """Return so many of some things at most, evenly: they lie class by class."""
    step = max(len(items) / most, 1.0)
    return [items[int(place * step)] for place in range(min(len(items), most))]


def held_out(images: LabelledImages) -> list[Example]:
    """Return the validation images that networks are asked about: of very many some of each class.

    Each picture once: one that has two labels is asked about with the first.
    """
    once = {example.picture.digest: example for example in reversed(images.validation)}
    return spread([*reversed(once.values())], _MOST_HELD_OUT)


def models_of(run: RunRecord) -> Models:
    """Return the models of a race that are there."""
    store = services.store()
    kept = store.models.of(run.token)
    files = {arm: kept[arm].file for arm in run.plan.arms if arm in kept}
    if any(files.values()):
        store.models.note_use(run.token)
    return Models(run, {arm: file for arm, file in files.items() if file})


def _ask(
    function: Callable[..., Any], *given: Any
) -> "Future[Any]":  # the last one is the pictures
    return services.executor().call(function, *given)


def _about(pictures: Sequence[AnyPicture], what: Any, ask: Ask[Any]) -> Told[Any]:
    if services.recorder_if_ready() is None:
        return Told({}, len(pictures), services.problem() or "")
    try:
        return answers().about(pictures, what, ask=ask, owner=session.owner())
    except TransferDemoError as exc:
        return Told({}, len(pictures), str(exc))
