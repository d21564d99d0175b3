"""The race that a page is about, and its networks; where there are none, why."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from transfer_demo.backbones import catalogue
from transfer_demo.errors import UnknownRun
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.markdown import plain
from transfer_demo.store.runs.record import UNFINISHED, RunRecord, Status
from transfer_demo.ui.address.navigation import LAB
from transfer_demo.ui.address.selection import RUN
from transfer_demo.ui.elements.live import live
from transfer_demo.ui.elements.unknown_address import explain_unknown_address
from transfer_demo.ui.inside.asked import Models, models_of
from transfer_demo.ui.lab.what_next import why_missing
from transfer_demo.ui.server import services
from transfer_demo.wording import first_of

_CLASSES: Final = 12
_SECONDS_BETWEEN: Final = 1.0


@dataclass(frozen=True)
class ShownRun:
    """A race whose networks can be asked, and its images."""

    models: Models
    images: LabelledImages


def shown_run() -> ShownRun | None:
    """Say which race the page is about and return it, or say why its networks cannot be asked."""
    token = RUN.token()
    record = _record(token)
    if record is None:
        if token:
            explain_unknown_address("run", RUN)
        else:
            st.info("There is nothing to ask yet: start a race in the Lab, and come back.")
        st.page_link(LAB, label="To the Lab", icon=":material/science:")
        return None
    st.caption(_summary(record))
    models = models_of(record)
    if record.status in UNFINISHED and not models.files:
        # By itself: a class has scanned the code a minute early.
        live(partial(_wait, record.token), status=record.status, every_seconds=_SECONDS_BETWEEN)
        return None
    if problem := why_missing(record, services.store().models.of(record.token)):
        st.info(problem, icon=":material/info:")
    if not models.files:
        st.page_link(LAB, label="To the race", icon=":material/science:")
        return None
    return ShownRun(models, services.store().images(record.token))


def _record(token: str | None) -> RunRecord | None:
    try:
        return services.store().record(token) if token else None
    except UnknownRun:
        return None


def _wait(token: str) -> Status:
    st.info(
        "This race is not over yet. Its networks can be asked when it is: this page waits for it.",
        icon=":material/hourglass_top:",
    )
    return services.store().record(token).status


def _summary(record: RunRecord) -> str:
    backbone = catalogue.get(record.plan.backbone)
    number = len(record.classes)
    return plain(
        f"{backbone.title} · {record.plan.frozen_stages} of {len(backbone.stages)} stages frozen · "
        f"{record.plan.image_size_px} px · {number} classes: {first_of(record.classes, _CLASSES)}"
    )
