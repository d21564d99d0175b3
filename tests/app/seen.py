"""The words that somebody sees on a page at first: a screen shall be no wall of text."""

import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

# A screen has at most so many words before something happens.
MOST_WORDS = 80

_BUTTONS = {"button", "download_button", "link_button"}
_ICON = re.compile(r":\w+/\w+:")
_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORD = re.compile(r"\S*\w\S*")


def words_seen(at: AppTest) -> list[str]:
    """The words of the page's main part, in order.

    Buttons do not count, alone or in a row to choose from, nor what a closed expander or a popover
    holds, nor the marks on the axes of a chart, which only a browser draws.
    """
    return [word for text in _texts(at.main) for word in _WORD.findall(_as_read(text))]


def _texts(node: Any) -> Iterator[str]:
    if not hasattr(node, "children"):
        yield from _of_element(node)
    elif node.type == "expander":
        yield node.proto.label
        if node.proto.expanded:
            yield from _of_children(node)
    elif node.type != "popover":
        yield from _of_children(node)


def _of_children(block: Any) -> Iterator[str]:
    for child in block.children.values():
        yield from _texts(child)


def _of_element(element: Any) -> Iterator[str]:
    if element.type in _BUTTONS:
        return
    if not hasattr(element, "label"):
        if isinstance(value := getattr(element, "value", None), str):
            yield value
        return
    visibility = getattr(element.proto, "label_visibility", None)
    if visibility is None or visibility.value == visibility.VISIBLE:
        yield element.label
    if element.type == "radio":
        yield from element.options
    elif element.type == "selectbox":
        yield element.options[element.index or 0]
    elif element.type in ("text_area", "text_input"):
        yield element.value or element.placeholder
    elif element.type in ("slider", "number_input"):
        yield str(element.value)


def _as_read(text: str) -> str:
    return _LINK.sub(r"\1", _TAG.sub(" ", _ICON.sub("", text))).replace("\\", "")
