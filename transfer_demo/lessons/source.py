"""Source of this program that is shown to learners: what runs, and no copy of it.

It is read as text. The page shows the training loop, and must not load PyTorch for that.
"""

import ast
from functools import cache
from pathlib import PurePosixPath
from typing import Final

from transfer_demo.paths import PACKAGE

# Its path as a reader of the repository finds it.
LOOP: Final = PurePosixPath("transfer_demo/training/loop.py")


def training_loop() -> str:
    """Return how every arm is trained, epoch by epoch, and how it is judged."""
    return source(LOOP, "_epochs", "_validate")


@cache
def source(file: PurePosixPath, *functions: str) -> str:
    """Return functions of a file as they are written, comments included, in the order asked for.

    Args:
        file: from the top of the repository, below the package.
        functions: names at the top of the file.

    Raises:
        KeyError: the file has no such function. A mistake of ours.
    """
    text = PACKAGE.parent.joinpath(file).read_text(encoding="utf-8")
    lines = text.splitlines()
    written = {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }
    return "\n\n\n".join(written[name] for name in functions)
