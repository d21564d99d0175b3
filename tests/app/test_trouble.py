import re
from pathlib import Path

import pytest

from tests.app.visitor import Visitor
from tests.scripted import ScriptedExecutor
from transfer_demo.backbones import weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import ExecutorError, StoreError, WeightsMissing
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
