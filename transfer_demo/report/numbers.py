"""What was measured of a race, as a table in words."""

from collections.abc import Callable, Sequence
from typing import Final

from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import balanced_in_percent, baseline_of
from transfer_demo.wording import amount, in_millions, percent, seconds

_NOTHING: Final = "–"
_BALANCED: Final = "Balanced accuracy"


def numbers(history: History) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the headings, and a row for each thing measured with a value for each arm."""
    arms = list(history.arms.values())
    headings = ("", *(ARM_TITLES.get(arm.arm, arm.arm) for arm in arms))
    rows = [(label, *map(words, arms)) for label, words in _ROWS]
    # Where the classes are about equal, one row has nothing to say.
    told = tuple(row for row in rows if row[0] != _BALANCED or any(row[1:]))
    return headings, told


def _accuracy(arm: ArmHistory) -> str:
    if arm.last is None:
        return _NOTHING
    score = Score.of(arm.last)
    return f"{score.in_percent} ({score.correct} of {score.total:,})"


def _interval(arm: ArmHistory) -> str:
    return Score.of(arm.last).interval_in_percent if arm.last else _NOTHING


def _balanced(arm: ArmHistory) -> str:
    return balanced_in_percent(arm.started, arm.last)


def _guessing(arm: ArmHistory) -> str:
    found = baseline_of([arm])
    return found.in_percent if found else _NOTHING


def _epochs(arm: ArmHistory) -> str:
    return str(arm.last.epoch) if arm.last else _NOTHING


def _training(arm: ArmHistory) -> str:
    last, started = arm.last, arm.started
    if last is None or started is None:
        return _NOTHING
    return percent(last.train_accuracy, started.train_images)


def _time(arm: ArmHistory) -> str:
    return seconds(arm.finished.seconds) if arm.finished else _NOTHING


def _work(arm: ArmHistory) -> str:
    return f"{amount(arm.last.gflops)} GFLOPs" if arm.last else _NOTHING


def _parameters(arm: ArmHistory) -> str:
    started = arm.started
    if started is None:
        return _NOTHING
    trained = in_millions(started.trainable_parameters)
    return f"{trained} of {in_millions(started.total_parameters)}"


_ROWS: Final[Sequence[tuple[str, Callable[[ArmHistory], str]]]] = (
    ("Epochs", _epochs),
    ("Validation accuracy, last epoch", _accuracy),
    ("95% Wilson interval", _interval),
    (_BALANCED, _balanced),
    ("Always naming one class", _guessing),
    ("Training accuracy, last epoch", _training),
    ("Time", _time),
    ("Work", _work),
    ("Trained parameters", _parameters),
)
