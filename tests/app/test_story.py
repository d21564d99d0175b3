"""The story: every screen before and after something was done on it."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.app.seen import MOST_WORDS, words_seen
from tests.app.visitor import Visitor
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.source import LOOP, training_loop
from transfer_demo.lessons.story import Screen, story
from transfer_demo.link import from_query
from transfer_demo.ui.story.figures import FIGURES

SCREENS = story()
NAMES = [screen.name for screen in SCREENS]
SKIP = {"Show it without a guess", "Show the last one", "Train the head"}
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def at(visitor: Visitor, name: str, **query: str) -> Visitor:
    """Open a screen by its link."""
    visitor.at.switch_page("pages/learn/story.py")
    for parameter, value in {"screen": name, **query}.items():
        visitor.at.query_params[parameter] = value
    visitor.at.run()
    visitor.assert_calm()
    return visitor


def skip(visitor: Visitor) -> Visitor:
    """Have it shown without a guess."""
    (label,) = SKIP & {button.label for button in visitor.at.button}
    visitor.press(label).assert_calm()
    return visitor


def read(visitor: Visitor) -> str:
    """The words as people read them, links to the glossary included."""
    return _LINK.sub(r"\1", visitor.read())


def opening(text: str) -> str:
    """The first paragraph of a text."""
    return text.splitlines()[0].strip()


def revealed(visitor: Visitor, screen: Screen) -> bool:
    return any(
        sentence and sentence in read(visitor)
        for sentence in re.split(r"(?<=\.)\s", screen.reveal)
        if len(sentence) > 20
    )


def surprise(visitor: Visitor) -> str:
    """What is said of a guess, as people read it."""
    (info,) = visitor.at.info
    return _LINK.sub(r"\1", info.value.replace("\\", ""))


def keys(visitor: Visitor) -> set[str]:
    """The charts on the page."""
    return {e.key for e in visitor.at.get("bidi_component") if e.key.startswith("story_")}


def test_every_figure_is_used_and_every_screen_has_one() -> None:
    assert {screen.figure for screen in SCREENS} == set(FIGURES)
    assert 8 <= len(SCREENS) <= 10


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_a_link_opens_a_screen_and_what_is_found_waits_for_what_is_done(
    visitor: Visitor, screen: Screen
) -> None:
    at(visitor, screen.name)
    assert visitor.at.title[0].value == screen.title
    assert opening(screen.text) in read(visitor)
    assert opening(screen.task) in read(visitor)
    assert not revealed(visitor, screen)
    assert not visitor.at.get("link_button")
    skip(visitor)
    assert revealed(visitor, screen)
    assert "Recorded on" in visitor.read()
    assert "{{" not in visitor.read()
    assert not visitor.at.info, "there was no guess to compare with"


@pytest.mark.parametrize("screen", SCREENS, ids=NAMES)
def test_a_screen_is_no_wall_of_text(visitor: Visitor, screen: Screen) -> None:
    seen = words_seen(at(visitor, screen.name).at)
    assert screen.title.split()[0] in seen
    assert len(seen) <= MOST_WORDS


def test_back_and_next_and_the_numbers_lead_through_all_screens(visitor: Visitor) -> None:
    at(visitor, NAMES[0])
    assert visitor.button("Back").disabled
    for number, name in enumerate(NAMES[1:], start=2):
        visitor.press("Next").assert_calm()
        assert visitor.at.query_params["screen"] in (name, [name])
        assert f"{number} of {len(NAMES)}" in visitor.read()
    assert visitor.button("Next").disabled
    visitor.press("Back").press("4")
    assert visitor.at.title[0].value == SCREENS[3].title


@pytest.mark.parametrize("number", [1, len(SCREENS)])
def test_a_screen_opens_by_its_number_too(visitor: Visitor, number: int) -> None:
    at(visitor, str(number), view="presenter")
    assert not visitor.at.warning
    assert visitor.at.title[0].value == SCREENS[number - 1].title
    assert visitor.at.query_params["screen"] == NAMES[number - 1]
    assert visitor.at.query_params["view"] == "presenter"


@pytest.mark.parametrize("number", ["0", str(len(SCREENS) + 1), "١", "9" * 5000])
def test_a_number_that_no_screen_has_is_a_sentence(visitor: Visitor, number: str) -> None:
    at(visitor, number)
    assert len(visitor.at.warning) == 1
    assert visitor.at.title[0].value == SCREENS[0].title


def test_an_unknown_screen_is_a_sentence_above_the_first_one(visitor: Visitor) -> None:
    at(visitor, "no-such-*screen*")
    assert "no-such-*screen*" in visitor.read()
    assert visitor.at.title[0].value == SCREENS[0].title
    visitor.press("Next")
    assert not visitor.at.warning


def test_a_guess_is_compared_and_still_there_when_one_comes_back(visitor: Visitor) -> None:
    at(visitor, "source-and-target")
    visitor.choose("Fine-tuning after one epoch", 90).choose("From scratch after one epoch", 5)
    visitor.press("Play").assert_calm()
    said = surprise(visitor)
    assert "your guess 90%" in said
    assert "your guess 5%" in said
    run = recording("everyday").run
    first = {arm: history.epochs[0].val_accuracy for arm, history in run.history.arms.items()}
    farthest = "training" if first["scratch"] - 0.05 > 0.9 - first["fine_tune"] else "fine-tuning"
    assert f"Farthest from your guess: {farthest}" in said
    visitor.press("Next").press("Back").assert_calm()
    assert surprise(visitor) == said
    visitor.press("Guess again")
    assert not visitor.at.info
    assert visitor.value("Fine-tuning after one epoch") == 90


def test_what_was_done_outlives_another_page(visitor: Visitor) -> None:
    at(visitor, "two-ways")
    skip(visitor)
    visitor.at.switch_page("pages/learn/glossary.py").run()
    visitor.at.query_params.clear()
    visitor.at.switch_page("pages/learn/story.py").run()
    assert visitor.at.title[0].value == SCREENS[NAMES.index("two-ways")].title
    assert "parameters trained" in visitor.see()


def test_cards_are_turned_only_with_both_guesses_and_carry_them(visitor: Visitor) -> None:
    at(visitor, "two-ways")
    assert "face down" in visitor.see()
    assert "parameters trained" not in visitor.see()
    assert visitor.button("Turn over the cards").disabled
    for question in [pills.label for pills in visitor.at.pills]:
        visitor.choose(question, "none_frozen")
    visitor.press("Turn over the cards").assert_calm()
    assert "Your guess: best and quickest" in visitor.see()
    assert "you guessed everything trained" in surprise(visitor)


def test_the_loop_that_trained_the_depths_can_be_read_once_they_were_shown(
    visitor: Visitor,
) -> None:
    at(visitor, "two-ways")
    assert not visitor.at.code
    skip(visitor)
    (expander,) = (found for found in visitor.at.expander if "training loop" in found.proto.label)
    assert not expander.proto.expanded
    (code,) = expander.code
    assert code.value == training_loop()
    assert (code.language, code.proto.show_line_numbers) == ("python", True)
    assert str(LOOP) in read(visitor)


def test_the_advantages_may_be_guessed_in_part(visitor: Visitor) -> None:
    at(visitor, "advantages")
    visitor.choose("Final lead in percentage points?", 0)
    visitor.press("Turn over the cards").assert_calm()
    assert "Farthest from your guesses: better result" in visitor.read()


def test_the_depths_are_gone_through_to_the_last(visitor: Visitor) -> None:
    screen = SCREENS[NAMES.index("balance")]
    at(visitor, "balance")
    assert "story_overfitting" not in keys(visitor)
    visitor.choose("Frozen stages", 9)
    assert "story_overfitting" in keys(visitor)
    assert not revealed(visitor, screen)
    visitor.choose("Frozen stages", 0).assert_calm()
    assert revealed(visitor, screen)
    assert "9 (all) frozen: " in read(visitor)
    visitor.choose("Frozen stages", 5)
    assert revealed(visitor, screen), "what was done stays done"


def test_a_sentence_is_guessed_by_its_meaning(visitor: Visitor) -> None:
    at(visitor, "beyond-images")
    assert visitor.button("Measure").disabled
    visitor.at.radio[0].set_value("words").run()
    visitor.press("Measure").assert_calm()
    assert "You guessed" in surprise(visitor)


def test_without_the_guess_the_figure_is_there_at_once(visitor: Visitor) -> None:
    for name in ("source-and-target", "balance"):
        at(visitor, name, hide="guess")
        assert revealed(visitor, SCREENS[NAMES.index(name)])


def test_a_class_sees_the_text_and_then_what_is_found(visitor: Visitor) -> None:
    screen = SCREENS[1]
    at(visitor, screen.name, view="presenter")
    assert opening(screen.text) in read(visitor)
    skip(visitor)
    assert opening(screen.text) not in read(visitor)
    assert revealed(visitor, screen)


@pytest.mark.parametrize("view", ["", "presenter"])
def test_all_four_advantages_are_named_before_anything_is_guessed(
    visitor: Visitor, view: str
) -> None:
    (screen,) = (screen for screen in SCREENS if screen.name == "advantages")
    seen = words_seen(at(visitor, screen.name, view=view).at)
    for name in ("time", "labels", "scarce", "better"):
        assert screen.say(f"{name}.title") in " ".join(seen)
    assert len(seen) <= MOST_WORDS


@pytest.mark.parametrize(
    ("name", "recorded", "run"),
    [("source-and-target", "everyday", 0), ("balance", "everyday-few", -1)],
)
def test_a_link_leads_to_the_lab_with_the_very_plan(
    visitor: Visitor, name: str, recorded: str, run: int
) -> None:
    skip(at(visitor, name))
    (link,) = visitor.at.get("link_button")
    query = dict(parse_qsl(urlsplit(link.proto.url).query))
    plan, images, notes = from_query(query)
    assert (plan, images, notes) == (
        recording(recorded).runs[run].plan,
        recording(recorded).images,
        (),
    )
