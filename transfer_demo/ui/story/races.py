"""Races that were recorded, as curves: the kinds "curves" and "far-domain"."""

import html
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from transfer_demo.charts import curves
from transfer_demo.charts.first_epoch import with_guesses
from transfer_demo.history import History
from transfer_demo.lessons.recordings import recording
from transfer_demo.plan import ARM_TITLES, ARMS, FINE_TUNE, SCRATCH
from transfer_demo.ui.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.kinds import Guessed, Showing
from transfer_demo.ui.story.replays import Replay, replayed, show_replay
from transfer_demo.ui.story.yourself import in_the_lab
from transfer_demo.verdict.guess import RaceGuess
from transfer_demo.verdict.standing import Winner
from transfer_demo.wording import percent, points

_HEIGHT_PX: Final = 330
_FIRST: Final = {FINE_TUNE: "fine-tuning", SCRATCH: "from scratch"}
_LEAD_RANGE: Final = (-50, 50)


def _ask_first_epoch() -> Guess:
    guessed = {}
    for arm in ARMS:
        key = choice_key(f"story_first_epoch_{arm}")
        st.session_state.setdefault(key, 50)
        guessed[arm] = st.slider(
            f"{ARM_TITLES[arm]} after one epoch", 0, 100, step=5, format="%d%%", key=key
        )
    return guessed


def _show_race(showing: Showing) -> None:
    guess = showing.guess or {}
    show_replay(
        _race(tuple(guess.items())),
        key="story_race",
        description=showing.alt,
        replay=showing.replay,
    )


@lru_cache(maxsize=50)
def _race(guess: tuple[tuple[str, int], ...]) -> Replay:
    guesses = {arm: share / 100 for arm, share in guess}
    return replayed(
        recording("everyday").run.history,
        lambda history: with_guesses(curves.figure(history), guesses),
        height_px=_HEIGHT_PX,
    )


def _first_epoch_surprise(guess: Guess) -> str:
    """Say what was measured after one epoch, and where the guess was farther away."""
    run = recording("everyday").run
    measured = {arm: run.history.arms[arm].epochs[0].val_accuracy for arm in ARMS}
    said = [
        f"{_FIRST[arm]} {percent(measured[arm], run.validation)}, your guess {guess[arm]}%"
        for arm in ARMS
    ]
    farthest = max(ARMS, key=lambda arm: abs(measured[arm] - guess[arm] / 100))
    off = measured[farthest] - guess[farthest] / 100
    side = "higher" if off > 0 else "lower"
    return (
        f"Measured after one epoch: {'; '.join(said)}. Farthest from your guess: "
        f"{_FIRST[farthest]}, {points(off, run.validation)} {side}."
    )


def _ask_lead() -> Guess:
    key = choice_key("story_lead")
    st.session_state.setdefault(key, 0)
    lead = st.slider(
        "Lead of fine-tuning on the digits, in percentage points",
        *_LEAD_RANGE,
        step=5,
        format="%+d",
        key=key,
        help="Below zero: training from scratch leads.",
    )
    return {"lead": lead}


def _show_domains(showing: Showing) -> None:
    st.html(f'<p class="story-alt">{html.escape(showing.alt)}</p>')
    for number, (column, (title, history)) in enumerate(
        zip(st.columns(3, gap="small"), _domains().items(), strict=True)
    ):
        with column:
            st.markdown(f"**{title}**")
            show_replay(
                _domain(number, (showing.guess or {}).get("lead") if number == 1 else None),
                key=f"story_domain_{number}",
                description=f"{title}. {_best_of(history)}",
                replay=showing.replay,
            )


@lru_cache(maxsize=1)
def _domains() -> Mapping[str, History]:
    """Return the races side by side, by their titles."""
    photos, digits = (recording(name).run.history for name in ("everyday", "digits"))
    probe = recording("digits-depths").runs[0].history.arms[FINE_TUNE]
    return {
        "Everyday photos": photos,
        "Handwritten digits": digits,
        "Digits, all stages frozen": History({FINE_TUNE: probe, SCRATCH: digits.arms[SCRATCH]}),
    }


@lru_cache(maxsize=30)
def _domain(number: int, lead: int | None) -> Replay:
    guess = None if lead is None else _race_guess(lead)

    def draw(history: History) -> Any:
        # Side by side there is no room for words that hold for each.
        figure = curves.figure(history, guess=guess)
        return figure.update_layout(legend_title_text="", margin_t=52)

    return replayed(list(_domains().values())[number], draw, height_px=_HEIGHT_PX)


def _race_guess(lead: int) -> RaceGuess:
    winner: Winner = "undecided"
    if lead:
        winner = "fine_tune" if lead > 0 else "scratch"
    return RaceGuess(winner=winner, lead=abs(lead) / 100, crossing_epoch=None)


def _best_of(history: History) -> str:
    best = {name: arm.best for name, arm in history.arms.items()}
    return "Best validation accuracy: " + ", ".join(
        f"{_FIRST[name]} {percent(epoch.val_accuracy, len(epoch.val_predictions))}"
        for name, epoch in best.items()
        if epoch
    )


def _lead_surprise(guess: Guess) -> str:
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
    leader = "fine-tuning" if lead > 0 else "training from scratch"
    return f"{leader} leads by {points(lead, total)}"


CURVES: Final = Guessed(
    button="Play",
    ask=_ask_first_epoch,
    show=_show_race,
    surprise=_first_epoch_surprise,
    replays=True,
    recordings=("everyday",),
    yourself=lambda: in_the_lab("everyday"),
)
FAR_DOMAIN: Final = Guessed(
    button="Play",
    ask=_ask_lead,
    show=_show_domains,
    surprise=_lead_surprise,
    replays=True,
    recordings=("everyday", "digits", "digits-depths"),
    yourself=lambda: in_the_lab("digits"),
)
