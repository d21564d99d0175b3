"""Every word of Break it and of the evidence stands in their texts, and none stands in vain."""

import pytest

from tests.lessons.asked import asked, assert_all_are_said
from transfer_demo.lessons import evidence_text
from transfer_demo.lessons.document import document
from transfer_demo.ui import (
    break_it,
    break_it_answer,
    break_it_own,
    break_it_repair,
    break_it_runs,
    evidence_figure,
)


@pytest.mark.parametrize(
    ("path", "modules"),
    [
        ("break-it.md", (break_it, break_it_answer, break_it_own, break_it_repair, break_it_runs)),
        ("interview/evidence.md", (evidence_text, evidence_figure)),
    ],
)
def test_a_page_has_the_words_that_it_asks_for_and_no_others(path: str, modules: tuple) -> None:
    # What a name is passed on to is no name itself.
    patterns = {pattern for pattern in asked(*modules) if pattern}
    text = document(path)
    assert_all_are_said(text.words, patterns)
    assert len(text.words) == len(text.sections["Words"].splitlines())
    assert set(text.sections) == {"Words"}
