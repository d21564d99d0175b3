"""The list of commands, and what happens when one of them cannot go on."""

from typing import Any

import typer
from typer.core import TyperGroup

from transfer_demo.cli.check import check
from transfer_demo.cli.compare import compare
from transfer_demo.cli.exit_status import BAD_INPUT, INTERRUPTED
from transfer_demo.cli.models import fetch, models
from transfer_demo.cli.predict import predict
from transfer_demo.cli.serve import app
from transfer_demo.cli.study import study
from transfer_demo.cli.terminal import complain, err
from transfer_demo.errors import TransferDemoError


class PlainErrors(TyperGroup):
    """A group of commands that answers an error made for the user with its message alone."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command; its failure becomes a paragraph and an exit status."""
        try:
            return super().invoke(ctx)
        except TransferDemoError as exc:
            complain(str(exc))
            raise typer.Exit(BAD_INPUT) from exc
        except KeyboardInterrupt as exc:
            err.print("Stopped.")
            raise typer.Exit(INTERRUPTED) from exc


program = typer.Typer(
    name="transfer-demo",
    help="Race fine-tuning against training from scratch on your own photos.",
    cls=PlainErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain text: an error is a paragraph that a screen reader and a log can take.
    rich_markup_mode=None,
)
for command in (app, models, fetch, check, compare, predict, study):
    program.command()(command)
