"""What the pages of all studies have in common."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.study_guess import StudyGuess
from transfer_demo.ui.elements.plot import prepare_to_plot
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.images.removal import where_data_stays
from transfer_demo.ui.lab.run_control import keep_longer
from transfer_demo.ui.studies.live_study import cells_of, show_study
from transfer_demo.ui.studies.study_controls import (
    Ask,
    delete_study_control,
    go_on_control,
    study_controls,
)

_BEFORE = (
    "Press **Start the study**. The trainings share the workers of this machine, and the figure "
    "fills in as they end. You can leave the page: the address of the study brings you back."
)


def introduce(question: str) -> None:
    """Say what is asked, what stays the same and what varies."""
    words = QUESTIONS[question]
    st.title(words.title, anchor=False)
    st.markdown(linked(" ".join(words.sentences)))


def show(
    question: str,
    *,
    ask: Ask,
    guess: StudyGuess | None = None,
    between: Callable[[StudyRecord], None] = lambda record: None,
    below: Callable[[StudyRecord, Any], None] = lambda record, result: None,
) -> None:
    """Draw the controls, and the study that was started or is in the address.

    Args:
        ask: makes the trainings from what is chosen now.
        guess: of the visitor, kept with a study that is started.
        between: draws what only this question has, above the figure.
        below: the same below the answer, from the result at the time.
    """
    record = study_controls(question, ask, guess=guess)
    if record is None:
        st.markdown(_BEFORE)
        prepare_to_plot()
    else:
        between(record)
        show_study(record)
        below(record, QUESTIONS[question].read(cells_of(record.token)))
        go_on_control(record)
        with st.container(horizontal=True, vertical_alignment="center"):
            delete_study_control(record)
            keep_longer(record)
    where_data_stays()
