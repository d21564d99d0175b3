"""A photo is tried on both networks of a race; the workers answer by hand, with real networks."""

import re
from pathlib import Path

import pytest

from tests.app import asked
from tests.app.visitor import Visitor, play, wait_until_over
from tests.scripted import ScriptedExecutor
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.ui.server import answers, services

PAGE = "pages/lab/try_photo.py"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def token(photos: Path, home: Path) -> str:
    return asked.raced(photos)


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    asked.nothing_said(monkeypatch)


def opened(token: str, executor: ScriptedExecutor, *, owner: str = "ada") -> Visitor:
    return asked.opened(PAGE, token, executor, owner=owner)


def some(photos: Path, name: str) -> tuple[str, bytes]:
    file = sorted((photos / name).glob("*.jpg"))[0]
    return file.name, file.read_bytes()


def held_out(token: str) -> LabelledImages:
    return services.store().images(token)


def test_both_networks_and_the_pretrained_one_say_what_they_see(
    token: str, executor: ScriptedExecutor, photos: Path
) -> None:
    visitor = opened(token, executor)
    assert "Bring a photo" in visitor.read()
    visitor.upload("Photos to try", some(photos, "red"), ("notes.txt", b"no picture"))
    asked.answered(visitor, executor)
    seen = re.sub(r"<[^>]+>", " ", visitor.read())
    assert "Before it was adapted, the network said" in seen
    for arm in ("Fine-tuning", "From scratch"):
        assert re.search(rf"{arm}\s+(blue|red|not sure)", seen)
    assert re.search(r"red\s+\d+%\s+\d+%", seen)
    assert "**notes.txt** This is a text file, and no picture." in seen
    visitor.assert_calm()


def test_what_is_said_of_validation_images_is_what_the_history_says(
    token: str, executor: ScriptedExecutor
) -> None:
    visitor = opened(token, executor)
    history = services.store().history(token)
    images = held_out(token)
    said = answers.answers()
    for arm, kept in services.store().models.of(token).items():
        assert kept.file
        pictures = [example.picture for example in images.validation]
        told = said.about(pictures, kept.file.digest, ask=_nobody, owner="ada")
        assert told.complete
        classes = [max(range(2), key=told.answers[p.digest].__getitem__) for p in pictures]
        last = history.arms[arm].last
        assert last
        assert tuple(classes) == last.val_predictions
    visitor.assert_calm()


def _nobody(pictures: object) -> object:
    raise AssertionError("everything was asked")


def test_a_training_image_proves_nothing_and_that_is_said(
    token: str, executor: ScriptedExecutor, photos: Path
) -> None:
    visitor = opened(token, executor)
    (learned, *_) = held_out(token).train
    file = photos / learned.file
    visitor.upload("Photos to try", (file.name, file.read_bytes()))
    asked.answered(visitor, executor)
    assert "This is one of the training images" in visitor.read()
    visitor.press("Forget these photos")
    assert "training images" not in visitor.read()


def test_the_recognition_points_are_chosen_and_what_they_let_through_is_counted(
    token: str, executor: ScriptedExecutor
) -> None:
    visitor = opened(token, executor)
    visitor.unfold("not_sure")
    asked.answered(visitor, executor)
    seen = through(visitor)
    assert re.search(r"images that set the points \d+ of \d+ \d+ of", seen)
    assert re.search(r"Handwritten digits \d+ of \d+", seen)
    assert re.search(r"Everyday photos \d+ of \d+", seen)
    for slider in visitor.at.slider:
        slider.set_value(1.0)
    visitor.at.run()
    assert re.search(r"Handwritten digits 0 of \d+ 0 of", through(visitor))
    visitor.press("Back to where they began")
    assert through(visitor) == seen


def test_points_that_were_set_hold_when_the_panel_is_closed(
    token: str, executor: ScriptedExecutor
) -> None:
    visitor = opened(token, executor)
    visitor.unfold("not_sure")
    asked.answered(visitor, executor)
    for slider in visitor.at.slider:
        slider.set_value(1.0)
    visitor.at.run()
    before = through(visitor)
    visitor.at.session_state["not_sure"] = False
    visitor.at.run()
    assert not visitor.at.slider
    visitor.unfold("not_sure")
    assert [slider.value for slider in visitor.at.slider] == [1.0] * 4
    assert through(visitor) == before


def through(visitor: Visitor) -> str:
    """The table of what the recognition points let through."""
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", visitor.read()))
    (found,) = re.findall(r"Let through .* Of photos that show none", text)
    return str(found)


def test_who_has_the_link_can_try_a_photo_and_sees_no_image_of_the_race(
    token: str, executor: ScriptedExecutor, photos: Path
) -> None:
    mine = opened(token, executor)
    assert "A validation image" in mine.read()
    stranger = opened(token, executor, owner="bob")
    assert "A validation image" not in stranger.read()
    assert "or choose one of the validation images" not in stranger.read()
    learned = photos / held_out(token).train[0].file
    stranger.upload("Photos to try", (learned.name, learned.read_bytes()))
    asked.answered(stranger, executor)
    assert "Before it was adapted" in stranger.read()
    assert "training images" not in stranger.read()
    assert "Before it was adapted" not in mine.read(), "tried photos belong to a window"


def test_without_networks_the_page_says_why(token: str, executor: ScriptedExecutor) -> None:
    store = services.store()
    for kept in store.models.of(token).values():
        assert kept.file
        kept.file.path.unlink()
    visitor = opened(token, executor)
    assert "is not kept" in visitor.read()
    assert not executor.calls
    visitor.assert_calm()


def test_a_page_that_was_opened_too_early_waits_for_the_race(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.press("Start training")
    token = visitor.token
    visitor.at.switch_page(PAGE).run()
    assert "this page waits for it" in visitor.read()
    play(executor)
    wait_until_over(token)
    visitor.at.run()
    assert "this page waits for it" not in visitor.read()
    assert "is not kept" in visitor.read()  # a script brings no networks
    visitor.assert_calm()


def test_before_the_race_is_over_there_is_nothing_to_ask(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    visitor.at.switch_page(PAGE).run()
    assert "start a race in the Lab" in visitor.read()
    visitor.at.switch_page("pages/lab/lab.py").run()
    visitor.press("Start training")
    visitor.at.switch_page(PAGE).run()
    assert "This race is not over yet" in visitor.read()
    visitor.assert_calm()


def test_a_worker_that_fails_is_a_sentence_and_can_be_asked_again(
    token: str, executor: ScriptedExecutor, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = opened(token, executor)
    before = len(executor.calls)
    visitor.upload("Photos to try", some(photos, "red"))
    for kept in services.store().models.of(token).values():
        assert kept.file
        kept.file.path.write_bytes((b"damaged" * kept.size)[: kept.size])
    from transfer_demo.models import asking

    monkeypatch.setattr(asking, "_LOADED", asking._Loaded())
    for call in executor.calls[before:]:
        call.answer()
    visitor.at.run()
    assert "The file of this model is damaged" in visitor.read()
