import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from transfer_demo.markdown import plain


def _shown(markdown: str) -> str:
    """Return the words of a paragraph of Markdown, failing where there is anything but words."""
    inline = [token for token in MarkdownIt().parse(markdown) if token.type == "inline"]
    children = [child for token in inline for child in token.children or []]
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert _shown(plain(text)) == text


@pytest.mark.parametrize(
    "text", ["# a", "1. a", "- a", "> a", "a\n\nb", "    a", "| a |", "<b>a</b>", "![a](b)", "$a$"]
)
def test_no_text_becomes_anything_but_a_line_of_words(text: str) -> None:
    assert _shown(plain(text)) == " ".join(text.split())
