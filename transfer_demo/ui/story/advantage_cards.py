"""The four advantages as cards, each with a number of fine-tuning beside one of scratch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from transfer_demo.lessons.evidence import sample_study
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.values_studies import FEW_IMAGES
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.ui.session import choice_key
from transfer_demo.ui.story.cards import Card, face_down, face_up
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.kinds import Guessed, Showing
from transfer_demo.ui.story.yourself import as_study
from transfer_demo.wording import counted


@dataclass(frozen=True, kw_only=True)
class _Advantage:
    """An advantage: what is guessed of it, and its card.

    `measured` is the number that is guessed, None where it was never reached; `large` and `small`
    are lines of the card, with places for the values of the story.
    """

    title: str
    question: str
    options: Callable[[], list[int]]
    unit: str
    measured: Callable[[], float | None]
    large: str
    small: str

    def words(self, number: float) -> str:
        """Write a number that is guessed or measured."""
        return f"{number:.0f}%" if self.unit == "%" else counted(round(number), self.unit)


def _times_as_fast() -> float | None:
    """Return how many times as quickly fine-tuning reached the best accuracy of scratch."""
    history = recording("everyday").run.history
    best = history.arms[SCRATCH].best
    assert best is not None
    needed = {arm: history.arms[arm].first_reaching(best.val_accuracy) for arm in history.arms}
    fine_tune, scratch = needed[FINE_TUNE], needed[SCRATCH]
    return scratch.seconds / fine_tune.seconds if fine_tune and scratch else None


def _images_needed() -> float | None:
    needed = sample_study("labels").result.needed
    return needed.crossing.images if needed and needed.crossing else None


def _accuracy_with_few() -> float | None:
    level = sample_study("labels").result.fine_tune.get(FEW_IMAGES)
    return 100 * level.mean if level else None


def _lead() -> float | None:
    best = {name: arm.best for name, arm in recording("everyday").run.history.arms.items()}
    fine_tune, scratch = best[FINE_TUNE], best[SCRATCH]
    assert fine_tune is not None
    assert scratch is not None
    return 100 * (fine_tune.val_accuracy - scratch.val_accuracy)


_ADVANTAGES: Final[Mapping[str, _Advantage]] = {
    "time": _Advantage(
        title="Time and compute",
        question="How many times as fast to the best of scratch?",
        options=lambda: [2, 5, 10, 20, 50],
        unit="time",
        measured=_times_as_fast,
        large="{{everyday.fine_tune.to_scratch_best}}",
        small="Scratch: {{everyday.scratch.to_best}}, for the same accuracy",
    ),
    "labels": _Advantage(
        title="Fewer labelled images",
        question="With how many images a class does it match scratch with the most?",
        options=lambda: list(sample_study("labels").result.sizes),
        unit="image",
        measured=_images_needed,
        large="{{labels.fine_tune_images}} a class",
        small="Scratch: up to {{labels.scratch_images}}, for no more accuracy",
    ),
    "scarce": _Advantage(
        title="Scarce data",
        question=f"Right with {FEW_IMAGES} images a class, in percent?",
        options=lambda: [30, 45, 60, 75, 90],
        unit="%",
        measured=_accuracy_with_few,
        large="{{labels.few_images_fine_tune}}",
        small="Scratch: {{labels.few_images_scratch}}, both with {{labels.few_images}} a class",
    ),
    "better": _Advantage(
        title="Better result",
        question="How many percentage points better in the end?",
        options=lambda: [0, 10, 20, 30, 40],
        unit="point",
        measured=_lead,
        large="{{everyday.fine_tune.best}}",
        small="Scratch: {{everyday.scratch.best}}, both at their best",
    ),
}


def _ask() -> Guess | None:
    guess: dict[str, Any] = {}
    for first in (0, 2):
        names = list(_ADVANTAGES)[first : first + 2]
        for column, name in zip(st.columns(2), names, strict=True):
            guess[name] = column.pills(
                _ADVANTAGES[name].question,
                options=_ADVANTAGES[name].options(),
                key=choice_key(f"story_{name}"),
            )
    made = {name: value for name, value in guess.items() if value is not None}
    return made or None


def _before(showing: Showing) -> None:
    face_down([advantage.title for advantage in _ADVANTAGES.values()])


def _show(showing: Showing) -> None:
    guess = showing.guess or {}
    cards = [
        Card(
            title=advantage.title,
            large=showing.filled(advantage.large),
            small=(showing.filled(advantage.small),),
            guessed=f"Your guess: {advantage.words(guess[name])}" if name in guess else "",
        )
        for name, advantage in _ADVANTAGES.items()
    ]
    face_up(cards, alt=showing.alt, turning=bool(showing.replay))


def _surprise(guess: Guess) -> str:
    """Say of what was guessed which number was the farthest away, by its share."""
    measured = {name: _ADVANTAGES[name].measured() for name in guess}
    known = {name: number for name, number in measured.items() if number is not None}
    if not known:
        return ""
    name = max(known, key=lambda name: _distance(known[name], guess[name]))
    advantage = _ADVANTAGES[name]
    return (
        f"Farthest from your guesses: {advantage.title.lower()}. Measured "
        f"{advantage.words(known[name])}, guessed {advantage.words(guess[name])}."
    )


def _distance(measured: float, guess: float) -> float:
    return abs(measured - guess) / max(abs(measured), abs(guess), 1.0)


ADVANTAGE_CARDS: Final = Guessed(
    button="Turn over the cards",
    ask=_ask,
    before=_before,
    show=_show,
    surprise=_surprise,
    recordings=("everyday", "everyday-labels"),
    yourself=lambda: as_study("labels", images=recording("everyday-labels").images),
)
