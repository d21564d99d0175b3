"""The second half of the study of networks: a bet on the scores, and then the real trainings."""

from collections import Counter

import streamlit as st

from transfer_demo.errors import TransferDemoError
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.markdown import plain
from transfer_demo.plan import FINE_TUNE, SCORE
from transfer_demo.store.runs.record import UNFINISHED
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.backbones import train_plans
from transfer_demo.studies.cell import CellOrder
from transfer_demo.ui.elements.double_click import is_second_click, note_click
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies.guesses import bet
from transfer_demo.ui.studies.live_study import cells_of


def place_bet(record: StudyRecord) -> None:
    """Once the networks have their scores, ask for a bet and offer to fine-tune them.

    One whose scores failed is left out; the others need not wait for it.
    """
    cells = cells_of(record.token)
    seeds = Counter(cell.plan.backbone for cell in cells if cell.arm == SCORE and cell.done)
    scored = [name for name, number in seeds.items() if number == len(record.seeds)]
    over = record.status not in UNFINISHED
    if not (scored and over and session.is_mine(record)):
        return
    if any(cell.arm == FINE_TUNE for cell in cells):
        return
    guess = bet(scored)
    if st.button("Fine-tune them all", type="primary", icon=":material/sports_score:"):
        if is_second_click("fine_tune_all"):
            return
        try:
            if guess is not None:
                services.store().studies.set_guess(record.token, guess, by=session.owner())
            services.recorder().extend_study(
                record.token, _orders(record, scored), by=session.owner()
            )
        except TransferDemoError as exc:
            st.error(plain(str(exc)), icon=":material/error:")
            return
        note_click("fine_tune_all")
        st.rerun()


def _orders(record: StudyRecord, names: list[str]) -> list[CellOrder]:
    """Return the trainings, on the very images that were scored."""
    store = services.store()
    images: dict[int, LabelledImages] = {}
    runs = store.studies.runs(record.token)
    for cell, run in zip(cells_of(record.token), runs, strict=True):
        if run is not None and cell.plan.seed not in images:
            images[cell.plan.seed] = store.images(run)
    plans = train_plans(record.plan, names=names, seeds=record.seeds)
    return [(plan, images[plan.seed]) for plan in plans if plan.seed in images]
