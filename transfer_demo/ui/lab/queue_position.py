"""Where a run or a study stands in the queue, and what its owner can do about that."""

from collections.abc import Callable

import streamlit as st

from transfer_demo.markdown import plain
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.runs.record import UNFINISHED, RunRecord, Status
from transfer_demo.ui.server import services, session
from transfer_demo.wording import counted


def place_in_queue(token: str) -> str:
    """Say how long a run that waits will have to wait."""
    return _place(
        token,
        "run",
        lambda recorder: recorder.ahead(token),
        ahead_of="you. Yours starts by itself.",
    )


def place_of_study_in_queue(token: str) -> str:
    """Say how long a study that waits will have to wait."""
    return _place(
        token,
        "training",
        lambda recorder: recorder.ahead_of_study(token),
        ahead_of="this study. It starts by itself.",
        this="study",
    )


def explain_trouble(status: Status) -> None:
    """Say what holds up the trainings, where something shown waits or goes on."""
    problem = services.problem()
    if problem and status in UNFINISHED:
        st.warning(plain(problem), icon=":material/sync_problem:")


def _place(
    token: str,
    noun: str,
    count: Callable[[Recorder], int],
    *,
    ahead_of: str,
    this: str = "run",
) -> str:
    if services.problem():
        return f"This {this} waits, and starts by itself when the trouble above is over."
    recorder = services.recorder_if_ready()
    if recorder is None:
        return "The workers are starting. This takes a few seconds."
    ahead = count(recorder)
    grown = _grown(token, ahead)
    if ahead == 0:
        return (
            f"All workers are busy. This {this} is the next to start, as soon as one is free; only "
            "who had fewer turns would go before."
        )
    verb = "is" if ahead == 1 else "are"
    return f"All workers are busy: {counted(ahead, noun)} {verb} ahead of {ahead_of}{grown}"


def _grown(token: str, ahead: int) -> str:
    """Say why there are more ahead than somebody has seen before; the order is fair, not fixed."""
    key = f"fewest_ahead_{token}"
    fewest = st.session_state[key] = min(ahead, st.session_state.get(key, ahead))
    if ahead == fewest:
        return ""
    verb = "was" if fewest < 2 else "were"
    return f" Before, there {verb} {fewest or 'none'}: who had fewer turns goes first."


def offer_to_stop_what_is_in_the_way(record: RunRecord) -> None:
    """Let a visitor whose own earlier run keeps this one waiting stop that."""
    if record.status != "queued" or not session.is_mine(record):
        return
    earlier = [
        run
        for run in services.store().running()
        # It may have been started since the page looked at it.
        if run.owner == record.owner and run.token != record.token
    ]
    if earlier and st.button("Stop my earlier run", icon=":material/stop:"):
        for run in earlier:
            services.recorder().stop(run.token, by=session.owner())
