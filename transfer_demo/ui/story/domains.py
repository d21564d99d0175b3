"""A race on photos beside one on digits, at several depths: the kind "far-domain"."""

import html
from functools import cache, lru_cache
from typing import Any, Final

import streamlit as st

from transfer_demo.charts import curves
from transfer_demo.history import History
from transfer_demo.lessons.recordings import recording
from transfer_demo.plan import ARMS, FINE_TUNE, SCRATCH
from transfer_demo.ui.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.kinds import Guessed, Showing
from transfer_demo.ui.story.replays import Replay, replayed, show_replay
from transfer_demo.ui.story.yourself import in_the_lab
from transfer_demo.verdict.guess import RaceGuess
from transfer_demo.verdict.standing import Winner
from transfer_demo.wording import percent, points

_LEAD_RANGE: Final = (-50, 50)
_LEGEND: Final = (
    '<p class="story-legend"><b class="fine_tune">●</b> Fine-tuning <b class="scratch">◆</b> From '
    "scratch <span>Solid: validation, dashed: training, ★: best</span></p>"
)
_NAMES: Final = {FINE_TUNE: "fine-tuning", SCRATCH: "training from scratch"}


def _ask() -> Guess:
    key = choice_key("story_lead")
    st.session_state.setdefault(key, 0)
    lead = st.slider(
        "Lead of fine-tuning on the digits, in percentage points",
        *_LEAD_RANGE,
        step=5,
        key=key,
        help="Below zero: training from scratch leads.",
    )
    return {"lead": lead}


def _show(showing: Showing) -> None:
    st.html(f'<p class="story-alt">{html.escape(showing.alt)}</p>{_LEGEND}')
    height_px = fitting(260)
    photos, digits = st.columns(2, gap="small", vertical_alignment="bottom")
    with photos:
        st.markdown("**Everyday photos**")
        _race(_photos(), _drawn_photos(height_px), showing, key="story_photos")
    with digits:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("**Digits**, frozen:", width="content")
            frozen = _choose_depth()
        # What was guessed is the race as it was asked for.
        lead = (showing.guess or {}).get("lead") if frozen == _asked_depth() else None
        drawn = _drawn_digits(frozen, lead, height_px)
        _race(_digits()[frozen], drawn, showing, key="story_digits", part=f"{frozen} frozen")


def _race(history: History, drawn: Replay, showing: Showing, *, key: str, part: str = "") -> None:
    title = f"Handwritten digits, {part}" if part else "Everyday photos"
    show_replay(
        drawn,
        key=key,
        description=f"{title}. {_best_of(history)}",
        # Each depth is played when it is looked at first.
        replay=f"{showing.replay}-{part}" if showing.replay else "",
    )


def _choose_depth() -> int:
    key = choice_key("story_digits_frozen")
    st.session_state.setdefault(key, _asked_depth())
    depths = sorted(_digits(), reverse=True)
    frozen = st.segmented_control(
        "Frozen stages on the digits",
        options=depths,
        format_func=lambda depth: f"{depth} (all)" if depth == depths[0] else str(depth),
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return _asked_depth() if frozen is None else frozen


def _photos() -> History:
    return recording("everyday").run.history


@cache
def _digits() -> dict[int, History]:
    """Return the race on the digits by its frozen stages. Scratch is the same in each."""
    race = recording("digits").run
    scratch = race.history.arms[SCRATCH]
    return {
        _frozen(run.plan.frozen_stages): History(
            {FINE_TUNE: run.history.arms[FINE_TUNE], SCRATCH: scratch}
        )
        for run in (*recording("digits-depths").runs, race)
    }


def _asked_depth() -> int:
    return _frozen(recording("digits").run.plan.frozen_stages)


def _frozen(stages: object) -> int:
    assert isinstance(stages, int)
    return stages


@cache
def _drawn_photos(height_px: int) -> Replay:
    return replayed(_photos(), _small, height_px=height_px)


@lru_cache(maxsize=60)
def _drawn_digits(frozen: int, lead: int | None, height_px: int) -> Replay:
    guess = None if lead is None else _race_guess(lead)
    return replayed(
        _digits()[frozen], lambda history: _small(history, guess=guess), height_px=height_px
    )


def _small(history: History, *, guess: RaceGuess | None = None) -> Any:
    figure = curves.figure(history, guess=guess)
    # Side by side there is no room for a legend: one above stands for both.
    return figure.update_layout(showlegend=False, margin_t=12, xaxis_dtick=4)


def _race_guess(lead: int) -> RaceGuess:
    winner: Winner = "undecided"
    if lead:
        winner = "fine_tune" if lead > 0 else "scratch"
    return RaceGuess(winner=winner, lead=abs(lead) / 100, crossing_epoch=None)


def _best_of(history: History) -> str:
    best = {name: arm.best for name, arm in history.arms.items()}
    return "Best validation accuracy: " + ", ".join(
        f"{_NAMES[name]} {percent(epoch.val_accuracy, len(epoch.val_predictions))}"
        for name, epoch in best.items()
        if epoch
    )


def _surprise(guess: Guess) -> str:
    run = recording("digits").run
    best = {arm: run.history.arms[arm].best for arm in ARMS}
    accuracy = {arm: epoch.val_accuracy if epoch else 0.0 for arm, epoch in best.items()}
    lead = accuracy[FINE_TUNE] - accuracy[SCRATCH]
    off = lead - guess["lead"] / 100
    said = f"Measured: {_lead_words(lead, run.validation)}"
    guessed = _lead_words(guess["lead"] / 100, 100)
    if abs(off) < 0.5 / run.validation:
        return f"{said}, as you guessed."
    return f"{said}. You guessed: {guessed}. That is {points(off, run.validation)} away."


def _lead_words(lead: float, total: int) -> str:
    if abs(lead) < 1e-9:
        return "neither leads"
    return f"{_NAMES[FINE_TUNE if lead > 0 else SCRATCH]} leads by {points(lead, total)}"


FAR_DOMAIN: Final = Guessed(
    button="Play",
    ask=_ask,
    show=_show,
    surprise=_surprise,
    replays=True,
    recordings=("everyday", "digits", "digits-depths"),
    yourself=lambda: in_the_lab("digits"),
)
