"""Somebody who uses the app, by the words that stand on the page."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from tests.scripted import ScriptedExecutor
from transfer_demo.images.dataset import ImageSet
from transfer_demo.paths import app_folder
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.ui.address.navigation import page_of
from transfer_demo.ui.server import services
from transfer_demo.ui.server.readings import readings

SECONDS = 60
_LINK = re.compile(r'\[([^\]]*)\]\(glossary#[^)]*\)|<a href="glossary#[^>]*>(.*?)</a>')


class Visitor:
    """One browser tab. `at` is Streamlit's view of the page; the query is that of the address."""

    def __init__(self, *, owner: str | None = None, **query: str) -> None:
        """Open the app with this address; with the owner of an earlier visit, in that browser."""
        self.at = AppTest.from_file(app_folder() / "app.py", default_timeout=SECONDS)
        for name, value in query.items():
            self.at.query_params[name] = value
        if owner is not None:
            self.at.session_state.owner = owner
        self.at.run()

    def open(self, question: str) -> "Visitor":
        """Go to the page of a study, as by the menu."""
        self.at.switch_page(str(page_of(question))).run()
        return self

    @property
    def study(self) -> StudyRecord:
        """What the store knows of the study in the address."""
        found = self.at.query_params["study"]
        return services.store().studies.record(found[0] if isinstance(found, list) else found)

    @property
    def token(self) -> str | None:
        """The token of the run in the address."""
        found = self.at.query_params.get("run")
        return found[0] if isinstance(found, list) else found

    @property
    def record(self) -> RunRecord:
        """What the store knows of the run in the address."""
        assert self.token is not None
        return services.store().record(self.token)

    def link(self) -> dict[str, str]:
        """The parameters of the link that "Copy link" copies."""
        (button,) = [e for e in self.at.get("bidi_component") if e.key == "copy_link"]
        return dict(parse_qsl(json.loads(button.proto.json)["query"].removeprefix("?")))

    def see(self) -> str:
        """All words on the page, in order, HTML and Markdown as they were written."""
        return "\n".join(_words(element) for element in chain(self.at.main, self.at.sidebar))

    def read(self) -> str:
        """The same as people read it: without links to the glossary and the marks of Markdown."""
        return _LINK.sub(r"\1\2", self.see().replace("\\", ""))

    def button(self, label: str) -> Any:
        """The button with these words."""
        return _labelled(self.at.button, label)

    def press(self, label: str) -> "Visitor":
        """Press a button."""
        self.button(label).click().run()
        return self

    def unfold(self, key: str) -> "Visitor":
        """Open the popover or the fold with this key, whose content comes only then."""
        self.at.session_state[key] = True
        self.at.run()
        return self

    def value(self, label: str) -> Any:
        """What is chosen under a label."""
        return self._choice(label).value

    def choose(self, label: str, value: Any) -> "Visitor":
        """Choose something under a label."""
        self._choice(label).set_value(value).run()
        return self

    def add_class(self, name: str) -> "Visitor":
        """Name a class of one's own."""
        _labelled(self.at.text_input, "Class name").input(name)
        return self.press("Add class")

    def upload(self, label: str, *files: tuple[str, bytes]) -> "Visitor":
        """Give files to the uploader with this label."""
        sent = [(name, data, "application/octet-stream") for name, data in files]
        uploader = _labelled(self.at.file_uploader, label)
        uploader.set_value(sent if len(sent) > 1 else sent[0]).run()
        wait_until(lambda: not readings().going(self.owner))
        self.at.run()
        return self

    @property
    def owner(self) -> str:
        """Who the app takes the visitor for."""
        return str(self.at.session_state.owner)

    @property
    def album(self) -> ImageSet:
        """The visitor's own images, as the store has them."""
        return services.store().albums.get(self.owner)

    def assert_calm(self) -> None:
        """Fail if anything on the page went wrong."""
        assert not self.at.exception
        assert not [error.value for error in self.at.error]

    def _choice(self, label: str) -> Any:
        if not any(choice.label == label for choice in self._choices()):
            self.unfold("more")
        return _labelled(self._choices(), label)

    def _choices(self) -> Iterator[Any]:
        at = self.at
        return chain(
            at.selectbox,
            at.slider,
            at.number_input,
            at.segmented_control,
            at.pills,
            at.multiselect,
            at.checkbox,
            at.toggle,
        )


def _labelled(elements: Iterable[Any], label: str) -> Any:
    (found,) = [element for element in elements if element.label == label]
    return found


def _words(element: Any) -> str:
    return str(getattr(element, "value", None) or getattr(element, "label", None) or "")


def play(executor: ScriptedExecutor, *, steps: int | None = None) -> None:
    """Let each job that runs say so many events, or all it has to say."""
    wait_until(lambda: any(not ticket.finished for ticket in executor.tickets))
    said = 0
    while (steps is None or said < steps) and executor.step():
        said += 1


def wait_until_over(token: str | None) -> None:
    """Block until the store says that the run is over."""
    assert token is not None
    wait_until(lambda: services.store().record(token).status not in ("queued", "running"))


def wait_until(true: Callable[[], bool]) -> None:
    """Block until something is true."""
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
