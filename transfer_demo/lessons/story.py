"""The story: short screens, each with one thing to do before a measured figure is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from transfer_demo.lessons.document import Document, documents
from transfer_demo.lessons.filling import filled
from transfer_demo.lessons.values import story_values

_BULLET: Final = "- "


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen. Texts are Markdown, and may ask for values of the story.

    `name` stands in its address; `figure` is the kind of figure, and `alt` what that says to those
    who do not see it. `task` says what there is to do, and `reveal` stands beside the figure then.
    `words` are the short texts of the figure by their names: questions, captions, findings.
    """

    name: str
    title: str
    figure: str
    alt: str
    text: str
    task: str
    reveal: str
    sources: tuple[str, ...]
    words: Mapping[str, str]

    def say(self, name: str, /, **values: str) -> str:
        """Return one of the words, with values of the story and those that are given."""
        return filled(self.words[name], {**story_values(), **values})


@cache
def story() -> tuple[Screen, ...]:
    """Return all screens in their order, their values not yet filled in."""
    return tuple(_screen(document) for document in documents("story"))


def _screen(document: Document) -> Screen:
    fields, sections = document.fields, document.sections
    return Screen(
        name=fields["link"],
        title=fields["title"],
        figure=fields["figure"],
        alt=fields["alt"],
        text=sections["Text"],
        task=sections["Do"],
        reveal=sections["Reveal"],
        sources=tuple(
            line.removeprefix(_BULLET) for line in sections.get("Source", "").splitlines()
        ),
        words=document.words,
    )
