"""A visitor's own race and studies as evidence for an answer; what is recorded where there is none.

Only what this visitor made is looked at: a run that somebody else shared is not one's own.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from transfer_demo.lessons.evidence import (
    RaceEvidence,
    StudyEvidence,
    is_whole,
    own_race,
    own_study,
    sample_digits,
    sample_race,
    sample_study,
)
from transfer_demo.lessons.values_races import Values, race_values
from transfer_demo.lessons.values_studies import backbones_values, digits_values, freeze_values
from transfer_demo.plan import ARMS
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui.images.made_on import made_on
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies.live_study import cells_of

_Find = Callable[[], Any]


def my_race() -> RaceEvidence | None:
    """Return the visitor's newest race that is whole."""
    store = services.store()
    for record in store.runs(session.owner()):
        # A study's runs are no races, and most have one arm. Those of a lesson may be broken.
        if record.study or record.lesson:
            continue
        if record.status != "done" or set(record.plan.arms) != set(ARMS):
            continue
        history = store.history(record.token)
        if is_whole(record.plan, history):
            return own_race(
                record.plan,
                history,
                train_images=record.train_images,
                validation_images=record.validation_images,
                images=made_on(record),
                made=record.created.astimezone().date(),
            )
    return None


def my_study(question: str) -> StudyEvidence | None:
    """Return the visitor's newest study of a question of which all is measured."""
    return _newest(lambda record: record.question == question)


def my_newest_study() -> StudyEvidence | None:
    """Return the visitor's newest study of any question of which all is measured."""
    return _newest(lambda record: record.question in QUESTIONS)


def my_digits() -> StudyEvidence | None:
    """Return the visitor's newest study of depths on the handwritten digits."""
    return _newest(lambda record: record.question == "freeze" and made_on(record) == "digits")


def race() -> RaceEvidence:
    """Return the race to show."""
    return my_race() or sample_race()


def study(question: str) -> StudyEvidence:
    """Return the study of this question to show."""
    return my_study(question) or sample_study(question)


def digits() -> StudyEvidence:
    """Return the study of the far domain to show."""
    return my_digits() or sample_digits()


def values_of(names: frozenset[str]) -> tuple[Values, Values]:
    """Return the values that a text may ask for: the visitor's own, and those of the samples.

    Args:
        names: of the places in the text; only what they are about is read.
    """
    own: dict[str, str] = {}
    sample: dict[str, str] = {}
    for part in {name.split(".")[0] for name in names}:
        find, recorded, values = _VALUES[part]
        mine = find()
        own |= values(mine) if mine else {}
        sample |= values(recorded())
    return own, sample


# What the visitor has of it, what is recorded, and how either is put into words.
_VALUES: Final[Mapping[str, tuple[_Find, _Find, Callable[[Any], Values]]]] = {
    "run": (my_race, sample_race, race_values),
    "freeze": (partial(my_study, "freeze"), partial(sample_study, "freeze"), freeze_values),
    "backbones": (
        partial(my_study, "backbones"),
        partial(sample_study, "backbones"),
        backbones_values,
    ),
    "digits": (my_digits, sample_digits, digits_values),
}


def _newest(fits: Callable[[StudyRecord], bool]) -> StudyEvidence | None:
    for record in services.store().studies.of(session.owner()):
        if record.status == "done" and fits(record):
            evidence = own_study(
                record.question,
                cells_of(record.token),
                images=made_on(record),
                made=record.created.astimezone().date(),
            )
            if evidence:
                return evidence
    return None
