from collections import Counter
from pathlib import Path

import pytest

from transfer_demo.paths import app_folder
from transfer_demo.ui.address.navigation import PAGES

SCRIPTS = sorted((app_folder() / "pages").rglob("*.py"))
LONGEST_PAGE = 80
LONGEST_MODULE = 250


def test_each_script_stands_once_in_the_navigation() -> None:
    listed = Counter(app_folder() / entry.script for entry in PAGES)
    assert listed == Counter(SCRIPTS)


def test_no_script_lies_directly_in_pages() -> None:
    # Streamlit would show it beside app.py, without its navigation and its error boundary.
    assert not list((app_folder() / "pages").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_page_is_short(script: Path) -> None:
    assert len(script.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


def test_a_module_is_short() -> None:
    long = {
        str(file.relative_to(app_folder())): lines
        for file in (app_folder() / "transfer_demo").rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long
