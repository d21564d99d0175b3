import io
from dataclasses import replace

from rich.console import Console

from tests import told
from transfer_demo.cli.race_lines import LiveLines, state
from transfer_demo.events import Event
from transfer_demo.history import ArmHistory, fold


def _shown(events: list[Event], *, terminal: bool) -> str:
    file = io.StringIO()
    console = Console(file=file, width=100, force_terminal=terminal, color_system=None)
    with LiveLines(("fine_tune", "scratch"), console=console) as lines:
        for event in events:
            lines.listen(event)
    assert lines.history == fold(events, arms=("fine_tune", "scratch"))
    return file.getvalue()


def _state(events: list[Event]) -> str:
    return state(fold(events).arms["scratch"])


def test_a_terminal_shows_one_line_per_arm() -> None:
    shown = _shown(told.arm_events("fine_tune", [2, 3], total=4), terminal=True)
    fine_tuning, scratch, _ = shown.splitlines()[-3:]
    assert "Fine-tuning" in fine_tuning
    assert "done in 15 s" in fine_tuning
    assert "From scratch" in scratch
    assert "waiting" in scratch


def test_a_log_has_one_line_per_epoch_and_one_at_the_end() -> None:
    shown = _shown(told.arm_events("scratch", [1, 2, 3], total=4), terminal=False)
    assert shown.splitlines() == [
        "From scratch: epoch 1 of 3, validation accuracy 25%",
        "From scratch: epoch 2 of 3, validation accuracy 50%",
        "From scratch: epoch 3 of 3, validation accuracy 75%",
        "From scratch: done in 15 s",
    ]


def test_the_state_tells_the_time_left_once_there_is_something_to_go_by() -> None:
    events = told.arm_events("scratch", [1], total=4, outcome=None)
    assert "left" not in _state(events)
    assert _state([*events, told.progress("scratch", 0.25, seconds=4.0)]).endswith("12 s left")


def test_the_state_follows_an_arm_from_waiting_to_its_end() -> None:
    assert state(ArmHistory(arm="scratch")) == "waiting"
    assert _state([told.started("scratch")]) == "preparing"
    assert _state([told.started("scratch"), told.finished("scratch", "stopped")]) == (
        "stopped after 15 s"
    )
    assert _state([told.finished("scratch", "failed")]) == "failed after 15 s"
    at_once = replace(told.finished("scratch", "stopped"), seconds=0.0)
    assert _state([told.started("scratch"), at_once]) == "stopped"
