"""What we use of Streamlit that it does not promise. A version that has changed it says so here."""

import importlib
import re
from functools import cache
from pathlib import Path

import pytest
import streamlit as st

from transfer_demo.paths import PACKAGE

# What stands in an element's class, or as its `data-testid`, or is a further mark of the page.
_MARKS = re.compile(r"\.(st[A-Z]\w+)|data-testid=[\"']?(\w+)|(data-test-[a-z-]+)")
_OUR_PAGE = sorted(
    {
        next(filter(None, found))
        for kind in ("css", "js", "py")
        for file in (PACKAGE / "ui").rglob(f"*.{kind}")
        for found in _MARKS.findall(file.read_text(encoding="utf-8"))
    }
)


@cache
def _program() -> str:
    """All of the program that Streamlit sends to a browser."""
    scripts = (Path(st.__file__).parent / "static").rglob("*.js")
    return "\n".join(file.read_text(encoding="utf-8") for file in scripts)


def test_style_sheets_and_scripts_lean_on_something() -> None:
    assert len(_OUR_PAGE) > 10


@pytest.mark.parametrize("mark", [*_OUR_PAGE, "st-key-"])
def test_a_mark_that_our_style_sheets_look_for_is_in_the_page(mark: str) -> None:
    assert mark in _program(), f"Streamlit {st.__version__} draws nothing called {mark}."


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        ("streamlit.web.server.server", "UPLOAD_FILE_ENDPOINT", "/_stcore/upload_file"),
        (
            "streamlit.web.server.starlette.starlette_server_config",
            "XSRF_COOKIE_NAME",
            "_streamlit_xsrf",
        ),
        ("streamlit.runtime.pages_manager", "PagesManager.uses_pages_directory", None),
        ("streamlit.runtime.runtime", "Runtime.is_active_session", None),
        ("streamlit.runtime", "get_instance", None),
        ("streamlit.runtime.uploaded_file_manager", "UploadedFile", None),
    ],
)
def test_what_we_reach_into_is_where_we_look_for_it(
    module: str, name: str, value: str | None
) -> None:
    found = importlib.import_module(module)
    for part in name.split("."):
        assert hasattr(found, part), f"Streamlit {st.__version__} has no {module}.{name}."
        found = getattr(found, part)
    assert value is None or found == value, f"In Streamlit {st.__version__} it is {found!r}."
