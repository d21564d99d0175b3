"""What can be said of a run now: where it stands in the queue, who leads, who won."""

import html

import streamlit as st

from transfer_demo.history import History
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.elements.terms import linked_html
from transfer_demo.ui.lab.race_guess import guess_of, show_guess
from transfer_demo.ui.server import services, session
from transfer_demo.verdict import Verdict, judge


def show_verdict(record: RunRecord, history: History) -> None:
    """Show the verdict, or why there is none yet. The room is kept, so that nothing jumps."""
    st.subheader("Verdict", anchor=False)
    verdict = judge(history)
    if verdict is None:
        st.html(f'<div class="verdict"><p>{_waiting(record)}</p></div>')
        show_guess(guess_of(record), history)
        offer_to_stop_what_is_in_the_way(record)
        return
    headline, *reasons = verdict.sentences
    st.html(f'<div class="verdict {_tone(verdict)}"><p>{html.escape(headline)}</p></div>')
    show_guess(guess_of(record), history)
    # While it runs these change in length, and what stands below them would jump.
    if verdict.finished:
        items = "".join(f"<li>{html.escape(reason)}</li>" for reason in reasons)
        st.html(linked_html(f'<ul class="reasons">{items}</ul>'))


def _tone(verdict: Verdict) -> str:
    return verdict.winner if verdict.finished else "so-far"


def _waiting(record: RunRecord) -> str:
    if record.stop_requested and record.status in ("queued", "running"):
        return "Stopping..."
    if record.status == "queued":
        return place_in_queue(record.token)
    if record.status == "running":
        return "Both trainings are running. The first results come with the first epoch."
    return "This run ended before its first epoch, so there is nothing to judge."


def place_in_queue(token: str) -> str:
    """Say how long a run that waits will have to wait."""
    recorder = services.recorder_if_ready()
    if recorder is None:
        return "The workers are starting. This takes a few seconds."
    ahead = recorder.ahead(token)
    if ahead == 0:
        return "This run is the next to start."
    runs = "1 run is" if ahead == 1 else f"{ahead} runs are"
    return f"All workers are busy: {runs} ahead of you. Yours starts by itself."


def offer_to_stop_what_is_in_the_way(record: RunRecord) -> None:
    """Let a visitor whose own earlier run keeps this one waiting stop that."""
    if record.status != "queued" or record.owner != session.owner():
        return
    earlier = [run for run in services.store().running() if run.owner == record.owner]
    if earlier and st.button("Stop my earlier run", icon=":material/stop:"):
        for run in earlier:
            services.recorder().stop(run.token)
