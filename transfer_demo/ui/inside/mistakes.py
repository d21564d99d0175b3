"""The page "Mistakes": what both networks took for what, and what they are surest of."""

import html
from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from transfer_demo.history import History
from transfer_demo.models.mistakes import ConfusedPair, confused_pairs, surest_mistakes
from transfer_demo.plan import ARM_TITLES, FINE_TUNE, SCRATCH
from transfer_demo.ui.elements.drawings import draw_confusion, draw_difference
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.terms import linked
from transfer_demo.ui.inside.answers_panel import cards_of
from transfer_demo.ui.inside.asked import held_out
from transfer_demo.ui.inside.cards import cards_html
from transfer_demo.ui.inside.shown_run import ShownRun, shown_run
from transfer_demo.ui.inside.until_said import draw_until_said
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.answers import Told

_MATRIX: Final = (
    "Each row of a **confusion matrix** holds the validation images of one class, each column what "
    "they were taken for: on the diagonal they are right. The last one says in how many images "
    "more (blue) or fewer (orange) fine-tuning does so. None of them tells why, and a cell of two "
    "or three images is little evidence."
)
_SUREST: Final = (
    "The validation images that at least one network gets wrong, the surest mistake first. Look at "
    "the label as well: perhaps the network is right."
)
_AT_ONCE: Final = 6
_PAIRS: Final = 8


def mistakes() -> None:
    """Draw the page."""
    shown = shown_run()
    if shown is None:
        return
    history = services.store().history(shown.models.run.token)
    with st.container(key="matrices"):
        st.subheader("Confusion matrix", anchor=False)
        _matrices(shown.models.run.token, history)
        st.caption(linked(_MATRIX))
    with st.container(key="pairs"):
        _pairs(history)
    if not session.is_mine(shown.models.run):
        st.caption("The pictures are shown to whoever started the race.")
        return
    with st.container(key="surest"):
        st.subheader("The surest mistakes", anchor=False)
        st.markdown(linked(_SUREST))
        draw_until_said(lambda: _surest(shown))


def _matrices(token: str, history: History) -> None:
    arms = [arm.arm for arm in history.arms.values() if arm.last]
    both = {FINE_TUNE, SCRATCH} <= set(arms)
    base = st.context.theme.type
    columns = st.columns(len(arms) + both)
    for column, arm in zip(columns, arms, strict=False):
        with column:
            plot(
                draw_confusion(token, history, arm, base=base),
                key=f"matrix_{arm}",
                description=f"{ARM_TITLES[arm]}: {_in_words(history, arm)}",
            )
    if both:
        with columns[-1]:
            plot(
                draw_difference(token, history, base=base),
                key="matrix_difference",
                description="In how many images both differ, class by class",
            )


def _in_words(history: History, arm: str) -> str:
    found = _confused(history, [arm])
    if not found:
        return "every validation image is right"
    first = found[0]
    return f"most often {first.true} was taken for {first.predicted}, {first.total} times"


def _confused(history: History, arms: Sequence[str]) -> list[ConfusedPair]:
    measured = {
        arm: (history.arms[arm].started, history.arms[arm].last)
        for arm in arms
        if history.arms[arm].last
    }
    named: dict[str, list[str]] = {}
    labels: list[str] = []
    for arm, (started, last) in measured.items():
        assert started
        assert last
        labels = [started.classes[label] for label in started.validation_labels]
        named[arm] = [started.classes[label] for label in last.val_predictions]
    return confused_pairs(labels, named)


def _pairs(history: History) -> None:
    """Show which classes are mixed up most, in a table."""
    st.subheader("Mixed up most", anchor=False)
    arms = [arm.arm for arm in history.arms.values() if arm.last]
    found = _confused(history, arms)
    if not found:
        st.success("No validation image was taken for another class.", icon=":material/check:")
        return
    heads = "".join(f"<th>{ARM_TITLES[arm]}</th>" for arm in arms)
    rows = "".join(_row(pair, arms) for pair in found[:_PAIRS])
    st.html(
        f'<div class="through"><table><thead><tr><th>Images of</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(pair: ConfusedPair, arms: Sequence[str]) -> str:
    cells = "".join(f"<td>{pair.counts[arm]}</td>" for arm in arms)
    true, predicted = html.escape(pair.true), html.escape(pair.predicted)
    return f"<tr><th scope='row'>{true}, taken for {predicted}</th>{cells}</tr>"


def _surest(shown: ShownRun) -> list[Told[Any]]:
    """Show the mistakes as pictures, once all validation images were asked about."""
    examples, images = held_out(shown.images), shown.images
    said, told = shown.models.said([example.picture for example in examples])
    if any(one.missing for one in told):
        return told
    labels = [images.classes[example.label] for example in examples]
    answers = {
        arm: [of_arm[example.picture.digest] for example in examples]
        for arm, of_arm in said.items()
    }
    places = surest_mistakes(labels, answers)
    if not places:
        st.success("No validation image is wrong.", icon=":material/check:")
        return told
    most = st.session_state.get(_key(shown), _AT_ONCE)
    some = [examples[place] for place in places[:most]]
    cards = cards_of(shown.models, shown.images, some)
    st.html(cards_html(cards, classes=images.classes, points={}))
    if len(places) > most and st.button(f"Show more of {len(places)}"):
        st.session_state[_key(shown)] = most + 2 * _AT_ONCE
        st.rerun()
    return [*told, shown.models.before([example.picture for example in some])]


def _key(shown: ShownRun) -> str:
    return f"mistakes_shown_{shown.models.run.token}"
