from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from transfer_demo.cli.program import program

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run the command line with these words; stdout and stderr stay apart in the result."""

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(program, [str(word) for word in words])

    return invoke
