"""What is started by a click is started once, wherever another click ends the script."""

from types import SimpleNamespace

import pytest

from transfer_demo.ui.elements import double_click
from transfer_demo.ui.elements import start_once as module
from transfer_demo.ui.elements.start_once import start_once


class Interrupted(BaseException):
    """A click has ended the script."""


class Session(dict):
    """A session at whose next use a click ends the script, once that was asked for."""

    interrupt = False

    def look(self):
        if self.interrupt:
            self.interrupt = False
            raise Interrupted

    def __setitem__(self, key, value):
        self.look()
        super().__setitem__(key, value)

    def get(self, key, default=None):
        self.look()
        return super().get(key, default)


@pytest.fixture
def session(monkeypatch):
    session = Session()
    for one in (module, double_click):
        monkeypatch.setattr(one.st, "session_state", session)
    monkeypatch.setattr(module, "bring_weights", lambda names: None)
    monkeypatch.setattr(module.services, "recorder", lambda: SimpleNamespace())
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)
    return session


def press(started, *, made="race", goes_on=lambda token: True, before_return=lambda: None):
    def start(recorder, made):
        started.append(made)
        before_return()
        return f"token{len(started)}"

    return start_once("race", lambda: made, start, pretrained=lambda made: [], goes_on=goes_on)


def test_the_same_is_not_started_again_while_it_goes_on(session):
    started = []
    assert [press(started), press(started)] == ["token1", "token1"]
    assert started == ["race"]


def test_something_else_is_started_and_so_is_the_same_when_it_is_over(session):
    started = []
    press(started)
    assert press(started, made="another race") == "token2"
    assert press(started, made="another race", goes_on=lambda token: False) == "token3"


def test_a_click_that_comes_during_the_start_finds_what_was_started(session):
    started = []
    with pytest.raises(Interrupted):
        press(started, before_return=lambda: setattr(session, "interrupt", True))
    assert press(started) == "token1"
    assert started == ["race"]


def test_the_second_click_of_a_double_click_does_nothing(session, monkeypatch):
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 600.0)
    started = []
    assert [press(started, made="one"), press(started, made="two")] == ["token1", None]
