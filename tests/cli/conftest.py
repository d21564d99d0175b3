from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.races import Script, playing, write_photos
from transfer_demo.cli.program import program
from transfer_demo.cli.where import EXECUTORS
from transfer_demo.events import Event
from transfer_demo.training.job import Job

Run = Callable[..., Result]
Play = Callable[[Script], list[Job]]


@pytest.fixture
def run() -> Run:
    """Run the command line with these words; stdout and stderr stay apart in the result."""

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(program, [str(word) for word in words])

    return invoke


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Let the command run a script instead of trainings; returns the jobs it was given."""

    def use(script: Script) -> list[Job]:
        jobs: list[Job] = []

        def noting(job: Job) -> Iterable[Event]:
            jobs.append(job)
            return script(job)

        monkeypatch.setitem(EXECUTORS, "inline", lambda: playing(noting))
        return jobs

    return use
