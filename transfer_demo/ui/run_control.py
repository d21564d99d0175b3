"""Start, stop and delete: what a visitor can do to a run."""

import time
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue, weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import TransferDemoError, UnknownRun
from transfer_demo.images.dataset import ImageSet
from transfer_demo.paths import home_folder
from transfer_demo.plan import FINE_TUNE
from transfer_demo.race import prepare
from transfer_demo.store.record import RunRecord
from transfer_demo.ui import services, session
from transfer_demo.ui.choose_plan import chosen_plan
from transfer_demo.ui.plain import plain

_DOUBLE_CLICK_SECONDS: Final = 1.0


def shown_record() -> RunRecord | None:
    """Return the run of this page; one that is not there is explained, and there is none."""
    token = session.shown_run()
    if token is None:
        return None
    try:
        return services.store().record(token)
    except UnknownRun as exc:
        st.warning(plain(str(exc)), icon=":material/search_off:")
        if st.button("Go on without it"):
            session.show_run(None)
            st.rerun()
        return None


def start_button(images: ImageSet) -> None:
    """Draw the button that starts a run with what is chosen; it is shown from then on."""
    if not st.button("Start training", type="primary", icon=":material/play_arrow:"):
        return
    # The second click of a double click arrives after the first one was dealt with.
    if time.monotonic() - st.session_state.get("started_at", -10.0) < _DOUBLE_CLICK_SECONDS:
        return
    try:
        session.show_run(_start(images))
    except TransferDemoError as exc:
        st.session_state.start_problem = str(exc)
    else:
        st.session_state.start_problem = ""
    st.session_state.started_at = time.monotonic()


def start_problem() -> None:
    """Show why the last start did not work, until one does."""
    problem = st.session_state.get("start_problem")
    if problem:
        st.error(plain(problem), icon=":material/error:")


def stop_button(record: RunRecord | None) -> None:
    """Draw the button that stops the run on the page."""
    going = record is not None and record.status in ("queued", "running")
    stopping = record is not None and record.stop_requested
    pressed = st.button("Stop", icon=":material/stop:", disabled=not going or stopping)
    if pressed and record is not None:
        services.recorder().stop(record.token)


def delete_control(record: RunRecord) -> None:
    """Say where the run is kept, and offer to delete it."""
    with st.popover("Delete this run", icon=":material/delete:", type="tertiary"):
        st.write("The run, its curves and its images are removed from this machine for good.")
        if st.button("Delete for good", type="primary", key="delete"):
            if record.status in ("queued", "running"):
                services.recorder().stop(record.token)
            services.store().delete(record.token)
            session.show_run(None)
            st.rerun()


def where_data_stays() -> None:
    """Say where images, runs and logs are kept."""
    st.caption(
        f"Images, runs and logs stay on this machine, in {plain(str(home_folder()))}. "
        "Whoever has the address of a run can see it; nobody else can."
    )


def _start(images: ImageSet) -> str:
    race = prepare(images, chosen_plan())
    if FINE_TUNE in race.plan.arms:
        _fetch_weights(catalogue.get(race.plan.backbone))
    with st.spinner("Starting..."):
        return services.recorder().start(race.plan, race.images, owner=session.owner())


def _fetch_weights(backbone: Backbone) -> None:
    if weights.status(backbone) != "download":
        weights.require(backbone)
        return
    text = f"Downloading the weights of {backbone.title}..."
    bar = st.progress(0.0, text=text)

    def show(done: int, total: int) -> None:
        bar.progress(min(done / total, 1.0), text=text)

    try:
        weights.fetch(backbone, show)
    finally:
        bar.empty()
