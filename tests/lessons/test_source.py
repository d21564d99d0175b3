"""The source that learners see is the one that runs, with enough comments to be read."""

import inspect
from pathlib import Path, PurePosixPath

import pytest

from transfer_demo.lessons.source import LOOP, source, training_loop
from transfer_demo.paths import PACKAGE
from transfer_demo.training import loop

# Lines of comments for 100 of code in nanoGPT's training script, which is read for its loop.
COMMENTS_OF_NANOGPT = 39


def comments_per_100_lines(code: str) -> float:
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    comments = sum(line.startswith("#") for line in lines)
    return 100 * comments / (len(lines) - comments)


def test_the_loop_that_is_shown_is_the_one_that_trains() -> None:
    parts = (inspect.getsource(function).rstrip() for function in (loop._epochs, loop._validate))
    assert training_loop() == "\n\n\n".join(parts)


def test_the_file_that_is_named_is_where_the_loop_stands() -> None:
    assert Path(loop.__file__) == PACKAGE.parent / LOOP


@pytest.mark.parametrize("name", ["_epochs", "_validate"])
def test_the_loop_has_as_many_comments_as_nanogpt(name: str) -> None:
    assert comments_per_100_lines(source(LOOP, name)) >= COMMENTS_OF_NANOGPT


def test_blank_lines_and_marks_inside_of_a_line_are_no_comments() -> None:
    assert comments_per_100_lines("# why\n\none = 1\ntwo = '# 2'  # two\n") == 50


def test_a_function_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="_magic"):
        source(PurePosixPath("transfer_demo/training/loop.py"), "_magic")
