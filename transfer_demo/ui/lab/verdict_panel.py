"""What can be said of a run now: why there is nothing yet, who leads, who won."""

import html

import streamlit as st

from transfer_demo.history import History
from transfer_demo.store.runs.record import UNFINISHED, RunRecord
from transfer_demo.ui.elements.terms import linked_html
from transfer_demo.ui.lab.queue_position import (
    offer_to_stop_what_is_in_the_way,
    place_in_queue,
)
from transfer_demo.ui.lab.race_guess import guess_of, show_guess
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
        with st.expander("How sure is that, and what did it cost?", key="reasons"):
            st.html(linked_html(f'<ul class="reasons">{items}</ul>'))


def _tone(verdict: Verdict) -> str:
    return verdict.winner if verdict.finished else "so-far"


def _waiting(record: RunRecord) -> str:
    if record.stop_requested and record.status in UNFINISHED:
        return "Stopping..."
    if record.status == "queued":
        return place_in_queue(record.token)
    if record.status == "running":
        return "Both trainings are running. The first results come with the first epoch."
    return "This run ended before its first epoch, so there is nothing to judge."
