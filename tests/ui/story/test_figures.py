"""Every word of a figure stands in the text of its screen, and none stands there in vain."""

import re
import sys

import pytest

from tests.lessons.asked import asked, assert_all_are_said
from transfer_demo.lessons.pictures import feature_maps
from transfer_demo.lessons.story import Screen, story
from transfer_demo.ui.story import feature_walk
from transfer_demo.ui.story.figures import FIGURES
from transfer_demo.ui.story.kinds import Showing


@pytest.mark.parametrize("screen", story(), ids=lambda screen: screen.name)
def test_a_screen_has_the_words_that_its_figure_asks_for_and_no_others(screen: Screen) -> None:
    kind = FIGURES[screen.figure]
    modules = [sys.modules[name] for name in (kind.show.__module__, type(kind).__module__)]
    assert_all_are_said(screen.words, asked(*modules))


def test_every_stage_that_is_shown_has_its_alternative_text() -> None:
    (screen,) = (screen for screen in story() if screen.figure == "features")
    told = {name for name in screen.words if name.startswith("maps.")}
    assert told == {f"maps.{stage.number}.alt" for stage in feature_maps().stages}


def test_each_alternative_text_says_how_many_maps_and_places_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (screen,) = (screen for screen in story() if screen.figure == "features")
    drawn: list[str] = []
    monkeypatch.setattr(feature_walk, "show_pictures", lambda *pictures: drawn.extend(pictures))
    for stage in feature_maps().stages:
        FIGURES["features"].show(Showing(screen=screen, guess={"step": stage.number}))
        _, alt, caption = re.findall(r'alt="([^"]*)"|<figcaption>([^<]*)<', "".join(drawn))[1:]
        places = f"{stage.side_px} x {stage.side_px} places"
        assert alt[0].startswith(f"{len(stage.shown)} maps of {places}. ")
        assert f"{len(stage.shown)} of its {stage.channels:,} maps, {places} each" in caption[1]
        drawn.clear()


def test_the_bird_that_is_named_is_the_one_on_the_recorded_photo() -> None:
    (screen,) = (screen for screen in story() if screen.figure == "features")
    photo = feature_maps().photo
    birds = {bird for file in photo.parent.iterdir() for bird in file.stem.split("_")}
    said = " ".join((screen.alt, *screen.words.values())).split()
    named = birds & {word.strip(".,;:").removesuffix("'s") for word in said}
    assert named
    assert named <= set(photo.stem.split("_"))


def test_a_word_that_is_missing_or_left_over_is_found() -> None:
    with pytest.raises(AssertionError, match="is not there"):
        assert_all_are_said(["photo"], {"photo", "button"})
    with pytest.raises(AssertionError, match=r"photo\.alt is never used"):
        assert_all_are_said(["photo", "photo.alt"], {"photo"})
