"""Whose the runs of Break it are: everybody stops and deletes their own, and loses none of them."""

import hashlib
from pathlib import Path

import pytest

from tests.app.breaking import (
    FAULT,
    NUMBER,
    RIGHT,
    address,
    answered,
    broken,
    opened,
    run_to_the_end,
)
from tests.app.visitor import Visitor, play
from tests.scripted import ScriptedExecutor
from transfer_demo.errors import UnknownRun
from transfer_demo.events import Outcome
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.elements import double_click
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.server import services

# What takes a run away from whoever made it.
TAKES_AWAY = {"Stop", "Delete for good"}
CUTS: tuple[Outcome, ...] = ("stopped", "failed")


@pytest.fixture(autouse=True)
def no_double_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(double_click, "_DOUBLE_CLICK_SECONDS", 0.0)


def offers(visitor: Visitor) -> set[str]:
    """Which of the dangerous buttons there are."""
    return TAKES_AWAY & {button.label for button in visitor.at.button}


def deletes(visitor: Visitor) -> list[str]:
    """What the controls say that delete."""
    labels = [block.proto.popover.label for block in visitor.at.get("popover")]
    return [label for label in labels if label.startswith("Delete")]


def is_there(token: str) -> bool:
    try:
        return bool(services.store().record(token))
    except UnknownRun:
        return False


def runs_of(visitor: Visitor) -> list[RunRecord]:
    return services.store().runs(visitor.owner)


def pictures(home: Path) -> list[Path]:
    return [path for path in (home / "images").rglob("*") if path.is_file()]


def cut(visitor: Visitor, token: str, outcome: Outcome) -> None:
    """End a run before its time."""
    services.store().finish(token, outcome=outcome)
    visitor.at.run()


def repaired(visitor: Visitor, executor: ScriptedExecutor) -> Visitor:
    """Answer, and watch the repair to its end."""
    answered(visitor, RIGHT).press("Run the repair")
    run_to_the_end(visitor, executor, address(visitor)[3])
    return visitor


