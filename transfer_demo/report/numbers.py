"""What was measured of a race, as a table in words."""

from collections.abc import Callable, Sequence
from typing import Final

from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import wilson_interval
from transfer_demo.wording import amount, in_millions, percent

_NOTHING: Final = "–"


def numbers(history: History) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the headings, and a row for each thing measured with a value for each arm."""
    arms = list(history.arms.values())
    headings = ("", *(ARM_TITLES.get(arm.arm, arm.arm) for arm in arms))
    return headings, tuple((label, *map(words, arms)) for label, words in _ROWS)


def _accuracy(arm: ArmHistory) -> str:
    best = arm.best
    if best is None:
        return _NOTHING
    total = len(best.val_predictions)
    return f"{percent(best.val_accuracy, total)} ({_right(arm)} of {total:,})"


def _interval(arm: ArmHistory) -> str:
    best = arm.best
    if best is None:
        return _NOTHING
    total = len(best.val_predictions)
    low, high = wilson_interval(_right(arm), total)
    return f"{percent(low, total)} to {percent(high, total)}"


def _right(arm: ArmHistory) -> int:
    assert arm.best
    return round(arm.best.val_accuracy * len(arm.best.val_predictions))


def _epoch(arm: ArmHistory) -> str:
    return f"{arm.best.epoch} of {len(arm.epochs)}" if arm.best else _NOTHING


def _last(arm: ArmHistory) -> str:
    last, started = arm.last, arm.started
    if last is None or started is None:
        return _NOTHING
    training = percent(last.train_accuracy, started.train_images)
    return f"{training} / {percent(last.val_accuracy, len(last.val_predictions))}"


def _time(arm: ArmHistory) -> str:
    return f"{amount(arm.finished.seconds)} s" if arm.finished else _NOTHING


def _work(arm: ArmHistory) -> str:
    return f"{amount(arm.last.gflops)} GFLOPs" if arm.last else _NOTHING


def _parameters(arm: ArmHistory) -> str:
    started = arm.started
    if started is None:
        return _NOTHING
    trained = in_millions(started.trainable_parameters)
    return f"{trained} of {in_millions(started.total_parameters)}"


_ROWS: Final[Sequence[tuple[str, Callable[[ArmHistory], str]]]] = (
    ("Best validation accuracy", _accuracy),
    ("95% Wilson interval", _interval),
    ("Best epoch", _epoch),
    ("Training / validation, last epoch", _last),
    ("Time", _time),
    ("Work", _work),
    ("Trained parameters", _parameters),
)
