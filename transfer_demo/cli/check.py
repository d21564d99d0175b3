"""The command `check`: what intake accepts and refuses, and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from transfer_demo.cli import options
from transfer_demo.cli.output import STDOUT, check_file, write_json
from transfer_demo.cli.terminal import err, out, print_table, safe
from transfer_demo.images.file_reports import FileReport
from transfer_demo.images.file_reports import check as check_files


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Pictures, folders or .zip files.")
    ],
    label_by_name: options.LabelByName = False,
    json_file: options.JsonFile = None,
) -> None:
    """Say which files would be accepted as images, and why the others are refused."""
    check_file(json_file, kind="JSON")
    reports = check_files(paths, label_by_name=label_by_name)
    _print_table(reports, console=err if json_file == STDOUT else out)
    if json_file is not None:
        write_json(json_file, {"files": [_to_dict(report) for report in reports]})


def _print_table(reports: Sequence[FileReport], *, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("File", "Status", "Class", "Size"):
        table.add_column(heading, overflow="fold")
    table.add_column("Reason", overflow="fold")
    for report in reports:
        size = f"{report.width} x {report.height}" if report.width else ""
        table.add_row(
            safe(report.file),
            report.status,
            safe(report.class_name or ""),
            size,
            safe(report.reason or ""),
        )
    print_table(table, console=console)
    accepted = sum(report.status == "accepted" for report in reports)
    console.print(f"{accepted} accepted, {len(reports) - accepted} rejected.")


def _to_dict(report: FileReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "status": report.status,
        "reason": report.reason,
        "width": report.width,
        "height": report.height,
        "class": report.class_name,
    }