def test_a_link_to_a_run_that_goes_on_lets_nobody_else_stop_or_delete_it(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    play(executor, steps=2)
    learner = opened(Visitor(), ".".join(address(visitor)))
    learner.assert_calm()
    assert learner.at.radio, "the run is shown"
    assert offers(learner) == set()
    assert offers(visitor) == TAKES_AWAY


def test_whoever_comes_back_stops_and_deletes_the_own_run_by_its_link(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    again = Visitor(owner=visitor.owner)
    assert offers(opened(again, ".".join(address(visitor)))) == TAKES_AWAY


def test_a_learner_deletes_the_own_repair_and_not_the_run_of_the_teacher(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    link = address(broken(visitor, executor))
    learner = answered(opened(Visitor(), ".".join(link)), RIGHT)
    assert offers(learner) == set()
    learner.press("Run the repair")
    assert offers(learner) == TAKES_AWAY
    token = address(learner)[3]
    run_to_the_end(learner, executor, token)
    assert deletes(learner) == ["Delete the repaired run"]
    learner.press("Delete for good").assert_calm()
    assert not is_there(token)
    assert is_there(link[1])
    assert address(learner) == [*link, str(RIGHT)], "what is left stays on the page"
    assert learner.button("Run the repair")
    assert offers(learner) == set()


def test_a_teacher_deletes_the_own_run_and_not_the_repair_of_a_learner(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    link = ".".join(address(broken(visitor, executor)))
    learner = repaired(opened(Visitor(), link), executor)
    opened(visitor, ".".join(address(learner)))
    assert deletes(visitor) == ["Delete the broken run"]
    visitor.press("Delete for good").assert_calm()
    _, first, _, second = address(learner)
    assert not is_there(first)
    assert is_there(second)
    assert address(visitor) == [str(NUMBER)]


@pytest.mark.parametrize("outcome", CUTS)
def test_a_broken_run_that_was_cut_short_goes_when_another_takes_its_place(
    visitor: Visitor, executor: ScriptedExecutor, home: Path, outcome: Outcome
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    first = address(visitor)[1]
    cut(visitor, first, outcome)
    visitor.press("Break it").assert_calm()
    second = address(visitor)[1]
    assert [run.token for run in runs_of(visitor)] == [second]
    assert pictures(home)
    visitor.press("Delete for good").assert_calm()
    assert not runs_of(visitor)
    assert not pictures(home)


@pytest.mark.parametrize("outcome", CUTS)
def test_a_repair_that_was_cut_short_goes_when_another_takes_its_place(
    visitor: Visitor, executor: ScriptedExecutor, home: Path, outcome: Outcome
) -> None:
    answered(broken(visitor, executor), RIGHT).press("Run the repair")
    _, first, _, second = address(visitor)
    cut(visitor, second, outcome)
    visitor.press("Run the repair").assert_calm()
    third = address(visitor)[3]
    assert [run.token for run in runs_of(visitor)] == [third, first]
    visitor.press("Delete for good").assert_calm()
    assert not runs_of(visitor)
    assert not pictures(home)


def test_a_run_of_somebody_else_that_was_cut_short_stays(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    opened(visitor, str(NUMBER)).press("Break it")
    link = address(visitor)
    cut(visitor, link[1], "stopped")
    learner = opened(Visitor(), ".".join(link)).press("Break it")
    learner.assert_calm()
    assert address(learner)[1] != link[1]
    assert is_there(link[1])


def test_a_repair_whose_broken_run_was_deleted_elsewhere_can_be_deleted(
    visitor: Visitor, executor: ScriptedExecutor, home: Path
) -> None:
    repaired(broken(visitor, executor), executor)
    services.store().delete(address(visitor)[1], by=visitor.owner)
    visitor.at.run()
    visitor.assert_calm()
    assert deletes(visitor) == ["Delete the repaired run"]
    visitor.press("Delete for good").assert_calm()
    assert not runs_of(visitor)
    assert not pictures(home)
    assert address(visitor) == [str(NUMBER)]


def test_a_repair_whose_broken_run_was_deleted_elsewhere_repairs_the_next_one(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    repaired(broken(visitor, executor), executor)
    _, first, _, second = address(visitor)
    services.store().delete(first, by=visitor.owner)
    visitor.at.run()
    visitor.press("Break it").assert_calm()
    _, third, answer, kept = address(visitor)
    assert (answer, kept) == ("", second)
    run_to_the_end(visitor, executor, third)
    answered(visitor, RIGHT).assert_calm()
    assert 'class="both-runs"' in visitor.see()
    visitor.press("Delete for good").assert_calm()
    assert not runs_of(visitor)


def test_a_repair_of_somebody_else_is_not_kept_for_another_broken_run(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    repaired(broken(visitor, executor), executor)
    link = address(visitor)
    services.store().delete(link[1], by=visitor.owner)
    learner = opened(Visitor(), ".".join(link))
    assert offers(learner) == set()
    learner.press("Break it").assert_calm()
    assert len(address(learner)) == 2
    assert is_there(link[3])


def test_runs_from_before_lessons_were_marked_are_no_runs_of_this_page(
    executor: ScriptedExecutor,
) -> None:
    images = FAULT.repaired_images(sample(FAULT.images))
    owner = hashlib.sha256(b"break it ada").hexdigest()[:32]
    first, second = (
        services.recorder().start(plan, images, owner=owner)
        for plan in (FAULT.broken, FAULT.repaired)
    )
    visitor = opened(Visitor(owner="ada"), f"{NUMBER}.{first}.{RIGHT}.{second}")
    visitor.assert_calm()
    assert "not there any more" in visitor.at.warning[0].value
    assert offers(visitor) == set()
    visitor.press("Break it").assert_calm()
    assert len(address(visitor)) == 2
    assert is_there(first)
    assert is_there(second)
