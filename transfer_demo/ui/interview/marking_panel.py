"""The marks of an answer: point by point, with the sentence that earned it, and all of them open.

A worker compares the sentences meanwhile, so the page looks again and again whether it has done so.
"""

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

import streamlit as st

from transfer_demo.images import limits
from transfer_demo.lessons.answer_scoring import Scores, score_answer
from transfer_demo.lessons.interview_questions import Point, Question
from transfer_demo.lessons.marking import MADE, MISSING, UNSURE, Mark, heard, mark
from transfer_demo.lessons.sentences import sentences
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.interview.rubric import show_points, show_score, tick_name
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.drawing_turns import now_and_then
from transfer_demo.wording import counted

MOST_WORDS: Final = 2_000

_MODEL: Final = (
    "A small language model, MiniLM, compares your sentences with each point. It learned from "
    "other texts, never from this rubric, and stays frozen. Each point only gets a small head, "
    "which looks at your wording, too: transfer learning. It can be wrong. "
    "It does not check what you claim: the opposite of a point may be called made, too. Say one "
    "thing in a sentence, and it is found more easily."
)
# A model that is loaded answers sooner than the page is drawn twice.
_PATIENCE_SECONDS: Final = 0.7
_SECONDS_BETWEEN: Final = 0.5

# The latest answer of each owner, as long as a worker or a page has it.
_latest: Final = WeakValueDictionary[str, Future[Scores]]()


@dataclass(kw_only=True)
class Marking:
    """An answer on its way to a worker and back."""

    answer: str
    sentences: tuple[str, ...]
    future: Future[Scores]
    marks: tuple[Mark, ...] = ()


def problem_of(answer: str) -> str:
    """Return why an answer cannot be marked, as a sentence; empty if it can."""
    if len(answer) > limits.ANSWER_CHARACTERS:
        return (
            f"This answer has {len(answer):,} characters, and at most "
            f"{limits.ANSWER_CHARACTERS:,} are compared. Shorten it, and mark it then."
        )
    if not sentences(answer):
        return (
            "There is nothing to compare yet. Write your answer first, in a few sentences, "
            "or say it aloud and mark it yourself."
        )
    words = len(answer.split())
    if words > MOST_WORDS:
        return (
            f"This answer has {words:,} words, and at most {MOST_WORDS:,} are compared. Shorten "
            "it, and mark it then: an interviewer would have stopped you by now."
        )
    return ""


def still_marking() -> str:
    """Say that an answer of this visitor's is on its way, in whichever window; empty if none is.

    A worker marks one after the other, so more would only keep others waiting.
    """
    latest = _latest.get(session.owner())
    if latest is None or latest.done():
        return ""
    return "An answer of yours is being marked. When that is over, mark this one."


def begin_marking(question: Question, answer: str) -> Marking:
    """Send an answer to a worker.

    Raises:
        TransferDemoError: there are no workers.
    """
    parts = sentences(answer)
    future = services.executor().call(score_answer, question, heard(parts))
    _latest[session.owner()] = future
    wait([future], timeout=_PATIENCE_SECONDS)
    return Marking(answer=answer, sentences=parts, future=future)


def show_marking(question: Question, marking: Marking, *, answer: str) -> None:
    """Show the marks, or that they are on their way. `answer` is what is written by now."""
    if not marking.future.done():
        now_and_then(_look_again, every_seconds=_SECONDS_BETWEEN)(marking)
        return
    if problem := marking.future.exception():
        st.error(plain(str(problem)), icon=":material/error:")
        show_points(question)
        return
    if not marking.marks:
        marking.marks = mark(question, marking.sentences, scores=marking.future.result())
        session.choose(
            {tick_name(question, one.point): one.verdict == MADE for one in marking.marks}
        )
    st.caption(linked(_MODEL))
    if answer != marking.answer:
        st.info("You have changed your answer since. Mark it again to compare the new one.")
    _show_marks(question, marking.marks)


def _look_again(marking: Marking) -> None:
    if marking.future.done():
        st.rerun()
    st.status("The language model reads your sentences. The first time takes longer.")


def _show_marks(question: Question, marks: tuple[Mark, ...]) -> None:
    st.subheader("What a good answer says", anchor=False)
    unsure = [one.point for one in marks if one.verdict == UNSURE]
    st.markdown(f"Each tick is yours: change it where the model is wrong.{_to_decide(unsure)}")
    by_point = {one.point: one for one in marks}
    made = [point for point in question.rubric if _show_mark(question, by_point[point])]
    show_score(question, made, open_=unsure)


def _to_decide(unsure: Sequence[Point]) -> str:
    if not unsure:
        return ""
    return (
        f" {counted(len(unsure), 'point')} {'is' if len(unsure) == 1 else 'are'} for you to decide."
    )


def _show_mark(question: Question, one: Mark) -> bool:
    """Draw one mark, and return whether the point is ticked."""
    key = session.choice_key(tick_name(question, one.point))
    ticked = st.checkbox(one.point.sentence, key=key, wrap=True)
    overruled = one.verdict != UNSURE and ticked != (one.verdict == MADE)
    with st.container(key=f"mark_{one.verdict}_{one.point.key}"):
        st.markdown(_words(one) + (" You decided otherwise." if overruled else ""))
    return ticked


def _words(one: Mark) -> str:
    quote = f"“{plain(one.sentence)}”"
    if one.verdict == MADE:
        return f":green[:material/check_circle:] **Made:** {quote}"
    if one.verdict == UNSURE:
        return f":orange[:material/help:] **Unsure.** Perhaps: {quote} Decide yourself."
    assert one.verdict == MISSING
    return f":red[:material/cancel:] **Not found.** You could say: {_example(one.point)}"


def _example(point: Point) -> str:
    return plain(point.also[0]) if point.also else plain(point.sentence)
