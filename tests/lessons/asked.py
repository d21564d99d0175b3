"""Which of the words of a lesson a module asks for, by its source."""

import ast
import inspect
import re
from collections.abc import Collection
from types import ModuleType


def asked(*modules: ModuleType) -> set[str]:
    """Return a pattern for each first argument of a `say`: what is filled in may be anything."""
    found = set()
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and _name(node.func) == "say" and node.args:
                found.add(_pattern(node.args[0]))
    return found


def assert_all_are_said(words: Collection[str], patterns: Collection[str]) -> None:
    """Fail if something is asked for that is not there, or there and never asked for."""
    for pattern in patterns:
        assert any(re.fullmatch(pattern, word) for word in words), f"{pattern} is not there"
    for word in words:
        assert any(re.fullmatch(pattern, word) for pattern in patterns), f"{word} is never used"


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _pattern(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant):
        return re.escape(str(argument.value))
    # What is neither text nor text with places cannot be told from here, and fits no word.
    parts = argument.values if isinstance(argument, ast.JoinedStr) else []
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_0-9]+"
        for part in parts
    )
