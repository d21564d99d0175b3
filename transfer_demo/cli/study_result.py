"""The table at the end of a study, with the answer below."""

from rich.console import Console
from rich.table import Table

from transfer_demo.cli.terminal import print_table, safe
from transfer_demo.study import StudyResult


def print_study(result: StudyResult, *, console: Console) -> None:
    """Print the numbers of the study, and what they say."""
    headings, lines = result.table
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left", overflow="fold")
    for line in lines:
        table.add_row(*map(safe, line))
    print_table(table, console=console)
    console.print()
    for sentence in result.answer:
        console.print(safe(sentence), soft_wrap=True)
