"""The story: short screens, each with one thing to do before a measured figure is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from transfer_demo.lessons.document import Document, documents
from transfer_demo.lessons.template import render
from transfer_demo.lessons.values import story_values


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen. Texts are Markdown, with the values of the story in their places.

    `name` stands in its address; `figure` is the kind of figure, and `alt` what that says to those
    who do not see it. `task` says what there is to do, and `reveal` stands beside the figure then.
    `words` are the short texts of the figure by their names, as they are written: questions,
    captions, findings.
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
        return _filled(self.words[name], **values)


@cache
def story() -> tuple[Screen, ...]:
    """Return all screens in their order."""
    return tuple(_screen(document) for document in documents("story"))


def _screen(document: Document) -> Screen:
    fields, sections = document.fields, document.sections
    return Screen(
        name=fields["link"],
        title=fields["title"],
        figure=fields["figure"],
        alt=_filled(fields["alt"]),
        text=_filled(sections["Text"]),
        task=_filled(sections["Do"]),
        reveal=_filled(sections["Reveal"]),
        sources=document.sources,
        words=document.words,
    )


def _filled(text: str, **values: str) -> str:
    return render(text, {**story_values(), **values})
