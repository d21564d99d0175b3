"""The figure beside a point of the interview: what was measured, in a picture and a sentence."""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.history import History
from transfer_demo.lessons.evidence import RaceEvidence, StudyEvidence
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


def show_figure(name: str) -> None:
    """Show a figure with what it says and whose numbers these are.

    Args:
        name: of `walkthrough.FIGURES`.
    """
    if name == "published":
        show_yosinski()
    elif name in _OF_A_RACE:
        _OF_A_RACE[name](evidence.race())
    elif name == "digits":
        found = evidence.digits()
        _show_study(found, name=name, finding=say("digits", **digits_values(found)))
    else:
        found = evidence.study(name)
        _show_study(found, name=name, finding=QUESTIONS[name].answer(found.result)[0])


def show_curves(race: RaceEvidence, *, x_axis: str = "epoch") -> None:
    """Show the curves of both arms."""
    drawing = draw_curves(_key(race), race.history, metric="accuracy", x_axis=x_axis)
    words = say(f"alt.{x_axis}")
    _show(drawing, name=f"evidence_{x_axis}", words=words, finding=_verdict(race))
    _say_origin(race.origin.sentence)


def show_confusion(race: RaceEvidence) -> None:
    """Show what fine-tuning took for what."""
    arm = race.history.arms[FINE_TUNE]
    drawing = draw_confusion(_key(race), arm, base=st.context.theme.type)
    stands_out = worst_pair(arm) is not None
    finding = say("confusion", **race_values(race)) if stands_out else say("confusion.none")
    _show(drawing, name="evidence_confusion", words=FIGURES["confusion"], finding=finding)
    _say_origin(race.origin.sentence)


def show_study_figure(study: StudyEvidence) -> None:
    """Show the figure of a study."""
    finding = QUESTIONS[study.question].answer(study.result)[0]
    _show_study(study, name=study.question, finding=finding)


def _verdict(race: RaceEvidence) -> str:
    verdict = judge(race.history)
    return verdict.sentences[0] if verdict else ""


def _show_seconds(race: RaceEvidence) -> None:
    show_curves(race, x_axis="seconds")


def _show_gap(race: RaceEvidence) -> None:
    """Show the fine-tuned arm alone: its training and its validation curve."""
    arm = race.history.arms[FINE_TUNE]
    alone = History({FINE_TUNE: arm})
    drawing = draw_curves(f"{_key(race)}_alone", alone, metric="accuracy", x_axis="epoch")
    finding = say("gap", **race_values(race))
    _show(drawing, name="evidence_gap", words=say("alt.gap"), finding=finding)
    _say_origin(race.origin.sentence)


def _show_stages(race: RaceEvidence) -> None:
    frozen = race.plan.frozen_stages
    assert isinstance(frozen, int)
    backbone = catalogue.get(race.plan.backbone)
    show_stages(backbone, frozen_stages=frozen, classes=len(race.classes))
    stages = str(len(backbone.stages))
    words = say("stages", backbone=backbone.title, frozen=str(frozen), stages=stages)
    st.markdown(linked(plain(words)))
    _say_origin(race.origin.sentence)


_OF_A_RACE: Final[Mapping[str, Callable[[RaceEvidence], None]]] = {
    "curves": show_curves,
    "seconds": _show_seconds,
    "gap": _show_gap,
    "stages": _show_stages,
    "confusion": show_confusion,
}


def _show_study(study: StudyEvidence, *, name: str, finding: str) -> None:
    whose = "own" if study.origin.own else "sample"
    drawing = draw_study(
        f"{whose}_{name}_{study.origin.sentence}",
        study.question,
        study.cells,
        study.result,
        guess=None,
    )
    _show(drawing, name=f"evidence_{name}", words=FIGURES[name], finding=finding)
    _say_origin(study.origin.sentence)


def _show(drawing: Drawing, *, name: str, words: str, finding: str) -> None:
    plot(drawing, key=name, description=f"{words}. {finding}")
    st.markdown(linked(plain(finding)))


def _say_origin(sentence: str) -> None:
    st.caption(plain(sentence))


def _key(race: RaceEvidence) -> str:
    """Return what tells the figures of a race from those of another one."""
    ends = [arm.finished.seconds for arm in race.history.arms.values() if arm.finished]
    return f"{race.origin.sentence} {ends}"
