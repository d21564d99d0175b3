"""The command `check`: what intake accepts and refuses, and why."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from transfer_demo.cli import options
from transfer_demo.cli.terminal import out, print_table, safe
from transfer_demo.images.check import FileReport
from transfer_demo.images.check import check as check_files


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Pictures, folders or .zip files.")
    ],
    label_by_name: options.LabelByName = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say which files would be accepted as images, and why the others are refused."""
    reports = check_files(paths, label_by_name=label_by_name)
    if as_json:
        print(json.dumps({"files": [_to_dict(report) for report in reports]}, indent=2))
        return
    _print_table(reports)


def _print_table(reports: Sequence[FileReport]) -> None:
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
    print_table(table)
    accepted = sum(report.status == "accepted" for report in reports)
    out.print(f"{accepted} accepted, {len(reports) - accepted} rejected.")


def _to_dict(report: FileReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "status": report.status,
        "reason": report.reason,
        "width": report.width,
        "height": report.height,
        "class": report.class_name,
    }
