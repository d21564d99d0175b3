"""Curves of the same training at several depths, one after the other: "overfitting-curves"."""

from functools import cache
from typing import Final

import streamlit as st

from transfer_demo.charts import curves
from transfer_demo.lessons.recordings import RecordedRun, recording
from transfer_demo.lessons.story import Screen
from transfer_demo.plan import FINE_TUNE
from transfer_demo.ui.address.invitation import in_the_lab
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.ui.story.replays import Replay, replayed, show_replay
from transfer_demo.ui.story.walked import Walked
from transfer_demo.verdict import accuracy_in_percent
from transfer_demo.wording import points

_RECORDING: Final = "everyday-few"


def _runs() -> dict[int, RecordedRun]:
    """Return the runs by their number of frozen stages, the most first."""
    runs = {_frozen(run): run for run in recording(_RECORDING).runs}
    return dict(sorted(runs.items(), reverse=True))


def _frozen(run: RecordedRun) -> int:
    return run.plan.frozen_stages


def _words(screen: Screen, frozen: int) -> str:
    return screen.say("all", frozen=str(frozen)) if frozen == max(_runs()) else str(frozen)


def _show(showing: Showing) -> None:
    screen, frozen = showing.screen, showing.guess["step"]
    drawn = _curves(frozen, height_px=fitting(330))
    show_replay(drawn, key="story_overfitting", description=screen.alt, replay=showing.replay)
    gaps = " · ".join(
        screen.say("gap", frozen=_words(screen, step), gap=_gap(step)) for step in showing.seen
    )
    last = _runs()[frozen].history.arms[FINE_TUNE].last
    assert last is not None
    words = screen.say("gaps", gaps=gaps, frozen=str(frozen), accuracy=accuracy_in_percent(last))
    st.markdown(linked(words))


@cache
def _curves(frozen: int, *, height_px: int) -> Replay:
    return replayed(_runs()[frozen].history, curves.figure, height_px=height_px)


def _gap(frozen: int) -> str:
    run = _runs()[frozen]
    last = run.history.arms[FINE_TUNE].last
    assert last is not None
    gap = last.train_accuracy - last.val_accuracy
    number, _ = points(gap, run.validation).split(" ", 1)
    return f"{'−' if gap < 0 else ''}{number}"


OVERFITTING_CURVES: Final = Walked(
    steps=lambda: list(_runs()),
    words=_words,
    show=_show,
    replays=True,
    recordings=(_RECORDING,),
    invitation=lambda: in_the_lab(_RECORDING, run=-1),
)
