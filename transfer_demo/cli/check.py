"""The command `check`: what intake accepts and refuses, and why."""

import os
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from transfer_demo.cli import options
from transfer_demo.cli.output import STDOUT, check_file, write_json
from transfer_demo.cli.terminal import err, out, print_table, safe
from transfer_demo.errors import ImagesError
from transfer_demo.images.advice import advise
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.images.file_reports import Checked, FileReport
from transfer_demo.images.file_reports import check as check_files
from transfer_demo.images.names import clean_path
from transfer_demo.images.refusals import by_reason
from transfer_demo.images.split import split
from transfer_demo.plan import Plan
from transfer_demo.wording import counted

_REASONS_SHOWN: Final = 12


def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Pictures, folders or .zip files.")
    ],
    labels: options.Labels = None,
    zip_names: options.ZipNames = None,
    json_file: options.JsonFile = None,
) -> None:
    """Say which files would be accepted as images, and why the others are refused."""
    check_file(json_file, kind="JSON")
    source = options.label_source(labels)
    checked = {path: check_files(path, labels=source, zip_names=zip_names) for path in paths}
    console = err if json_file == STDOUT else out
    _print_table(checked, console=console)
    for path, found in checked.items():
        if os.path.isdir(path) or found.images.classes or found.unclear:
            _print_summary(path, found, console=console)
    if json_file is not None:
        write_json(json_file, _to_dict(checked))


def _print_table(checked: dict[Path, Checked], *, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("File", "Status", "Class", "Size"):
        table.add_column(heading, overflow="fold")
    table.add_column("Reason", overflow="fold")
    reports = _reports(checked)
    for file, report in reports:
        size = f"{report.width} x {report.height}" if report.width else ""
        table.add_row(
            safe(file),
            report.status,
            safe(report.class_name or ""),
            size,
            safe(report.reason or ""),
        )
    print_table(table, console=console)
    accepted = sum(report.status == "accepted" for _, report in reports)
    console.print(f"{accepted} accepted, {len(reports) - accepted} rejected.")


def _reports(checked: dict[Path, Checked]) -> list[tuple[str, FileReport]]:
    """Return the report on each file; where several paths are given, that one stands before it."""
    return [
        (_joined(path, report.file) if len(checked) > 1 else report.file, report)
        for path, found in checked.items()
        for report in found.files
    ]


def _joined(path: Path, file: str) -> str:
    place = clean_path(path.as_posix())
    return f"{place}/{file}" if os.path.isdir(path) or file != clean_path(path.name) else place


def _print_summary(path: Path, checked: Checked, *, console: Console) -> None:
    """Print what a race would be given: classes, split, what was assumed, what was left out."""
    console.print()
    for line in (clean_path(path.resolve().name), *_summary(checked)):
        console.print(safe(line), soft_wrap=True)


def _summary(checked: Checked) -> list[str]:
    images = checked.images
    lines = [checked.unclear] if checked.unclear else []
    parts = None
    if not checked.unclear:
        problem = ""
        try:
            parts = split(images, seed=Plan.seed)
        except ImagesError as exc:
            problem = f"Cannot be raced: {exc}"
        lines += [*_classes(checked, parts), *filter(None, [problem])]
    lines += [f"Note: {note}" for note in images.notes]
    if images.classes:
        lines += [f"Note: {advice.text}" for advice in advise(images, parts, plan_weights=False)]
    return lines + _left_out(checked)


def _classes(checked: Checked, parts: LabelledImages | None) -> list[str]:
    images = checked.images
    counts = Counter(photo.class_name for photo in images.photos)
    classes = "1 class" if len(images.classes) == 1 else f"{len(images.classes)} classes"
    lines = [f"{len(images.photos)} images in {classes}"]
    if parts is not None:
        given = any(photo.part for photo in images.photos)
        how = "as you divided them" if given else f"divided by chance (seed {Plan.seed})"
        lines[0] += f": {len(parts.train)} training, {len(parts.validation)} validation, {how}"
    held = Counter(parts.classes[each.label] for each in parts.validation) if parts else Counter()
    width = max(map(len, images.classes), default=0)
    for name in images.classes:
        asked = f" ({held[name]} for validation)" if parts else ""
        lines.append(f"  {name:{width}} {counts[name]:5}{asked}")
    return lines


def _left_out(checked: Checked) -> list[str]:
    """Return what is not used, reason by reason."""
    refusals = by_reason(checked.images.rejected)
    shown = refusals[:_REASONS_SHOWN]
    lines = [f"Left out: {refusal.in_words}: {refusal.reason}" for refusal in shown]
    if len(refusals) > len(shown):
        more = counted(len(refusals) - len(shown), "more reason")
        lines.append(f"Above, in the table: {more}.")
    if checked.passed_over:
        lines.append(f"Passed over: {checked.passed_over} hidden files and folders of the system.")
    return lines


def _to_dict(checked: dict[Path, Checked]) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": file,
                "status": report.status,
                "reason": report.reason,
                "width": report.width,
                "height": report.height,
                "class": report.class_name,
                "part": report.part,
            }
            for file, report in _reports(checked)
        ],
        "sets": [
            {
                "path": clean_path(path.as_posix()),
                "classes": list(found.images.classes),
                "notes": list(found.images.notes),
                "unclear": found.unclear or None,
            }
            for path, found in checked.items()
        ],
    }
