"""The two streams of the command line, and text from outside made safe for them."""

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

# Rich looks up sys.stdout and sys.stderr at each use, so these may be made once.
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def safe(text: str) -> Text:
    """Return a text that shows every character of a name from outside and obeys none of them.

    File and class names may hold rich markup ("[red]x"), control characters that move the cursor
    or change colours, characters that turn the writing direction, and undecodable bytes.
    """
    return Text("".join(c if c.isprintable() else _escaped(c) for c in text))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def print_table(table: Table, *, console: Console = out) -> None:
    """Print a table: folded to fit a terminal, one line per row in a file or pipe."""
    if console.is_terminal:
        console.print(table)
        return
    unlimited = console.options.update(max_width=1_000_000)
    width = Measurement.get(console, unlimited, table).maximum
    Console(width=max(width, 1), stderr=console.stderr).print(table)


def complain(message: str) -> None:
    """Write a paragraph for the user to stderr."""
    err.print(Text("Error: ", style="bold red") + safe(message), soft_wrap=True)
