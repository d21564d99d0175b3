"""The list of pages. The menu, the addresses and a test are made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager

from transfer_demo.paths import app_folder


@dataclass(frozen=True, kw_only=True)
class PageEntry:
    """One page. `script` lies below the folder of app.py; `section` is its heading in the menu."""

    section: str
    script: Path
    title: str
    icon: str


LAB: Final = Path("pages/lab/lab.py")
TRY_PHOTO: Final = Path("pages/lab/try_photo.py")
MISTAKES: Final = Path("pages/lab/mistakes.py")

# The first page is the one that the app opens on.
PAGES: Final[Sequence[PageEntry]] = (
    PageEntry(
        section="Explore",
        script=LAB,
        title="Lab",
        icon=":material/science:",
    ),
    PageEntry(
        section="Explore",
        script=TRY_PHOTO,
        title="Try a photo",
        icon=":material/add_a_photo:",
    ),
    PageEntry(
        section="Explore",
        script=MISTAKES,
        title="Mistakes",
        icon=":material/rule:",
    ),
    PageEntry(
        section="Studies",
        script=Path("pages/studies/freeze.py"),
        title="How many layers?",
        icon=":material/layers:",
    ),
    PageEntry(
        section="Studies",
        script=Path("pages/studies/labels.py"),
        title="How few images?",
        icon=":material/photo_library:",
    ),
    PageEntry(
        section="Studies",
        script=Path("pages/studies/backbones.py"),
        title="Which CNN?",
        icon=":material/leaderboard:",
    ),
    PageEntry(
        section="Studies",
        script=Path("pages/studies/catch_up.py"),
        title="Does scratch catch up?",
        icon=":material/hourglass_bottom:",
    ),
    PageEntry(
        section="Learn",
        script=Path("pages/learn/story.py"),
        title="Story",
        icon=":material/auto_stories:",
    ),
    PageEntry(
        section="Learn",
        script=Path("pages/learn/break_it.py"),
        title="Break it",
        icon=":material/bolt:",
    ),
    PageEntry(
        section="Learn",
        script=Path("pages/learn/glossary.py"),
        title="Glossary",
        icon=":material/menu_book:",
    ),
    PageEntry(
        section="Interview",
        script=Path("pages/interview/walkthrough.py"),
        title="Walkthrough",
        icon=":material/route:",
    ),
    PageEntry(
        section="Interview",
        script=Path("pages/interview/practice.py"),
        title="Practice",
        icon=":material/record_voice_over:",
    ),
    PageEntry(
        section="Interview",
        script=Path("pages/interview/card.py"),
        title="Evidence card",
        icon=":material/badge:",
    ),
)


def page_of(question: str) -> Path:
    """Return the script of the page of a study's question: it has the question's name.

    A hyphen of the name is an underscore there, as in all names of scripts.
    """
    stem = question.replace("-", "_")
    (script,) = [entry.script for entry in PAGES if entry.script.stem == stem]
    return script


def only_listed_pages() -> None:
    """Keep Streamlit from looking into pages/ by itself. Call it before the first visit.

    Until `st.navigation` was called once, it takes that folder for its older kind of pages, and
    whoever is the first to open a page by its address is told that there is none.
    """
    # There is no setting for it; this is what `st.navigation` itself does.
    PagesManager.uses_pages_directory = False


def current_page() -> StreamlitPage:
    """Draw the menu and return the page that the address asks for."""
    sections: dict[str, list[StreamlitPage]] = {}
    for entry in PAGES:
        page = st.Page(
            app_folder() / entry.script,
            title=entry.title,
            icon=entry.icon,
            default=entry is PAGES[0],
        )
        sections.setdefault(entry.section, []).append(page)
    return st.navigation(sections, position="top")
