"""A visitor's earlier studies of a question, to look at again."""

from typing import Final

import streamlit as st

from transfer_demo.ui.address.selection import study_of
from transfer_demo.ui.server import services, session
from transfer_demo.ui.studies.study_summary import moment, summary

_MOST: Final = 10


def earlier_studies(question: str, *, shown: str | None) -> None:
    """Offer the newest studies of this question, but for the one that is shown."""
    mine = services.store().studies.of(session.owner())
    others = [record for record in mine if record.question == question and record.token != shown]
    if not others:
        return
    with st.popover("Earlier studies", icon=":material/history:", key="earlier"):
        for record in others[:_MOST]:
            label = f"{moment(record.created)}: {summary(record)}, {record.status}"
            if st.button(label, key=f"earlier_{record.token}", type="tertiary"):
                study_of(question).select(record.token)
                st.rerun()
