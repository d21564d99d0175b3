"""What is seen on stderr while a race runs: one line per arm."""

from collections.abc import Iterable

from rich.console import Console
from rich.progress import TaskID

from transfer_demo.cli.bars import Bars
from transfer_demo.cli.terminal import safe
from transfer_demo.events import EpochEnd, Event, Finished, Started
from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import ARM_TITLES
from transfer_demo.verdict import accuracy_in_percent
from transfer_demo.wording import duration

_OUTCOMES = {"done": ("done", "in"), "stopped": ("stopped", "after"), "failed": ("failed", "after")}


class LiveLines(Bars):
    """Keeps a line per arm up to date on a terminal; elsewhere prints a line per epoch.

    `history` is what the arms have said so far, for the case that the race is broken off.
    """

    def __init__(self, arms: Iterable[str], *, console: Console) -> None:
        super().__init__(console=console)
        self._arms = {arm: ArmHistory(arm=arm) for arm in arms}
        self._tasks: dict[str, TaskID] = {
            arm: self._progress.add_task(ARM_TITLES[arm], total=1.0, state="waiting")
            for arm in self._arms
        }

    @property
    def history(self) -> History:
        """Everything that was heard until now."""
        return History(dict(self._arms))

    def listen(self, event: Event) -> None:
        """Take in one event and show it."""
        arm = self._arms[event.arm].with_event(event)
        self._arms[event.arm] = arm
        if isinstance(event, Started):
            for note in event.notes:
                self._console.print(safe(f"{ARM_TITLES[event.arm]}: {note}"))
        self._progress.update(
            self._tasks[event.arm], completed=_share(arm), state=state(arm), refresh=False
        )
        if not self._console.is_terminal and isinstance(event, EpochEnd | Finished):
            self._console.print(f"{ARM_TITLES[event.arm]}: {state(arm)}", soft_wrap=True)


def state(arm: ArmHistory) -> str:
    """Return in a few words how far an arm is."""
    if arm.finished is not None:
        outcome, after = _OUTCOMES[arm.finished.outcome]
        # Who was stopped at once has measured no second.
        seconds = arm.finished.seconds
        return f"{outcome} {after} {duration(seconds)}" if seconds else outcome
    if arm.started is None:
        return "waiting"
    parts = ["preparing"]
    if arm.last is not None:
        parts = [
            f"epoch {arm.last.epoch} of {arm.started.epochs}",
            f"validation accuracy {accuracy_in_percent(arm.last)}",
        ]
    if arm.seconds_left is not None:
        parts.append(f"{duration(arm.seconds_left)} left")
    return ", ".join(parts)


def _share(arm: ArmHistory) -> float:
    if arm.finished is not None and arm.finished.outcome == "done":
        return 1.0
    return arm.progress.fraction if arm.progress else 0.0
