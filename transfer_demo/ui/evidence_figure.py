"""The figure beside a point of the interview: what was measured, in a picture and a sentence."""

from collections.abc import Mapping
from typing import Final, Protocol

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.history import History
from transfer_demo.lessons.evidence import Origin, RaceEvidence, StudyEvidence
from transfer_demo.lessons.evidence_text import say
from transfer_demo.lessons.values_races import race_values, worst_pair
from transfer_demo.lessons.values_studies import digits_values
from transfer_demo.lessons.walkthrough import FIGURES
from transfer_demo.plan import FINE_TUNE
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui import evidence
from transfer_demo.ui.drawings import Drawing, draw_confusion, draw_curves, draw_study
from transfer_demo.ui.plain import plain
from transfer_demo.ui.plot import plot
from transfer_demo.ui.published import show_yosinski
from transfer_demo.ui.stage_strip import show_stages
from transfer_demo.ui.terms import linked
from transfer_demo.verdict import judge


def show_figure(name: str, *, told: bool = True) -> None:
    """Show a figure with what it says and whose numbers these are.

    Args:
        name: of `walkthrough.FIGURES`.
        told: whether to say what it shows; whose numbers these are is said in any case.
    """
    if name == "published":
        show_yosinski()
    elif name in _OF_A_RACE:
        _OF_A_RACE[name](evidence.race(), told=told)
    elif name == "digits":
        found = evidence.digits()
        finding = say("digits", **digits_values(found))
        _show_study(found, name=name, finding=finding, told=told)
    else:
        found = evidence.study(name)
        _show_study(found, name=name, finding=QUESTIONS[name].answer(found.result)[0], told=told)


def show_curves(race: RaceEvidence, *, x_axis: str = "epoch", told: bool = True) -> None:
    """Show the curves of both arms."""
    drawing = draw_curves(_key(race), race.history, metric="accuracy", x_axis=x_axis)
    words = say(f"alt.{x_axis}")
    finding = _verdict(race)
    _show(drawing, name=f"evidence_{x_axis}", words=words, finding=finding)
    _tell(finding, race.origin, told=told)


def show_confusion(race: RaceEvidence, *, told: bool = True) -> None:
    """Show what fine-tuning took for what."""
    arm = race.history.arms[FINE_TUNE]
    drawing = draw_confusion(_key(race), arm, base=st.context.theme.type)
    stands_out = worst_pair(arm) is not None
    finding = say("confusion", **race_values(race)) if stands_out else say("confusion.none")
    _show(drawing, name="evidence_confusion", words=FIGURES["confusion"], finding=finding)
    _tell(finding, race.origin, told=told)


def show_study_figure(study: StudyEvidence, *, told: bool = True) -> None:
    """Show the figure of a study."""
    finding = QUESTIONS[study.question].answer(study.result)[0]
    _show_study(study, name=study.question, finding=finding, told=told)


def _verdict(race: RaceEvidence) -> str:
    verdict = judge(race.history)
    return verdict.sentences[0] if verdict else ""


def _show_seconds(race: RaceEvidence, *, told: bool) -> None:
    show_curves(race, x_axis="seconds", told=told)


def _show_gap(race: RaceEvidence, *, told: bool) -> None:
    """Show the fine-tuned arm alone: its training and its validation curve."""
    arm = race.history.arms[FINE_TUNE]
    alone = History({FINE_TUNE: arm})
    drawing = draw_curves(f"{_key(race)}_alone", alone, metric="accuracy", x_axis="epoch")
    finding = say("gap", **race_values(race))
    _show(drawing, name="evidence_gap", words=say("alt.gap"), finding=finding)
    _tell(finding, race.origin, told=told)


def _show_stages(race: RaceEvidence, *, told: bool) -> None:
    frozen = race.plan.frozen_stages
    assert isinstance(frozen, int)
    backbone = catalogue.get(race.plan.backbone)
    show_stages(backbone, frozen_stages=frozen, classes=len(race.classes), counted=told)
    stages = str(len(backbone.stages))
    finding = say("stages", backbone=backbone.title, frozen=str(frozen), stages=stages)
    _tell(finding, race.origin, told=told)


class _OfARace(Protocol):
    """Shows something of a race."""

    def __call__(self, race: RaceEvidence, /, *, told: bool) -> None: ...


_OF_A_RACE: Final[Mapping[str, _OfARace]] = {
    "curves": show_curves,
    "seconds": _show_seconds,
    "gap": _show_gap,
    "stages": _show_stages,
    "confusion": show_confusion,
}


def _show_study(study: StudyEvidence, *, name: str, finding: str, told: bool) -> None:
    whose = "own" if study.origin.own else "sample"
    drawing = draw_study(
        f"{whose}_{name}_{study.origin.sentence}",
        study.question,
        study.cells,
        study.result,
        guess=None,
    )
    _show(drawing, name=f"evidence_{name}", words=FIGURES[name], finding=finding)
    _tell(finding, study.origin, told=told)


def _show(drawing: Drawing, *, name: str, words: str, finding: str) -> None:
    plot(drawing, key=name, description=f"{words}. {finding}")


def _tell(finding: str, origin: Origin, *, told: bool) -> None:
    if told:
        st.markdown(linked(plain(finding)))
    st.caption(plain(origin.sentence if told else origin.whose))


def _key(race: RaceEvidence) -> str:
    """Return what tells the figures of a race from those of another one."""
    ends = [arm.finished.seconds for arm in race.history.arms.values() if arm.finished]
    return f"{race.origin.sentence} {ends}"
