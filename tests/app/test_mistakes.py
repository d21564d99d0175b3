"""What both networks took for what, with real networks whose workers answer by hand."""

import json
import re
from pathlib import Path

import pytest

from tests.app import asked
from tests.app.visitor import Visitor
from tests.scripted import ScriptedExecutor
from transfer_demo.ui.server import services

PAGE = "pages/lab/mistakes.py"


@pytest.fixture
def token(tmp_path: Path, home: Path) -> str:
    return asked.raced(tmp_path / "photos")


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    asked.nothing_said(monkeypatch)


def words(visitor: Visitor) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", visitor.read()))


def wrong(token: str) -> dict[str, set[str]]:
    """The names of the validation images that each arm gets wrong, by the history."""
    store = services.store()
    images, found = store.images(token), {}
    for name, arm in store.history(token).arms.items():
        assert arm.last
        pairs = zip(images.validation, arm.last.val_predictions, strict=True)
        found[name] = {example.file for example, said in pairs if said != example.label}
    return found


def test_the_mistakes_are_those_of_the_history(token: str, executor: ScriptedExecutor) -> None:
    visitor = asked.opened(PAGE, token, executor)
    seen = visitor.see()
    shown = set(re.findall(r'<article class="tried-photo" aria-label="([^"]+)"', seen))
    assert shown == set.union(*wrong(token).values()) != set()
    drawn = [e for e in visitor.at.get("bidi_component") if str(e.key).startswith("matrix_")]
    assert [e.key for e in drawn] == ["matrix_fine_tune", "matrix_scratch", "matrix_difference"]
    totals = [json.loads(e.proto.json)["figure"] for e in drawn[:2]]
    images = services.store().images(token).validation
    for figure, mistakes in zip(totals, wrong(token).values(), strict=True):
        assert f"{len(images) - len(mistakes)} of {len(images)} right" in figure
    visitor.assert_calm()


def test_a_stranger_sees_numbers_and_no_picture(token: str, executor: ScriptedExecutor) -> None:
    visitor = asked.opened(PAGE, token, executor, owner="bob")
    assert "Confusion matrix" in [h.value for h in visitor.at.subheader]
    assert "The pictures are shown to whoever started the race." in words(visitor)
    assert "tried-photo" not in visitor.see()
    assert not executor.calls
    visitor.assert_calm()


def test_without_a_race_the_page_says_where_to_go(visitor: Visitor) -> None:
    visitor.at.switch_page(PAGE).run()
    assert "start a race in the Lab" in words(visitor)
    visitor.assert_calm()
