"""Every word of Break it and of the interview stands in their texts, and none stands in vain."""

import pytest

from tests.lessons.asked import asked, assert_all_are_said
from transfer_demo.lessons import evidence, evidence_text, values_races, values_studies
from transfer_demo.lessons.document import document
from transfer_demo.ui import (
    break_it,
    break_it_answer,
    break_it_own,
    break_it_repair,
    break_it_runs,
    card,
    evidence_figure,
)
from transfer_demo.ui import walkthrough as walkthrough_page


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("break-it.md", (break_it, break_it_answer, break_it_own, break_it_repair, break_it_runs)),
        (
            "interview/evidence.md",
            (evidence, evidence_text, evidence_figure, values_races, values_studies),
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
