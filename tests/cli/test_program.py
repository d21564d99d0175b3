import os
import re
import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from transfer_demo.cli import exit_status
from transfer_demo.paths import app_folder


@pytest.mark.parametrize("command", ["app", "models", "fetch", "check", "compare"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert command in result.stdout


def test_an_unknown_command_is_bad_input(run: Run) -> None:
    result = run("compar")
    assert result.exit_code == 2
    assert "compar" in result.stderr
    assert "Traceback" not in result.stderr


def test_it_runs_as_a_module_and_a_broken_encoding_does_not_end_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "transfer_demo.cli", "fetch", "Löwe"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert rb"L\xf6we" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_readme_lists_every_exit_status() -> None:
    readme = (app_folder() / "README.md").read_text(encoding="utf-8")
    listed = {int(number) for number in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)}
    assert listed == {value for name, value in vars(exit_status).items() if name.isupper()}
