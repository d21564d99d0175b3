"""The figure beside a point of the interview: what was measured, in a picture and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.history import History
from transfer_demo.lessons.evidence import Origin, RaceEvidence, StudyEvidence
from transfer_demo.lessons.values_races import race_values, worst_pair
from transfer_demo.lessons.values_studies import digits_values
from transfer_demo.lessons.walkthrough import figure_title
from transfer_demo.lessons.words import EVIDENCE
from transfer_demo.markdown import plain
from transfer_demo.plan import FINE_TUNE
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui.elements.drawings import Drawing, draw_confusion, draw_curves, draw_study
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.published import show_yosinski
from transfer_demo.ui.elements.stage_strip import show_stages
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.interview import own_evidence
from transfer_demo.verdict import judge


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What is seen in a figure, whose numbers it shows, and whether the first is to be told."""

    finding: str
    origin: Origin
    told: bool


def show_figure(name: str, *, told: bool = True) -> None:
    """Show a figure with what it says and whose numbers these are.

    Args:
        name: of a figure of the walkthrough.
        told: whether to say what it shows, which a screen reader is told too; whose numbers these
            are is said in any case.
    """
    if name == "published":
        show_yosinski(told=told)
    elif name in _OF_A_RACE:
        _OF_A_RACE[name](own_evidence.race(), told=told)
    elif name == "digits":
        found = own_evidence.digits()
        finding = EVIDENCE.say("digits", **digits_values(found))
        _show_study(found, name=name, finding=finding, told=told)
    else:
        found = own_evidence.study(name)
        _show_study(found, name=name, finding=QUESTIONS[name].answer(found.result)[0], told=told)


def show_curves(race: RaceEvidence, *, x_axis: str = "epoch", told: bool = True) -> None:
    """Show the curves of both arms."""
    drawing = draw_curves(_key(race), race.history, metric="accuracy", x_axis=x_axis)
    words = EVIDENCE.say(f"alt.{x_axis}")
    seen = _Seen(finding=_verdict(race), origin=race.origin, told=told)
    _show(drawing, seen, name=f"evidence_{x_axis}", words=words)


def show_confusion(race: RaceEvidence, *, told: bool = True) -> None:
    """Show what fine-tuning took for what."""
    arm = race.history.arms[FINE_TUNE]
    drawing = draw_confusion(_key(race), race.history, FINE_TUNE, base=st.context.theme.type)
    stands_out = worst_pair(arm) is not None
    finding = (
        EVIDENCE.say("confusion", **race_values(race))
        if stands_out
        else EVIDENCE.say("confusion.none")
    )
    seen = _Seen(finding=finding, origin=race.origin, told=told)
    _show(drawing, seen, name="evidence_confusion", words=figure_title("confusion"))


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
    finding = EVIDENCE.say("gap", **race_values(race))
    seen = _Seen(finding=finding, origin=race.origin, told=told)
    _show(drawing, seen, name="evidence_gap", words=EVIDENCE.say("alt.gap"))


def _show_stages(race: RaceEvidence, *, told: bool) -> None:
    frozen = race.plan.frozen_stages
    backbone = catalogue.get(race.plan.backbone)
    show_stages(backbone, frozen_stages=frozen, classes=len(race.classes), counted=told)
    stages = str(len(backbone.stages))
    finding = EVIDENCE.say("stages", backbone=backbone.title, frozen=str(frozen), stages=stages)
    _tell(_Seen(finding=finding, origin=race.origin, told=told))


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
    drawing = draw_study(
        f"{study.origin.kind}_{name}_{study.origin.sentence}",
        study.question,
        study.cells,
        study.result,
        guess=None,
    )
    seen = _Seen(finding=finding, origin=study.origin, told=told)
    _show(drawing, seen, name=f"evidence_{name}", words=figure_title(name))


def _show(drawing: Drawing, seen: _Seen, *, name: str, words: str) -> None:
    plot(drawing, key=name, description=f"{words}. {seen.finding}" if seen.told else words)
    _tell(seen)


def _tell(seen: _Seen) -> None:
    if seen.told:
        st.markdown(linked(plain(seen.finding)))
    st.caption(plain(seen.origin.sentence if seen.told else seen.origin.whose))


def _key(race: RaceEvidence) -> str:
    """Return what tells the figures of a race from those of another one."""
    ends = [arm.finished.seconds for arm in race.history.arms.values() if arm.finished]
    return f"{race.origin.sentence} {ends}"
