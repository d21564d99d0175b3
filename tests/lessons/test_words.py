"""Every word of Break it and of the interview stands in their texts, and none stands in vain."""

import pytest

from tests.lessons.asked import asked, assert_all_are_said
from transfer_demo.lessons import evidence, values_races, values_studies
from transfer_demo.lessons import walkthrough as points
from transfer_demo.lessons.document import document
from transfer_demo.ui.break_it import answer, exercise, own_run, repair, trainings
from transfer_demo.ui.interview import card, evidence_figure
from transfer_demo.ui.interview import walkthrough as walkthrough_page


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("break-it.md", (exercise, answer, own_run, repair, trainings)),
        (
            "interview/evidence.md",
            (evidence, points, evidence_figure, values_races, values_studies),
        ),
        ("interview/card.md", (card,)),
        ("interview/walkthrough.md", (walkthrough_page,)),
    ],
)
def test_a_page_has_the_words_that_it_asks_for_and_no_others(path: str, modules: tuple) -> None:
    # What a name is passed on to is no name itself.
    patterns = {pattern for pattern in asked(*modules) if pattern}
    text = document(path)
    assert_all_are_said(text.words, patterns)
    assert len(text.words) == len(text.sections["Words"].splitlines())
    assert set(text.sections) == {"Words"}
