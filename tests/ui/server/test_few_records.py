import logging

import pytest

from transfer_demo.ui.server import logbook
from transfer_demo.ui.server.logbook import Few, spare_the_terminal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(logbook, "monotonic", lambda: now[0])
    return now


def record(exc: Exception | None = None) -> logging.LogRecord:
    info = (type(exc), exc, None) if exc else None
    return logging.LogRecord("streamlit", logging.ERROR, "", 0, "said", None, info)


def test_of_a_flood_a_few_pass_and_a_minute_later_a_few_more(clock: list[float]) -> None:
    few = Few()
    for _ in range(2):
        passed = [few.filter(record()) for _ in range(10 * Few.RECORDS)]
        assert passed == [True] * Few.RECORDS + [False] * 9 * Few.RECORDS
        clock[0] += Few.SECONDS


def test_a_traceback_is_cut_to_its_end(clock: list[float]) -> None:
    said = record(ValueError("x" * 1_000_000 + " at its end"))
    assert Few().filter(said)
    written = logging.Formatter().format(said)
    assert len(written) < 2 * Few.CHARACTERS
    assert written.endswith(" at its end")


def test_every_logger_that_visitors_can_provoke_is_there_and_watched_once() -> None:
    for _ in range(2):
        spare_the_terminal()
    for name in logbook._PROVOKED:
        watched = logging.getLogger(name)
        assert watched.handlers, f"Streamlit writes nothing under {name}"
        assert len([each for each in watched.filters if isinstance(each, Few)]) == 1
