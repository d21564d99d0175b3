"""The interview question taken apart: a point at a time, its evidence, and three ways to say it."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from transfer_demo.lessons.filling import places
from transfer_demo.lessons.questions import questions
from transfer_demo.lessons.telling import Told, told
from transfer_demo.lessons.walkthrough import FIGURES, Answer, Step, walkthrough
from transfer_demo.ui import evidence
from transfer_demo.ui.evidence_figure import show_figure
from transfer_demo.ui.plain import plain
from transfer_demo.ui.shown import Shown
from transfer_demo.ui.terms import linked

POINT: Final = Shown("point", "point")
_CHOSEN: Final = "walkthrough_point"
# Where a number of one's own comes from.
_MEASURE: Final = {
    "run": ("pages/lab/lab.py", "Race in the Lab"),
    "freeze": ("pages/studies/freeze.py", "Try every depth"),
    "backbones": ("pages/studies/backbones.py", "Compare networks"),
    "digits": ("pages/studies/freeze.py", "Try every depth on Handwritten digits"),
}


def show_walkthrough() -> None:
    """Draw the question, the steps, and the point that the address names."""
    steps = walkthrough()
    step = _asked(steps)
    st.markdown(f"> **{plain(questions()[0].title)}**")
    with st.container(key="steps"):
        _show_steps(steps, step)
    words, figure = st.columns([6, 6], gap="large")
    with words:
        st.header(plain(step.title), anchor=False)
        st.markdown(linked(step.point))
        with st.container(key="answer"):
            _show_answers(step)
        _show_sources(step)
    with figure, st.container(key="figure"):
        _show_figures(step)


def _asked(steps: Sequence[Step]) -> Step:
    """Return the point in the address; the first one if there is none of that name."""
    token = POINT.token()
    return next((step for step in steps if step.name == token), steps[0])


def _show_steps(steps: Sequence[Step], shown: Step) -> None:
    place = steps.index(shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        _button("Back", steps[max(place - 1, 0)], disabled=place == 0, icon="arrow_back")
        last = place == len(steps) - 1
        _button("Next", steps[place if last else place + 1], disabled=last, icon="arrow_forward")
        st.markdown(f"Point {place + 1} of {len(steps)}", width="content")
    # The address decides which point is shown, and this follows.
    st.session_state[_CHOSEN] = shown.name
    st.pills(
        "Point",
        options=[step.name for step in steps],
        format_func={step.name: step.title for step in steps}.__getitem__,
        key=_CHOSEN,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: POINT.show(st.session_state[_CHOSEN]),
    )


def _button(label: str, step: Step, *, disabled: bool, icon: str) -> None:
    st.button(
        label,
        key=f"walkthrough_{label.casefold()}",
        icon=f":material/{icon}:",
        disabled=disabled,
        on_click=POINT.show,
        args=(step.name,),
    )


def _show_answers(step: Step) -> None:
    st.subheader("How would you say it?", anchor=False)
    st.caption("Say it aloud first. Then compare.")
    grades = {answer.grade: answer for answer in step.answers}
    grade = st.segmented_control(
        "Show an answer that is", options=list(grades), key=f"grade_{step.name}"
    )
    if grade:
        _show_answer(grades[grade])


def _show_answer(answer: Answer) -> None:
    own, sample = evidence.values_of(places(answer.said))
    said = told(
        answer.said,
        {name: plain(value) for name, value in own.items()},
        {name: plain(value) for name, value in sample.items()},
    )
    st.markdown(f"> {linked(said.text)}")
    st.markdown(f"**Why {answer.grade.casefold()}:** {plain(answer.why)}")
    _say_whose(said)


def _say_whose(said: Told) -> None:
    """Say whose numbers are in an answer, if there are any."""
    own, sample = said.asked
    if own:
        st.caption("The numbers are your own.")
    for part in {name.split(".")[0] for name in sample}:
        st.caption("You have no number of your own for this yet, so it is that of the sample.")
        script, label = _MEASURE[part]
        st.page_link(script, label=label, icon=":material/science:")


def _show_figures(step: Step) -> None:
    name = step.figures[0]
    if len(step.figures) > 1:
        name = st.segmented_control(
            "Evidence",
            options=list(step.figures),
            format_func=FIGURES.__getitem__,
            default=name,
            required=True,
            key=f"figure_{step.name}",
        )
    else:
        st.markdown(f"**{FIGURES[name]}**")
    show_figure(name)


def _show_sources(step: Step) -> None:
    if step.sources:
        with st.container(key="sources"), st.expander("Sources", icon=":material/menu_book:"):
            st.markdown("\n".join(f"- {plain(source)}" for source in step.sources))
