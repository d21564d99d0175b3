"""The figure beside a point of the interview: what was measured, in a picture and a sentence."""

from collections.abc import Mapping
from typing import Final, Protocol

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.charts import transfer_curve
from transfer_demo.history import History
from transfer_demo.lessons.evidence import Origin, RaceEvidence, StudyEvidence
from transfer_demo.lessons.evidence_values import digits_values, worst_pair
from transfer_demo.lessons.walkthrough import FIGURES
from transfer_demo.plan import FINE_TUNE
from transfer_demo.studies import yosinski
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui import evidence
from transfer_demo.ui.drawings import Drawing, draw_confusion, draw_curves, draw_study
from transfer_demo.ui.plain import plain
from transfer_demo.ui.plot import plot
from transfer_demo.ui.stage_strip import show_stages
from transfer_demo.verdict import judge
from transfer_demo.wording import percent


def show_figure(name: str, *, told: bool = True) -> None:
    """Show a figure with what it says and whose numbers these are.

    Args:
        name: of `walkthrough.FIGURES`.
        told: whether to say what it shows; whose numbers these are is said in any case.
    """
    if name == "published":
        _show_published()
    elif name in _OF_A_RACE:
        _OF_A_RACE[name](evidence.race(), told=told)
    elif name == "digits":
        found = evidence.digits()
        _show_study(found, name=name, finding=_digits_finding(found), told=told)
    else:
        found = evidence.study(name)
        _show_study(found, name=name, finding=QUESTIONS[name].answer(found.result)[0], told=told)


def show_curves(race: RaceEvidence, *, x_axis: str = "epoch", told: bool = True) -> None:
    """Show the curves of both arms."""
    drawing = draw_curves(_key(race), race.history, metric="accuracy", x_axis=x_axis)
    words = "Accuracy of both arms over " + ("epochs" if x_axis == "epoch" else "seconds")
    finding = _verdict(race)
    _show(drawing, name=f"evidence_{x_axis}", words=words, finding=finding)
    _tell(finding, race.origin, told=told)


def show_confusion(race: RaceEvidence, *, told: bool = True) -> None:
    """Show what fine-tuning took for what."""
    arm = race.history.arms[FINE_TUNE]
    drawing = draw_confusion(_key(race), arm, base=st.context.theme.type)
    pair = worst_pair(arm)
    finding = f"Mixed up most: {' and '.join(pair)}." if pair else "No pair of classes stands out."
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
    assert arm.last
    last = f"training {percent(arm.last.train_accuracy, race.train_images)}, validation "
    last += percent(arm.last.val_accuracy, race.validation_images)
    finding = f"After the last epoch: {last}."
    _show(
        drawing, name="evidence_gap", words="Accuracy of fine-tuning over epochs", finding=finding
    )
    _tell(finding, race.origin, told=told)


def _show_stages(race: RaceEvidence, *, told: bool) -> None:
    frozen = race.plan.frozen_stages
    assert isinstance(frozen, int)
    backbone = catalogue.get(race.plan.backbone)
    show_stages(backbone, frozen_stages=frozen, classes=len(race.classes), counted=told)
    finding = f"{backbone.title}: {frozen} of {len(backbone.stages)} stages frozen."
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


def _show_published() -> None:
    figure = transfer_curve.figure()
    drawing = Drawing(figure.to_json(), figure.layout.height)
    first, second, *_ = yosinski.READING.split(". ")
    finding = f"{first}. {second}."
    _show(drawing, name="evidence_published", words=FIGURES["published"], finding=finding)
    st.markdown(plain(finding))
    st.caption(f"[{yosinski.SOURCE}]({yosinski.URL})")


def _show(drawing: Drawing, *, name: str, words: str, finding: str) -> None:
    plot(drawing, key=name, description=f"{words}. {finding}")


def _tell(finding: str, origin: Origin, *, told: bool) -> None:
    if told:
        st.markdown(plain(finding))
    st.caption(plain(origin.sentence if told else origin.whose))


def _digits_finding(study: StudyEvidence) -> str:
    values = digits_values(study)
    parts = {"probe": "everything frozen", "full": "everything trained", "scratch": "from scratch"}
    said = [
        f"{words} {values[name]}"
        for part, words in parts.items()
        if (name := f"digits.{part}.best") in values
    ]
    return f"On handwritten digits: {', '.join(said)}."


def _key(race: RaceEvidence) -> str:
    """Return what tells the figures of a race from those of another one."""
    ends = [arm.finished.seconds for arm in race.history.arms.values() if arm.finished]
    return f"{race.origin.sentence} {ends}"
