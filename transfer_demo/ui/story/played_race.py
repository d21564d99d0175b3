"""A race that was recorded, and a guess of its first epoch: the kind "curves"."""

from functools import lru_cache
from typing import Final

import streamlit as st

from transfer_demo.charts import curves
from transfer_demo.charts.first_epoch import with_guesses
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.story import Screen
from transfer_demo.plan import ARM_NAMES, ARM_TITLES, ARMS
from transfer_demo.ui.address.invitation import in_the_lab
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.ui.story.replays import Replay, replayed, show_replay
from transfer_demo.wording import points


def _ask(screen: Screen) -> Guess:
    guessed = {}
    for arm in ARMS:
        key = choice_key(f"story_first_epoch_{arm}")
        st.session_state.setdefault(key, 50)
        words = screen.say("question", arm=ARM_TITLES[arm])
        guessed[arm] = st.slider(words, 0, 100, step=5, format="%d%%", key=key)
    return guessed


def _show(showing: Showing) -> None:
    show_replay(
        _drawn(tuple(showing.guess.items()), height_px=fitting(330)),
        key="story_race",
        description=showing.screen.alt,
        replay=showing.replay,
    )


@lru_cache(maxsize=100)
def _drawn(guess: tuple[tuple[str, int], ...], *, height_px: int) -> Replay:
    guesses = {arm: share / 100 for arm, share in guess}
    return replayed(
        recording("everyday").run.history,
        lambda history: with_guesses(curves.figure(history), guesses),
        height_px=height_px,
    )


def _surprise(screen: Screen, guess: Guess) -> str:
    """Say what was measured after one epoch, and where the guess was farther away."""
    run = recording("everyday").run
    first = {arm: run.history.arms[arm].epochs[0].val_accuracy for arm in ARMS}
    off = {arm: first[arm] - guess[arm] / 100 for arm in ARMS}
    farthest = max(ARMS, key=lambda arm: abs(off[arm]))
    values = {"arm": ARM_NAMES[farthest], "points": points(off[farthest], run.validation)}
    measured = screen.say("measured", **{arm: f"{guess[arm]}%" for arm in ARMS})
    side = screen.say("higher", **values) if off[farthest] > 0 else screen.say("lower", **values)
    return f"{measured} {side}"


CURVES: Final = Guessed(
    ask=_ask,
    show=_show,
    surprise=_surprise,
    replays=True,
    recordings=("everyday",),
    invitation=lambda: in_the_lab("everyday"),
)
