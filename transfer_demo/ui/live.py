"""The live panel: a run as the store knows it, drawn again twice a second while it goes on.

It reads the store and nothing else, so a run that is going on, one from yesterday and one that
somebody else watches too are shown by the same code.
"""

from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.charts import curves
from transfer_demo.history import X_AXES, History
from transfer_demo.store.record import RunRecord
from transfer_demo.ui import services, session
from transfer_demo.ui.arm_cards import show_arms
from transfer_demo.ui.boundary import boundary
from transfer_demo.ui.plain import plain
from transfer_demo.ui.plot import plot
from transfer_demo.ui.verdict_panel import show_verdict

GOING: Final = ("queued", "running")
_SECONDS_BETWEEN: Final = 0.5
_HEIGHTS_PX: Final = {"accuracy": 320, "loss": 300}


def show_live(record: RunRecord) -> None:
    """Show a run, and keep it up to date until it is over."""
    going = record.status in GOING
    panel = st.fragment(_panel, run_every=_SECONDS_BETWEEN if going else None)
    panel(record.token, going=going)


def _panel(token: str, *, going: bool) -> None:
    with boundary():
        record = services.store().record(token)
        history = services.store().history(token)
        show_arms(history)
        x_axis = _heading_with_x_axis()
        _chart(history, metric="accuracy", x_axis=x_axis)
        show_verdict(record, history)
        st.subheader("Loss", anchor=False)
        _chart(history, metric="loss", x_axis=x_axis)
        if going and record.status not in GOING:
            # Once more, with everything else on the page: the run is over.
            st.rerun()


def _heading_with_x_axis() -> str:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
    ):
        st.subheader("Accuracy", anchor=False, width="content")
        x_axis = st.segmented_control(
            "X axis",
            options=list(X_AXES),
            format_func=X_AXES.__getitem__,
            key=session.choice_key("x_axis"),
            required=True,
            help="What the curves are drawn over. Over seconds one sees what each training costs.",
        )
    return str(x_axis)


def _chart(history: History, *, metric: str, x_axis: str) -> None:
    figure = curves.figure(history, metric=metric, x_axis=x_axis)
    plot(
        figure.update_layout(height=_HEIGHTS_PX[metric]),
        key=f"plot_{metric}",
        description=f"{metric.capitalize()} of both arms over {X_AXES[x_axis].lower()}",
    )


def summary(record: RunRecord) -> str:
    """Return one line that says what was run, as Markdown: the choices may have changed since."""
    plan = record.plan
    backbone = catalogue.get(plan.backbone)
    return plain(
        f"{backbone.title} · {plan.frozen_stages} of {len(backbone.stages)} stages frozen · "
        f"{plan.epochs} epochs · {plan.image_size_px} px · seed {plan.seed} · "
        f"{len(record.classes)} classes, {record.train_images} training and "
        f"{record.validation_images} validation images"
    )
