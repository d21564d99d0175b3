"""The runs of Break it: started with one click, and shown as curves without their plan."""

import html
from functools import partial
from typing import Final

import streamlit as st

from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.errors import TransferDemoError, UnknownRun
from transfer_demo.history import History
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.lessons.faults import FAULTS
from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.markdown import plain
from transfer_demo.plan import ARM_TITLES, Plan
from transfer_demo.store.runs.record import UNFINISHED, RunRecord, Status
from transfer_demo.ui.elements.drawings import draw_curves
from transfer_demo.ui.elements.live import live
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.start_once import start_once
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.lab.arm_cards import state_of
from transfer_demo.ui.lab.queue_position import (
    explain_trouble,
    offer_to_stop_what_is_in_the_way,
    place_in_queue,
)
from transfer_demo.ui.server import services, session

_SECONDS_BETWEEN: Final = 0.5
# What the store knows these runs by: they are the visitor's own, but no evidence.
_LESSON: Final = "break-it"


def start_button(label: str, *, icon: str, number: int, broken: bool) -> str | None:
    """Draw the button that starts a run of a fault; return the token of what it has started."""
    if not st.button(label, type="primary", icon=icon):
        return None
    fault = FAULTS[number - 1]
    plan = resolve_plan(fault.broken if broken else fault.repaired)
    try:
        return start_once(
            label,
            lambda: _images(number, broken=broken),
            lambda recorder, images: recorder.start(
                plan, images, owner=session.owner(), lesson=_LESSON
            ),
            pretrained=lambda images: [plan.backbone],
        )
    except TransferDemoError as exc:
        st.error(plain(str(exc)), icon=":material/error:")
        return None


def run_of(token: str | None, plan: Plan) -> RunRecord | None:
    """Return what the store knows of a run of this plan; None without one, or if it is gone.

    The token comes with the address: it may be that of a run of something else. The plan alone
    does not tell: where the images are at fault, it may be that of a race in the Lab.
    """
    try:
        record = services.store().record(token) if token else None
    except UnknownRun:
        return None
    fits = record and record.lesson == _LESSON and record.plan == resolve_plan(plan)
    return record if fits else None


def show_curves(record: RunRecord, *, name: str, beside: bool = False) -> None:
    """Show the curves of a run and nothing else of it, up to date until it is over.

    Args:
        name: which run it is, for a screen reader: "broken" or "repaired".
        beside: whether it stands beside another run; then it is the accuracy alone.
    """
    if somebody := session.whose(record):
        st.caption(somebody)
    draw = partial(_draw, record.token, name=name, beside=beside)
    live(draw, status=record.status, every_seconds=_SECONDS_BETWEEN)


def _draw(token: str, *, name: str, beside: bool) -> Status:
    record = services.store().record(token)
    history = services.store().history(token)
    explain_trouble(record.status)
    st.html(f'<p class="break-it-state">{_state(record, history)}</p>')
    offer_to_stop_what_is_in_the_way(record)
    if beside:
        _chart(token, history, metric="accuracy", name=name, place="beside")
    else:
        accuracy, loss = st.columns(2)
        with accuracy:
            _chart(token, history, metric="accuracy", name=name)
        with loss, st.container(key="loss"):
            _chart(token, history, metric="loss", name=name)
    return record.status


def _chart(run: str, history: History, *, metric: str, name: str, place: str = "first") -> None:
    plot(
        draw_curves(run, history, metric=metric, x_axis="epoch"),
        key=f"plot_{place}_{name}_{metric}",
        description=BREAK_IT.say(f"{name}.alt", metric=metric.capitalize()),
    )


def _state(record: RunRecord, history: History) -> str:
    """Say how far the run is, as HTML."""
    if record.stop_requested and record.status in UNFINISHED:
        return "Stopping..."
    if record.status == "queued":
        return html.escape(place_in_queue(record.token))
    states = []
    for arm in history.arms.values():
        message = arm.finished.message if arm.finished else ""
        states.append(html.escape(f"{ARM_TITLES[arm.arm]}: {state_of(arm)} {message}".strip()))
    return "<br>".join(states)


@st.cache_resource(max_entries=2 * len(FAULTS), show_spinner="Preparing the photos...")
def _images(number: int, *, broken: bool) -> LabelledImages:
    fault = FAULTS[number - 1]
    loaded = sample(fault.images)
    return fault.broken_images(loaded) if broken else fault.repaired_images(loaded)
