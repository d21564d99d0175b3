"""The evidence card on its page: what will be on it, and the file to keep."""

from datetime import date
from typing import Final

import streamlit as st

from transfer_demo.lessons.evidence import RaceEvidence, StudyEvidence
from transfer_demo.lessons.interview_questions import Question, questions
from transfer_demo.lessons.words import CARD
from transfer_demo.markdown import plain
from transfer_demo.report.evidence_card import evidence_card, fits
from transfer_demo.ui.elements.handover import handover_button
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.interview import own_evidence
from transfer_demo.ui.interview.answer_field import answer_field
from transfer_demo.ui.interview.evidence_figure import (
    show_confusion,
    show_curves,
    show_study_figure,
)
from transfer_demo.ui.lab.arm_cards import show_arms

_LAB: Final = "pages/lab/lab.py"


def show_card() -> None:
    """Draw the field for the answer, the download, and what will be on the card."""
    race, study = own_evidence.race(), own_evidence.my_newest_study()
    question = questions()[0]
    left, preview = st.columns([5, 7], gap="large")
    with left:
        st.markdown(f"**{linked(plain(question.title))}**")
        answer = answer_field(question)
        _download(race, study, question, answer=answer)
    with preview, st.container(border=True, key="figure"):
        _preview(race, study, answer=answer)


def _download(
    race: RaceEvidence, study: StudyEvidence | None, question: Question, *, answer: str
) -> None:
    handover_button(
        "Download the card",
        make=lambda: evidence_card(
            race,
            question=question.title,
            answer=answer,
            prompts=[point.sentence for point in question.rubric],
            study=study,
            written=date.today(),
        ),
        file_name="evidence_card.html",
        mime="text/html",
        key="download_card",
    )
    # Below the button: what comes and goes above it would move it away from under a click.
    if not answer.strip():
        st.caption(CARD.say("empty"))
    elif not fits(answer):
        st.warning(CARD.say("long"), icon=":material/article:")
    st.caption(CARD.say("print"))


def _preview(race: RaceEvidence, study: StudyEvidence | None, *, answer: str) -> None:
    st.subheader(CARD.say(f"shown.{race.origin.kind}"), anchor=False)
    if not race.origin.own:
        st.info(CARD.say("sample"))
        st.page_link(_LAB, label="Race in the Lab", icon=":material/science:")
    written = bool(answer.strip())
    if written:
        st.markdown(f"> {plain(answer.strip())}")
    # The figures can be read at once; what they come to is said beside one's own words.
    show_curves(race, told=written)
    if study:
        show_study_figure(study, told=written)
    else:
        show_confusion(race, told=written)
    with st.expander(CARD.say("numbers"), icon=":material/table:"):
        show_arms(race.history)
