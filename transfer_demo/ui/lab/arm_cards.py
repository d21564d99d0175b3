"""One card per arm: how far it is, how good it is, and what it has cost so far."""

import html
from collections.abc import Iterable
from typing import Final

import streamlit as st

from transfer_demo.events import EpochEnd, Started
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import balanced_in_percent, is_unequal
from transfer_demo.wording import amount, duration, in_millions

_NOTHING: Final = "–"


def show_arms(history: History) -> None:
    """Show the arms side by side."""
    st.html(f'<div class="arms">{"".join(_card(arm) for arm in history.arms.values())}</div>')


def _card(arm: ArmHistory) -> str:
    title = ARM_TITLES[arm.arm]
    return (
        f'<section class="arm {arm.arm}" aria-label="{title}">'
        f"<header><h4>{title}</h4><span>{state_of(arm)}</span></header>"
        f"{_bar(arm, title)}{_accuracy(arm)}{_numbers(arm)}{_remarks(arm)}</section>"
    )


def state_of(arm: ArmHistory) -> str:
    """Say how far an arm is, or how it ended."""
    if arm.finished and arm.finished.outcome == "done":
        # Its seconds are those of the last epoch, and stand below.
        return "finished"
    if arm.finished:
        # Who was stopped at once has measured no second.
        after = f" after {duration(arm.finished.seconds)}" if arm.finished.seconds else ""
        return f"{arm.finished.outcome}{after}"
    if arm.started is None:
        return "waiting for a free worker"
    now = min(len(arm.epochs) + 1, arm.started.epochs)
    left = "" if arm.seconds_left is None else f" · {duration(arm.seconds_left)} left"
    return f"epoch {now} of {arm.started.epochs}{left}"


def _bar(arm: ArmHistory, title: str) -> str:
    fraction = arm.progress.fraction if arm.progress else 0.0
    if arm.finished and arm.finished.outcome == "done":
        fraction = 1.0
    whole = round(100 * min(fraction, 1.0))
    return (
        f'<div class="bar" role="progressbar" aria-label="{title}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{whole}"><i style="width:{whole}%"></i></div>'
    )


def _accuracy(arm: ArmHistory) -> str:
    last = arm.last
    if last is None:
        return (
            f'<p class="arm-accuracy"><b>{_NOTHING}</b><span>accuracy on<br>'
            f"held-out images{_balanced(arm.started, None)}</span></p>"
        )
    score = Score.of(last, arm.started)
    return (
        f'<p class="arm-accuracy"><b>{score.in_percent}</b>'
        f"<span>of {score.total} held-out images, epoch {score.epoch}<br>"
        f"95% interval: {score.interval_in_percent}{_balanced(arm.started, arm.last)}</span></p>"
    )


def _balanced(started: Started | None, epoch: EpochEnd | None) -> str:
    """Return a line where classes are unequal, with its place before there is a number."""
    if started is None or not is_unequal(started):
        return ""
    return f"<br>balanced accuracy: {balanced_in_percent(started, epoch) or _NOTHING}"


def _numbers(arm: ArmHistory) -> str:
    last, started = arm.last, arm.started
    parameters = _NOTHING
    if started:
        share = started.trainable_parameters / started.total_parameters
        parameters = f"{in_millions(started.trainable_parameters)} ({share:.0%})"
    pairs = {
        "Seconds": amount(last.seconds) if last else _NOTHING,
        "Images": f"{last.images_seen:,}" if last else _NOTHING,
        "GFLOPs": amount(last.gflops) if last else _NOTHING,
        "Trained parameters": parameters,
    }
    cells = "".join(
        f"<div><dt>{label}</dt><dd>{value}</dd></div>" for label, value in pairs.items()
    )
    return f'<dl class="arm-numbers">{cells}</dl>'


def _remarks(arm: ArmHistory) -> str:
    remarks: Iterable[str] = arm.started.notes if arm.started else ()
    if arm.finished and arm.finished.message:
        remarks = (*remarks, arm.finished.message)
    return "".join(f'<p class="arm-remark">{html.escape(remark)}</p>' for remark in remarks)
