"""The repair: the same training without the fault, and both beside each other."""

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from transfer_demo.events import EpochEnd
from transfer_demo.history import History
from transfer_demo.lessons.fault_text import FaultText
from transfer_demo.lessons.faults import values
from transfer_demo.lessons.template import render
from transfer_demo.lessons.words import BREAK_IT
from transfer_demo.plan import ARM_TITLES
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.break_it.case import Case, put
from transfer_demo.ui.break_it.own_run import CUT, clear_away, stop_own
from transfer_demo.ui.break_it.trainings import run_of, show_curves, start_button
from transfer_demo.ui.elements.further_reading import show_sources
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.server import services
from transfer_demo.verdict import accuracy_in_percent
from transfer_demo.wording import percent


def show_repair(case: Case, broken: RunRecord) -> None:
    """Offer the repair, and show the repaired run beside the broken one."""
    text = case.fault.text
    st.header(BREAK_IT.say("repair"), anchor=False)
    st.markdown(linked(BREAK_IT.say("mended", mended=text.mended)))
    repaired = run_of(case.repaired, case.fault.repaired)
    if repaired is None or repaired.status in CUT:
        token = start_button(
            "Run the repair", icon=":material/build:", number=case.number, broken=False
        )
        if token:
            put(replace(case, repaired=token))
            clear_away(repaired)
            st.rerun()
    if repaired is None:
        return
    titles = {"broken": BREAK_IT.say("broken"), "repaired": BREAK_IT.say("repaired")}
    for column, (name, title), run in zip(
        st.columns(2), titles.items(), (broken, repaired), strict=True
    ):
        with column:
            st.subheader(title, anchor=False)
            show_curves(run, name=name, beside=True)
            stop_own(run)
    if repaired.status == "done":
        _compare(text, broken, repaired)


def _compare(text: FaultText, broken: RunRecord, repaired: RunRecord) -> None:
    """Show the numbers of both runs, and say what the repair is in practice."""
    store = services.store()
    runs = store.history(broken.token), store.history(repaired.token)
    with st.container(key="numbers"):
        st.html(_table(*runs))
    st.markdown(linked(render(text.repair, values(*runs))))
    show_sources(text.sources)


def _table(broken: History, repaired: History) -> str:
    rows = "".join(
        f'<tr><th scope="row">{label}</th><td>{before}</td><td>{after}</td></tr>'
        for label, before, after in _rows(broken, repaired)
    )
    return (
        f'<table class="both-runs"><caption>{BREAK_IT.say("numbers")}</caption><thead><tr><td></td>'
        f'<th scope="col">{BREAK_IT.say("broken")}</th>'
        f'<th scope="col">{BREAK_IT.say("repaired")}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _rows(broken: History, repaired: History) -> Iterator[tuple[str, str, str]]:
    for name, before in broken.arms.items():
        after, arm = repaired.arms[name], ARM_TITLES[name]
        yield BREAK_IT.say("numbers.last", arm=arm), _held_out(before.last), _held_out(after.last)
        yield (
            BREAK_IT.say("numbers.training", arm=arm),
            _training(before.last),
            _training(after.last),
        )


def _held_out(epoch: EpochEnd | None) -> str:
    return accuracy_in_percent(epoch) if epoch else "–"


def _training(epoch: EpochEnd | None) -> str:
    return percent(epoch.train_accuracy, 0) if epoch else "–"
