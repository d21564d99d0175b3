import re
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.app.visitor import Visitor, play, wait_until, wait_until_over
from tests.scripted import ScriptedExecutor
from tests.store.made import images
from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import ExecutorError, StoreError, WeightsMissing
from transfer_demo.plan import Plan
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.images import choose_images
from transfer_demo.ui.server import services


def test_an_unexpected_error_gives_a_reference_that_stands_in_the_log(
    visitor: Visitor, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the inside of the app")

    monkeypatch.setattr(choose_images, "_split", fail)
    visitor.at.run()
    assert not visitor.at.exception
    (error,) = visitor.at.error
    shown = error.value.replace("\\", "")
    assert "the inside of the app" not in shown
    assert str(home / "logs" / "app.log") in shown
    (reference,) = re.findall(r"\*\*(\w+)\*\*", shown)
    log = (home / "logs" / "app.log").read_text(encoding="utf-8")
    assert reference in log
    assert "Traceback" in log
    assert "the inside of the app" in log


def test_weights_that_cannot_be_had_are_explained_and_the_choices_stay(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(backbone: Backbone, progress: object = None) -> Path:
        return weights.require(backbone)

    monkeypatch.setattr(weights, "fetch", fetch)
    visitor.choose("Pretrained CNN", "resnet18").choose("Epochs", 3).press("Start training")
    assert visitor.token is None
    shown = visitor.at.error[0].value.replace("\\", "")
    with pytest.raises(WeightsMissing) as missing:
        weights.require(_resnet18())
    assert shown == str(missing.value)
    assert visitor.value("Pretrained CNN") == "resnet18"
    assert visitor.value("Epochs") == 3
    visitor.choose("Pretrained CNN", "efficientnet_lite0").press("Start training").assert_calm()
    assert visitor.token


def _resnet18() -> Backbone:
    from transfer_demo.backbones import catalogue

    return catalogue.get("resnet18")


def test_a_home_that_cannot_be_written_to_is_a_sentence(
    executor: ScriptedExecutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(file / "home"))
    visitor = Visitor()
    assert not visitor.at.exception
    assert visitor.value("Images") == "everyday"
    visitor.press("Start training")
    assert not visitor.at.exception
    assert visitor.token is None
    assert "TRANSFER_DEMO_HOME" in visitor.at.error[0].value.replace("\\", "")


def test_a_full_disk_is_a_sentence_and_the_choices_stay(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> str:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(services.store(), "create", full)
    visitor.choose("Epochs", 3).press("Start training")
    assert "The disk is full" in visitor.at.error[0].value
    assert visitor.value("Epochs") == 3
    monkeypatch.undo()


def test_workers_that_cannot_be_reached_are_a_sentence_and_the_next_click_tries_again(
    executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> ScriptedExecutor:
        raise ExecutorError("The scheduler does not answer.")

    monkeypatch.setattr(services, "make_executor", unreachable)
    visitor = Visitor()
    visitor.assert_calm()
    visitor.press("Start training")
    assert "does not answer" in visitor.at.error[0].value
    assert visitor.token is None
    monkeypatch.setattr(services, "make_executor", lambda: executor)
    visitor.press("Start training").assert_calm()
    assert visitor.token


def _warned(visitor: Visitor) -> list[str]:
    visitor.at.run()
    return [warning.value.replace("\\", "") for warning in visitor.at.warning]


def test_what_holds_up_the_queue_stands_on_the_page_that_waits_and_goes_with_its_cause(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> int:
        raise ExecutorError("The school's scheduler is away.")

    monkeypatch.setattr(executor, "slots", away)
    visitor.press("Start training")
    wait_until(lambda: "The school's scheduler is away." in _warned(visitor))
    assert "when the trouble above is over" in visitor.read()
    assert "next to start" not in visitor.read()
    monkeypatch.undo()
    wait_until(lambda: not _warned(visitor))


def test_a_disk_that_fills_up_during_a_race_is_said_while_it_lasts(
    visitor: Visitor, executor: ScriptedExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("Nothing was saved: the disk is full.")

    visitor.press("Start training")
    play(executor, steps=4)
    assert not _warned(visitor)
    with monkeypatch.context() as patched:
        patched.setattr(services.store(), "write", full)
        play(executor, steps=2)
        wait_until(lambda: "Nothing was saved: the disk is full." in _warned(visitor))
    wait_until(lambda: not _warned(visitor))
    play(executor)
    wait_until_over(visitor.token)


def test_workers_that_cannot_be_started_are_said_to_who_waits_already(
    executor: ScriptedExecutor, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> ScriptedExecutor:
        raise ExecutorError("The scheduler does not answer.")

    monkeypatch.setattr(services, "make_executor", unreachable)
    token = services.store().create(Plan().resolve(9), images(), owner="ada")
    visitor = Visitor(run=token)
    wait_until(lambda: "The scheduler does not answer." in _warned(visitor))
    monkeypatch.undo()
    monkeypatch.setattr(services, "make_executor", lambda: executor)
    wait_until(lambda: not _warned(visitor))


def test_a_database_of_a_newer_version_is_said_before_anybody_begins(
    executor: ScriptedExecutor, home: Path
) -> None:
    with closing(RunStore.open()) as store, store.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    visitor = Visitor()
    assert "newer version" in visitor.at.error[0].value
    assert visitor.button("Start training")
