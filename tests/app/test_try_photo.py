"""A photo is tried on both networks of a race; the workers answer by hand, with real networks."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.visitor import Visitor, wait_until
from tests.races import write_photos
from tests.scripted import ScriptedExecutor
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.race import prepare
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from transfer_demo.ui.server import answers, services

PLAN = Plan(image_size_px=32, epochs=1, batch_size=4, views=1)
PAGE = "pages/lab/try_photo.py"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


@pytest.fixture
def token(photos: Path, home: Path) -> str:
    """A race of ada's that is over, with its networks."""
    race = prepare(load_images(photos), PLAN)
    with closing(RunStore.open()) as store, closing(Recorder(store, InlineExecutor())) as recorder:
        token = recorder.start(race.plan, race.images, owner="ada")
        wait_until(lambda: store.record(token).status == "done")
    return token


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_SHARED", answers.Answers())


def opened(token: str, executor: ScriptedExecutor, *, owner: str = "ada") -> Visitor:
    visitor = Visitor(owner=owner, run=token)
    wait_until(lambda: services.recorder_if_ready() is not None)
    visitor.at.switch_page(PAGE)
    visitor.at.query_params["run"] = token
    visitor.at.run()
    answered(visitor, executor)
    return visitor


def answered(visitor: Visitor, executor: ScriptedExecutor) -> None:
    """Let the workers answer whatever is asked, as long as something is."""
    while waiting := [call for call in executor.calls if not call.future.done()]:
        for call in waiting:
            call.answer()
        visitor.at.run()


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
    answered(visitor, executor)
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
    answered(visitor, executor)
    assert "This is one of the training images" in visitor.read()
    visitor.press("Forget these photos")
    assert "training images" not in visitor.read()


def test_the_recognition_points_are_chosen_and_what_they_let_through_is_counted(
    token: str, executor: ScriptedExecutor
) -> None:
    visitor = opened(token, executor)
    visitor.unfold("not_sure")
    answered(visitor, executor)
    seen = through(visitor)
    assert re.search(r"Right answers on validation images that stay \d+ of \d+ \d+ of", seen)
    assert re.search(r"Handwritten digits \d+ of \d+", seen)
    assert re.search(r"Everyday photos \d+ of \d+", seen)
    for slider in visitor.at.slider:
        slider.set_value(1.0)
    visitor.at.run()
    assert re.search(r"Handwritten digits 0 of \d+ 0 of", through(visitor))
    visitor.press("Back to where they began")
    assert through(visitor) == seen


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
    stranger.upload("Photos to try", some(photos, "blue"))
    answered(stranger, executor)
    assert "Before it was adapted" in stranger.read()
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
    assert "This model cannot be used" in visitor.read()
