"""Exit statuses of the command line, as the README lists them."""

from collections.abc import Iterable
from typing import Final

import typer

from transfer_demo.cli.terminal import complain, err
from transfer_demo.events import Finished

DONE: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130


def leave(ends: Iterable[Finished | None]) -> None:
    """End with the status that tells how the trainings ended, and say what went wrong.

    Args:
        ends: of each training its last event; None for one that was broken off before.

    Raises:
        typer.Exit: not all of them are done.
    """
    said = list(ends)
    failed = dict.fromkeys(end.message for end in said if end and end.message)
    for message in failed:
        complain(message)
    if not all(end and end.outcome != "stopped" for end in said):
        err.print("Stopped with Ctrl-C. What was measured until then is shown.")
        raise typer.Exit(INTERRUPTED)
    if failed:
        raise typer.Exit(FAILED)
