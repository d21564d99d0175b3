"""Measured evidence for an answer: a race or a study, with where its numbers come from.

It is the learner's own if there is some, and otherwise what was recorded for the lessons. The two
are never mixed without saying so: everything carries its origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Final

from transfer_demo.history import History
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.recordings import RecordedRun, Recording, provenance, recording
from transfer_demo.lessons.words import EVIDENCE
from transfer_demo.link import IMAGES
from transfer_demo.plan import ARMS, ResolvedPlan
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.wording import day

# Of what the sample race and the sample studies were made.
_SAMPLE: Final = "everyday"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where numbers come from: of the learner or not, and that as a sentence.

    `measured` says when and on what a sample was recorded.
    """

    own: bool
    whose: str
    measured: str = ""

    @property
    def sentence(self) -> str:
        """All that is to be said of it."""
        return f"{self.whose} {self.measured}".rstrip()

    @property
    def kind(self) -> str:
        """What the names of words end with that tell the two apart: "own" or "sample"."""
        return "own" if self.own else "sample"


@dataclass(frozen=True, kw_only=True)
class RaceEvidence:
    """A race with both arms. `images` are the words for what it was run on."""

    plan: ResolvedPlan
    history: History
    train_images: int
    validation_images: int
    images: str
    origin: Origin

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of its images."""
        return next(arm.started.classes for arm in self.history.arms.values() if arm.started)


@dataclass(frozen=True, kw_only=True)
class StudyEvidence:
    """A study, and what its `read` made of the cells."""

    question: str
    cells: tuple[Cell, ...]
    result: Any
    origin: Origin


def is_whole(plan: ResolvedPlan, history: History) -> bool:
    """Say whether a race can stand for itself: both arms did all that was planned."""
    arms = [history.arms.get(arm) for arm in ARMS]
    ends = [arm.finished for arm in arms if arm and arm.epochs and arm.finished]
    return len(ends) == len(ARMS) and all(end.outcome == "done" for end in ends)


def own_race(
    plan: ResolvedPlan,
    history: History,
    *,
    train_images: int,
    validation_images: int,
    images: str,
    made: date,
) -> RaceEvidence:
    """Return a race of the learner as evidence; it must be whole.

    Args:
        plan: its choices.
        history: of both arms.
        train_images: how many there are.
        validation_images: how many there are.
        images: what it was made on, a key of `link.IMAGES`.
        made: the day.
    """
    return RaceEvidence(
        plan=plan,
        history=history,
        train_images=train_images,
        validation_images=validation_images,
        images=IMAGES[images],
        origin=Origin(own=True, whose=_own("run", images, made)),
    )


def own_study(
    question: str, cells: Sequence[Cell], *, images: str, made: date
) -> StudyEvidence | None:
    """Return a study of the learner as evidence; None unless all of it is measured.

    Args:
        question: of the study.
        cells: its trainings.
        images: what it was made on, a key of `link.IMAGES`.
        made: the day.
    """
    result = QUESTIONS[question].read(cells)
    if not result.complete:
        return None
    return StudyEvidence(
        question=question,
        cells=tuple(cells),
        result=result,
        origin=Origin(own=True, whose=_own("study", images, made)),
    )


@cache
def sample_race() -> RaceEvidence:
    """Return the race that was recorded for the lessons."""
    recorded = recording(_SAMPLE)
    run = recorded.run
    return RaceEvidence(
        plan=run.plan,
        history=run.history,
        train_images=run.train,
        validation_images=run.validation,
        images=SAMPLES[recorded.images].title,
        origin=_recorded("run", recorded),
    )


@cache
def sample_study(question: str) -> StudyEvidence:
    """Return the study of this question that was recorded for the lessons."""
    recorded = recording(f"{_SAMPLE}-{question}")
    return StudyEvidence(
        question=question,
        cells=recorded.cells,
        result=QUESTIONS[question].read(recorded.cells),
        origin=_recorded("study", recorded),
    )


@cache
def sample_digits() -> StudyEvidence:
    """Return what was recorded on the digits, a far domain: a few depths, and from scratch."""
    race, depths = recording("digits"), recording("digits-depths")
    # The race and the depths have the depth of the race in common: it counts once.
    cells = (*depths.cells, *_cells(race.run))
    return StudyEvidence(
        question="freeze",
        cells=cells,
        result=QUESTIONS["freeze"].read(cells),
        origin=_recorded("runs", race),
    )


def _cells(run: RecordedRun) -> tuple[Cell, ...]:
    """Return the arms of a race as trainings of a study."""
    return tuple(
        Cell(plan=replace(run.plan, arms=(name,)), history=arm, split=run.split)
        for name, arm in run.history.arms.items()
    )


def _own(what: str, images: str, made: date) -> str:
    """Say whose a run or a study is."""
    on = EVIDENCE.say("images.own") if images == "own" else IMAGES[images]
    return EVIDENCE.say(f"whose.{what}", day=day(made), images=on)


def _recorded(what: str, recorded: Recording) -> Origin:
    whose = EVIDENCE.say(f"whose.sample_{what}", images=SAMPLES[recorded.images].title)
    return Origin(own=False, whose=whose, measured=provenance(recorded))
