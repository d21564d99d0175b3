"""The live panel: a run as the store knows it, drawn again twice a second while it goes on.

It reads the store and nothing else, so a run that is going on, one from yesterday and one that
somebody else watches too are shown by the same code.
"""

from functools import partial
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.errors import PlanError
from transfer_demo.history import History
from transfer_demo.markdown import plain
from transfer_demo.plan import ARM_TITLES
from transfer_demo.report.plan_words import epochs_words
from transfer_demo.store.runs.record import RunRecord, Status
from transfer_demo.ui.elements.drawings import draw_confusion, draw_curves
from transfer_demo.ui.elements.live import live
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.terms import explained
from transfer_demo.ui.lab.arm_cards import show_arms
from transfer_demo.ui.lab.choose_plan import chosen_plan
from transfer_demo.ui.lab.queue_position import explain_trouble
from transfer_demo.ui.lab.race_guess import guess_of
from transfer_demo.ui.lab.verdict_panel import show_verdict
from transfer_demo.ui.lab.what_next import offer_what_next
from transfer_demo.ui.server import services, session
from transfer_demo.verdict.guess import RaceGuess

_SECONDS_BETWEEN: Final = 0.5


def show_live(record: RunRecord) -> None:
    """Show a run, and keep it up to date until it is over."""
    st.caption(_summary(record))
    if somebody := session.whose(record):
        st.caption(somebody)
    live(partial(_draw, record.token), status=record.status, every_seconds=_SECONDS_BETWEEN)


def _draw(token: str) -> Status:
    record = services.store().record(token)
    history = services.store().history(token)
    explain_trouble(record.status)
    show_arms(history)
    with st.container(key="figure"):
        x_axis = _heading_with_x_axis()
        _chart(token, history, metric="accuracy", x_axis=x_axis, guess=guess_of(record))
    with st.container(key="verdict"):
        show_verdict(record, history)
    if history.finished:
        offer_what_next(record)
    with st.container(key="loss"):
        st.subheader("Loss", anchor=False)
        _chart(token, history, metric="loss", x_axis=x_axis)
    if history.finished:
        _show_mistakes(token, history)
    return record.status


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
            # What is chosen is sent with the first drawing alone. A browser that still loads this
            # widget when the panel is drawn again shows the default, and says so to the server.
            default=session.choice("x_axis"),
            required=True,
            help="What the curves are drawn over. Over seconds one sees what each training costs. "
            "Seconds and GFLOPs count all that an arm does, also measuring BatchNorm's statistics "
            "again before each validation. Seconds are those of a clock, and grow when others use "
            "the machine; GFLOPs do not. "
            f"GFLOPs: {explained('GFLOPs')}",
        )
    return str(x_axis)


def _chart(
    run: str, history: History, *, metric: str, x_axis: str, guess: RaceGuess | None = None
) -> None:
    over = f", over the guess that {guess.words}" if guess else ""
    plot(
        draw_curves(run, history, metric=metric, x_axis=x_axis, guess=guess),
        key=f"plot_{metric}",
        description=f"{metric.capitalize()} of both arms over {X_AXES[x_axis].lower()}{over}",
    )


def _show_mistakes(run: str, history: History) -> None:
    """Show what each arm took for what, after its last epoch."""
    measured = [arm for arm in history.arms.values() if arm.last]
    if not measured:
        return
    with st.expander("What was taken for what", key="mistakes"):
        for column, arm in zip(st.columns(len(measured)), measured, strict=True):
            with column:
                plot(
                    draw_confusion(run, history, arm.arm, base=st.context.theme.type),
                    key=f"confusion_{arm.arm}",
                    description=f"{ARM_TITLES[arm.arm]}: what each class was taken for",
                )


def _summary(record: RunRecord) -> str:
    """Return what was run, as Markdown: the choices beside it may be others by now."""
    plan = record.plan
    backbone = catalogue.get(plan.backbone)
    words = plain(
        f"{backbone.title} · {plan.frozen_stages} of {len(backbone.stages)} stages frozen · "
        f"{epochs_words(plan)} · {plan.image_size_px} px · seed {plan.seed} · "
        f"{record.train_images} training and {record.validation_images} held-out images"
    )
    return f"{words}. **The choices are different now.**" if _changed(record) else words


def _changed(record: RunRecord) -> bool:
    try:
        return chosen_plan() != record.plan
    except PlanError:
        return True
