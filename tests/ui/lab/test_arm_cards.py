from dataclasses import replace

import pytest

from tests.told import epoch_end, started
from transfer_demo.events import EpochEnd, Finished, Outcome
from transfer_demo.history import ArmHistory
from transfer_demo.ui.lab.arm_cards import _card, state_of

UNEQUAL = [0, 0, 0, 1]


def _arm(labels: list[int], *epochs: EpochEnd) -> ArmHistory:
    return ArmHistory(arm="scratch", started=started("scratch", labels=labels), epochs=epochs)


def test_where_classes_are_unequal_the_balanced_accuracy_of_the_last_epoch_stands_there() -> None:
    ends = [
        epoch_end("scratch", n, hits=hits, labels=UNEQUAL)
        for n, hits in enumerate(([True] * 4, [True, True, True, False]), start=1)
    ]
    assert "balanced accuracy: 50%" in _card(_arm(UNEQUAL, *ends))


def test_its_place_is_kept_before_the_first_epoch_so_that_nothing_jumps() -> None:
    assert "balanced accuracy: –" in _card(_arm(UNEQUAL))


def test_where_classes_are_about_equal_the_card_keeps_to_accuracy() -> None:
    labels = [0, 0, 1]
    end = epoch_end("scratch", 1, hits=[True] * 3, labels=labels)
    for arm in (_arm(labels, end), _arm(labels), ArmHistory(arm="scratch")):
        assert "balanced" not in _card(arm)


@pytest.mark.parametrize(
    ("outcome", "seconds", "said"),
    [
        ("done", 7.2, "finished"),
        ("stopped", 7.2, "stopped after 7.2 s"),
        ("failed", 7.2, "failed after 7.2 s"),
        ("stopped", 0.0, "stopped"),
    ],
)
def test_seconds_of_an_end_are_said_only_where_they_are_not_those_of_the_last_epoch(
    outcome: Outcome, seconds: float, said: str
) -> None:
    # The end comes a moment after the last epoch: two numbers for one thing would stand there.
    arm = _arm([0, 1], epoch_end("scratch", 1, hits=[True] * 2, labels=[0, 1]))
    finished = Finished(arm="scratch", outcome=outcome, seconds=seconds)
    assert state_of(replace(arm, finished=finished)) == said
