"""The interview question taken apart: a point at a time, its evidence, and three ways to say it."""

from typing import Final

import streamlit as st

from transfer_demo.lessons.interview_questions import questions
from transfer_demo.lessons.template import Rendered, placeholders, render_by_sentence
from transfer_demo.lessons.walkthrough import (
    GradedAnswer,
    InterviewPoint,
    figure_title,
    walkthrough,
)
from transfer_demo.lessons.words import WALKTHROUGH
from transfer_demo.markdown import plain
from transfer_demo.ui.address.hiding import hidden
from transfer_demo.ui.address.invitation import as_study
from transfer_demo.ui.address.selection import Selection
from transfer_demo.ui.elements.further_reading import show_sources
from transfer_demo.ui.elements.steps import place_of, steps
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.interview import own_evidence
from transfer_demo.ui.interview.evidence_figure import show_figure

POINT: Final = Selection("point", "point")
# Where a number of one's own comes from.
_MEASURE: Final = {
    "run": ("pages/lab/lab.py", "Race in the Lab"),
    "freeze": ("pages/studies/freeze.py", "Try every depth"),
    "backbones": ("pages/studies/backbones.py", "Compare networks"),
}


def show_walkthrough() -> None:
    """Draw the question, the point that the address names, and the steps to the others."""
    points = walkthrough()
    number = place_of(points, POINT, what="point of the walkthrough")
    step = points[number - 1]
    st.markdown(f"**{linked(plain(questions()[0].title))}**")
    words, figure = st.columns(2, gap="large")
    with words, st.container(key="walkthrough"):
        st.caption(f"Point {number} of {len(points)}")
        st.header(plain(step.title), anchor=False)
        st.markdown(linked(step.point))
        with st.container(key="answer"):
            answered = _show_answers(step)
        with st.expander("In detail", icon=":material/notes:"):
            st.markdown(linked(step.detail))
        show_sources(step.sources)
    with figure, st.container(key="figure"):
        # What the figure shows is for the learner to say first, where the answers can be chosen.
        _show_figures(step, told=answered or hidden("answer"))
    steps(points, number, show=POINT.select, kind="Point")


def _show_answers(step: InterviewPoint) -> bool:
    """Draw the answers to choose from; True if one is shown."""
    grades = {answer.grade: answer for answer in step.answers}
    grade = st.segmented_control(
        WALKTHROUGH.say("answers"), options=list(grades), key=f"grade_{step.name}"
    )
    if grade:
        _show_answer(grades[grade])
    return grade is not None


def _show_answer(answer: GradedAnswer) -> None:
    own, sample = own_evidence.values_of(placeholders(answer.said))
    said = render_by_sentence(
        answer.said,
        {name: plain(value) for name, value in own.items()},
        {name: plain(value) for name, value in sample.items()},
    )
    with st.container(key="said"):
        st.markdown(linked(said.text))
    why = WALKTHROUGH.say("why", grade=answer.grade.casefold(), why=plain(answer.why))
    st.markdown(linked(why))
    _say_whose(said)


def _say_whose(said: Rendered) -> None:
    """Say whose numbers are in an answer, if there are any."""
    own, sample = said.used
    if own:
        st.caption(WALKTHROUGH.say("numbers.own"))
    for part in {name.split(".")[0] for name in sample}:
        st.caption(WALKTHROUGH.say("numbers.sample"))
        if part == "digits":
            there = as_study("freeze", images="digits")
            st.link_button(
                "Try every depth on the digits", there.address, icon=":material/science:"
            )
            continue
        script, label = _MEASURE[part]
        st.page_link(script, label=label, icon=":material/science:")


def _show_figures(step: InterviewPoint, *, told: bool) -> None:
    name = step.figures[0]
    if len(step.figures) > 1:
        name = st.segmented_control(
            WALKTHROUGH.say("figures"),
            options=list(step.figures),
            format_func=figure_title,
            default=name,
            required=True,
            key=f"figure_{step.name}",
        )
    else:
        st.markdown(f"**{figure_title(name)}**")
    show_figure(name, told=told)
