"""Where a run stands in the queue, and what its owner can do about that."""

import streamlit as st

from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.server import services, session


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
