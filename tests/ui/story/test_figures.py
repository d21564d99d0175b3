"""Every word of a figure stands in the text of its screen, and none stands there in vain."""

import sys

import pytest

from tests.lessons.asked import asked, assert_all_are_said
from transfer_demo.lessons.pictures import feature_maps
from transfer_demo.lessons.story import Screen, story
from transfer_demo.ui.story.figures import FIGURES


@pytest.mark.parametrize("screen", story(), ids=lambda screen: screen.name)
def test_a_screen_has_the_words_that_its_figure_asks_for_and_no_others(screen: Screen) -> None:
    kind = FIGURES[screen.figure]
    modules = [sys.modules[name] for name in (kind.show.__module__, type(kind).__module__)]
    assert_all_are_said(screen.words, asked(*modules))


def test_every_stage_that_is_shown_has_its_alternative_text() -> None:
    (screen,) = (screen for screen in story() if screen.figure == "features")
    told = {name for name in screen.words if name.startswith("maps.")}
    assert told == {f"maps.{stage.number}.alt" for stage in feature_maps().stages}


def test_a_word_that_is_missing_or_left_over_is_found() -> None:
    with pytest.raises(AssertionError, match="is not there"):
        assert_all_are_said(["photo"], {"photo", "button"})
    with pytest.raises(AssertionError, match=r"photo\.alt is never used"):
        assert_all_are_said(["photo", "photo.alt"], {"photo"})
