"""A race on photos beside one on digits, at several depths: the kind "far-domain"."""

import html
from functools import cache, lru_cache
from typing import Any, Final

import streamlit as st

from transfer_demo.charts import curves
from transfer_demo.history import History
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.story import Screen
from transfer_demo.lessons.values_studies import lead_words
from transfer_demo.plan import ARM_TITLES, ARMS, FINE_TUNE, SCRATCH
from transfer_demo.ui.address.invitation import in_the_lab
from transfer_demo.ui.server.session import choice_key
from transfer_demo.ui.story.doing import Guess
from transfer_demo.ui.story.fitting import fitting
from transfer_demo.ui.story.guessed import Guessed
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.ui.story.replays import Replay, replayed, show_replay
from transfer_demo.verdict import accuracy_in_percent, judge
from transfer_demo.verdict.guess import RaceGuess
from transfer_demo.verdict.standing import Winner
from transfer_demo.wording import points

_LEAD_RANGE: Final = (-50, 50)
_MARKS: Final = {FINE_TUNE: "●", SCRATCH: "◆"}


def _ask(screen: Screen) -> Guess:
    key = choice_key("story_lead")
    st.session_state.setdefault(key, 0)
    lead = st.slider(
        screen.say("question"),
        *_LEAD_RANGE,
        step=5,
        key=key,
        help=screen.say("question.help"),
    )
    return {"lead": lead}


def _show(showing: Showing) -> None:
    screen = showing.screen
    st.html(f'<p class="story-alt">{html.escape(screen.alt)}</p>{_legend(screen)}')
    height_px = fitting(260)
    photos, digits = st.columns(2, gap="small", vertical_alignment="bottom")
    with photos:
        st.markdown(f"**{screen.say('photos')}**")
        words = screen.say("photos.alt", **_accuracies(_photos()))
        drawn = _drawn_photos(height_px)
        show_replay(drawn, key="story_photos", description=words, replay=showing.replay)
    with digits:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(screen.say("digits"), width="content")
            frozen = _choose_depth(screen)
        # What was guessed is the race as it was asked for.
        lead = showing.guess.get("lead") if frozen == _asked_depth() else None
        drawn = _drawn_digits(frozen, lead, height_px)
        words = screen.say("digits.alt", frozen=str(frozen), **_accuracies(_digits()[frozen]))
        # Each depth is played when it is looked at first.
        replay = f"{showing.replay}-{frozen}" if showing.replay else ""
        show_replay(drawn, key="story_digits", description=words, replay=replay)


def _legend(screen: Screen) -> str:
    arms = " ".join(f'<b class="{arm}">{_MARKS[arm]}</b> {ARM_TITLES[arm]}' for arm in ARMS)
    return f'<p class="story-legend">{arms} <span>{html.escape(screen.say("legend"))}</span></p>'


def _choose_depth(screen: Screen) -> int:
    key = choice_key("story_digits_frozen")
    st.session_state.setdefault(key, _asked_depth())
    depths = sorted(_digits(), reverse=True)
    frozen = st.segmented_control(
        screen.say("depth"),
        options=depths,
        format_func=lambda depth: (
            screen.say("depth.all", frozen=str(depth)) if depth == depths[0] else str(depth)
        ),
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
        run.plan.frozen_stages: History({FINE_TUNE: run.history.arms[FINE_TUNE], SCRATCH: scratch})
        for run in (*recording("digits-depths").runs, race)
    }


def _asked_depth() -> int:
    return recording("digits").run.plan.frozen_stages


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


def _accuracies(history: History) -> dict[str, str]:
    return {name: accuracy_in_percent(arm.last) for name, arm in history.arms.items() if arm.last}


def _surprise(screen: Screen, guess: Guess) -> str:
    run = recording("digits").run
    verdict = judge(run.history)
    assert verdict
    assert verdict.difference is not None
    off = verdict.difference - guess["lead"] / 100
    measured = lead_words(verdict.difference, run.validation)
    if abs(off) < 0.5 / run.validation:
        return screen.say("right", measured=measured)
    guessed = lead_words(guess["lead"] / 100, 100)
    return screen.say("wrong", measured=measured, guess=guessed, off=points(off, run.validation))


FAR_DOMAIN: Final = Guessed(
    ask=_ask,
    show=_show,
    surprise=_surprise,
    replays=True,
    recordings=("everyday", "digits", "digits-depths"),
    invitation=lambda: in_the_lab("digits"),
)
