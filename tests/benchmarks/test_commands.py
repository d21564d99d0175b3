"""The commands of the benchmarks do something when they are called."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMANDS = [f for f in sorted(HERE.glob("*.py")) if "\ndef main(" in f.read_text("utf-8")]
GUARD = ast.dump(ast.parse('if __name__ == "__main__":\n    main()').body[0])


def test_those_of_the_readme_are_among_them() -> None:
    readme = (HERE / "README.md").read_text("utf-8")
    named = {word.rpartition("/")[2] for word in readme.split() if word.startswith("tests/bench")}
    assert named <= {file.name for file in COMMANDS} | {"README.md", ""}


@pytest.mark.parametrize("file", COMMANDS, ids=lambda file: file.name)
def test_called_as_a_file_it_runs_main(file: Path) -> None:
    assert ast.dump(ast.parse(file.read_text("utf-8")).body[-1]) == GUARD
