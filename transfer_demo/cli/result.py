"""The table at the end of a race, with the verdict below."""

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from transfer_demo.cli.terminal import safe
from transfer_demo.errors import ImagesError
from transfer_demo.history import ArmHistory
from transfer_demo.images.advice import advise
from transfer_demo.images.dataset import ImageSet, LabelledImages, Rejection
from transfer_demo.plan import ARM_TITLES
from transfer_demo.race import Comparison, Race
from transfer_demo.verdict.baseline import balanced_in_percent, baseline_of
from transfer_demo.verdict.standing import Score
from transfer_demo.wording import amount, duration

_REFUSED_SHOWN = 10
_ROWS = (
    "Validation accuracy, last epoch",
    "95% interval",
    "Epochs",
    "Time",
    "Images seen",
    "GFLOPs",
    "Trained parameters",
)


def print_images(images: LabelledImages, *, console: Console) -> None:
    """Print how many images there are, and which files were refused and why."""
    console.print(
        f"{len(images.train)} training images and {len(images.validation)} validation images "
        f"in {len(images.classes)} classes.",
        soft_wrap=True,
    )
    _print_rejected(images.rejected, console=console)


@contextlib.contextmanager
def rejections_told(images: ImageSet, *, console: Console) -> Iterator[None]:
    """Print which files were refused, and why, before an error about those that are left."""
    try:
        yield
    except ImagesError:
        _print_rejected(images.rejected, console=console)
        raise


def _print_rejected(rejected: Sequence[Rejection], *, console: Console) -> None:
    for refused in rejected[:_REFUSED_SHOWN]:
        console.print(safe(f"Not used: {refused.file}: {refused.reason}"), soft_wrap=True)
    more = len(rejected) - _REFUSED_SHOWN
    if more > 0:
        console.print(f"{more} more files were not used; `transfer-demo check` names them all.")


def print_advice(images: ImageSet, race: Race, *, console: Console) -> None:
    """Print what could make the result worthless, one line each."""
    weighted = race.plan.class_weights != "none"
    for advice in advise(images, race.images, plan_weights=weighted):
        console.print(safe(f"Note: {advice.text}"), soft_wrap=True)


def print_result(comparison: Comparison, *, console: Console) -> None:
    """Print a column per arm, and the verdict; "-" stands for what was not measured."""
    arms = comparison.history.arms
    verdict = comparison.verdict
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in arms:
        table.add_column(ARM_TITLES[name], justify="right")
    scores = verdict.scores if verdict else {}
    columns = [_column(arm, scores.get(name)) for name, arm in arms.items()]
    accuracy, interval, *others = zip(_ROWS, *columns, strict=True)
    for row in (accuracy, interval, *_guessing(list(arms.values())), *others):
        table.add_row(*row)
    console.print(table)
    if verdict is not None:
        console.print()
        console.print(safe(verdict.text), soft_wrap=True)


def _guessing(arms: list[ArmHistory]) -> list[tuple[str, ...]]:
    """Return what guessing gets, below balanced accuracy where classes are unequal."""
    balanced = [balanced_in_percent(arm.started, arm.last) for arm in arms]
    found = baseline_of(arms)
    rows = []
    if any(balanced):
        rows.append(("Balanced accuracy, last epoch", *(share or "-" for share in balanced)))
    if found:
        rows.append((found.title, *(found.in_percent for _ in arms)))
    return rows


def _column(arm: ArmHistory, score: Score | None) -> tuple[str, ...]:
    started, last = arm.started, arm.last
    if score is None or started is None or last is None:
        return ("-",) * len(_ROWS)
    share = started.trainable_parameters / started.total_parameters
    return (
        score.in_percent,
        score.interval_in_percent,
        str(last.epoch),
        duration(arm.finished.seconds if arm.finished else last.seconds),
        f"{last.images_seen:,}",
        amount(last.gflops),
        f"{started.trainable_parameters:,} ({share:.1%})",
    )
