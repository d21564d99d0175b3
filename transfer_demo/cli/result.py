"""The table at the end of a race, with the verdict below."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from transfer_demo.arm_columns import table
from transfer_demo.cli.terminal import safe
from transfer_demo.errors import ImagesError
from transfer_demo.images.advice import advise
from transfer_demo.images.dataset import ImageSet, LabelledImages, Rejection
from transfer_demo.images.refusals import by_reason
from transfer_demo.race import Comparison
from transfer_demo.wording import counted, first_of

_REASONS_SHOWN = 10
_CLASSES_SHOWN = 20


def print_images(images: LabelledImages, *, console: Console) -> None:
    """Print how many images there are of each class, and which files were refused and why."""
    console.print(
        f"{len(images.train)} training images and {len(images.validation)} validation images "
        f"in {len(images.classes)} classes: {safe(_classes(images))}.",
        soft_wrap=True,
    )
    _print_rejected(images.rejected, console=console)


def _classes(images: LabelledImages) -> str:
    """Return the classes with how many images each has."""
    counts = Counter(example.label for example in (*images.train, *images.validation))
    named = [f"{name} ({counts[label]})" for label, name in enumerate(images.classes)]
    return first_of(named, _CLASSES_SHOWN)


@contextlib.contextmanager
def intake_told(images: ImageSet, *, console: Console) -> Iterator[None]:
    """Print what was assumed of the images, and before an error also which files were refused."""
    for note in images.notes:
        console.print(safe(f"Note: {note}"), soft_wrap=True)
    try:
        yield
    except ImagesError:
        _print_rejected(images.rejected, console=console)
        raise


def _print_rejected(rejected: Sequence[Rejection], *, console: Console) -> None:
    refusals = by_reason(rejected)
    for refusal in refusals[:_REASONS_SHOWN]:
        console.print(safe(f"Not used: {refusal.in_words}: {refusal.reason}"), soft_wrap=True)
    more = len(refusals) - _REASONS_SHOWN
    if more > 0:
        told = counted(more, "more reason")
        console.print(f"{told}; `transfer-demo check` names all files.")


def print_advice(
    images: ImageSet, parts: LabelledImages, *, weighted: bool, console: Console
) -> None:
    """Print what could make the result worthless, one line each.

    Args:
        weighted: whether the plan makes up for unequal classes.
    """
    for advice in advise(images, parts, plan_weights=weighted):
        console.print(safe(f"Note: {advice.text}"), soft_wrap=True)


def print_result(comparison: Comparison, *, console: Console) -> None:
    """Print a column per arm, and the verdict; a dash stands for what was not measured."""
    (first, *arms), *lines = table(comparison.history)
    printed = Table(first, box=None, pad_edge=False)
    for arm in arms:
        printed.add_column(arm, justify="right")
    for line in lines:
        printed.add_row(*line)
    console.print(printed)
    verdict = comparison.verdict
    if verdict is not None:
        console.print()
        console.print(safe(verdict.text), soft_wrap=True)
