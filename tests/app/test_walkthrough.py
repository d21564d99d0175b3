"""The walkthrough and the evidence card, with one's own evidence and without."""

import json
import re

import pytest

from tests.app.seen import MOST_WORDS, words_seen
from tests.app.visitor import Visitor, play, wait_until, wait_until_over
from tests.images.made import noise
from tests.scripted import ScriptedExecutor
from transfer_demo.images.dataset import ImageSet, Photo
from transfer_demo.images.decode import to_picture
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.evidence import sample_race
from transfer_demo.lessons.values_races import race_values
from transfer_demo.lessons.walkthrough import InterviewPoint, walkthrough
from transfer_demo.studies import published_yosinski
from transfer_demo.ui.server import services
from transfer_demo.verdict import judge

WALKTHROUGH = "pages/interview/walkthrough.py"
CARD = "pages/interview/card.py"
SHOW = "Say it aloud, then choose an answer"


def open_point(visitor: Visitor, point: str | None = None, **query: str) -> Visitor:
    for parameter, value in {**({"point": point} if point else {}), **query}.items():
        visitor.at.query_params[parameter] = value
    visitor.at.switch_page(WALKTHROUGH).run()
    visitor.assert_calm()
    return visitor


def title(visitor: Visitor) -> str:
    return str(visitor.at.header[0].value).replace("\\", "")


def race(visitor: Visitor, executor: ScriptedExecutor) -> Visitor:
    """A race in the Lab, to its end: after ten epochs both arms are right on 30 of 33."""
    visitor.at.switch_page("pages/lab/lab.py").run()
    visitor.press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    return visitor


def study_of_depths(visitor: Visitor, executor: ScriptedExecutor) -> None:
    """A study in which all depths are told to be equally good, to its end."""
    visitor.open("freeze").choose("Seeds", 1).choose("Epochs", 2).press("Start the study")
    token = visitor.study.token

    def over() -> bool:
        executor.step(20)
        return services.store().studies.record(token).status == "done"

    wait_until(over)


def make_evidence(visitor: Visitor, executor: ScriptedExecutor) -> None:
    """A study of depths and a race on photos of one's own; the race is in the address."""
    bring_own_photos(visitor, "everyday")
    study_of_depths(visitor, executor)
    race(visitor, executor)


def bring_own_photos(visitor: Visitor, name: str) -> None:
    """Choose photos of one's own, in classes that are named like those of a sample."""
    classes = SAMPLES[name].classes
    photos = tuple(
        Photo(
            picture=to_picture(noise(10 * seed + label)), class_name=class_name, file=f"{seed}.jpg"
        )
        for label, class_name in enumerate(classes)
        for seed in range(1, 5)
    )
    visitor.choose("Images", "own")
    owner = visitor.owner
    services.store().albums.add(owner, ImageSet(classes=classes, photos=photos))
    visitor.at.run()


def description(visitor: Visitor) -> str:
    """What a screen reader is told of the only chart on the page."""
    (chart,) = [e for e in visitor.at.get("bidi_component") if e.key.startswith(("evid", "plot_"))]
    return str(json.loads(chart.proto.json)["description"])


def handed_over(visitor: Visitor) -> dict[str, str]:
    """What the card's button gives to the browser."""
    (button,) = [e for e in visitor.at.get("bidi_component") if e.key == "download_card_file"]
    found: dict[str, str] = json.loads(button.proto.json)
    return found


@pytest.mark.parametrize("step", walkthrough(), ids=lambda step: step.name)
def test_every_point_opens_by_its_link_with_its_answers(
    visitor: Visitor, step: InterviewPoint
) -> None:
    open_point(visitor, step.name)
    assert title(visitor) == step.title
    assert all(answer.why not in visitor.read() for answer in step.answers)
    for answer in step.answers:
        visitor.choose(SHOW, answer.grade).assert_calm()
        assert answer.why in visitor.read()
    assert "{{" not in visitor.read()
    for name in step.figures[1:]:
        visitor.choose("Evidence", name).assert_calm()


@pytest.mark.parametrize("own", [False, True], ids=["sample", "own"])
def test_no_point_is_a_wall_of_text_and_its_detail_waits(
    visitor: Visitor, executor: ScriptedExecutor, own: bool
) -> None:
    if own:
        make_evidence(visitor, executor)
    for step in walkthrough():
        seen = words_seen(open_point(visitor, step.name).at)
        assert step.title.split()[0] in seen
        assert len(seen) <= MOST_WORDS, step.name
        assert step.point in " ".join(seen)
        first = step.detail.split(". ")[0]
        assert first in visitor.read()
        assert first not in " ".join(seen)
        for name in step.figures[1:]:
            visitor.choose("Evidence", name).assert_calm()
            assert len(words_seen(visitor.at)) <= MOST_WORDS, name


def test_what_a_figure_shows_is_said_once_an_answer_was_chosen(visitor: Visitor) -> None:
    finding = "Fine-tuning won by"
    seen = open_point(visitor, "definition").read()
    assert "The sample run on Everyday photos." in seen
    assert finding not in seen
    assert "Recorded on" not in seen
    # A screen reader tells no more than the screen.
    assert finding not in description(visitor)
    seen = visitor.choose(SHOW, "Weak").read()
    assert finding in seen
    assert "Recorded on" in seen
    assert finding in description(visitor)


def test_what_a_paper_found_is_said_once_an_answer_was_chosen(visitor: Visitor) -> None:
    open_point(visitor, "why-representations-transfer").choose("Evidence", "published")
    assert published_yosinski.SOURCE in visitor.read()
    assert published_yosinski.READING not in visitor.read()
    assert published_yosinski.READING in visitor.choose(SHOW, "Good").read()


@pytest.mark.parametrize("step", walkthrough(), ids=lambda step: step.name)
def test_where_no_answer_can_be_chosen_what_a_figure_shows_is_said_at_once(
    visitor: Visitor, step: InterviewPoint
) -> None:
    seen = open_point(visitor, step.name, hide="answer").read()
    assert "Recorded on" in seen
    if step.name == "in-practice":
        assert "stages frozen." in seen
        assert "parameters are trained" in seen


def test_next_and_back_lead_through_the_points_and_change_the_address(visitor: Visitor) -> None:
    open_point(visitor)
    first, second, *_ = walkthrough()
    assert visitor.button("Back").disabled
    visitor.press("Next").assert_calm()
    assert title(visitor) == second.title
    assert visitor.at.query_params["point"] in (second.name, [second.name])
    visitor.press("Back").assert_calm()
    assert title(visitor) == first.title
    visitor.press(str(len(walkthrough()))).assert_calm()
    assert title(visitor) == walkthrough()[-1].title
    assert visitor.button("Next").disabled


def test_an_unknown_point_is_a_sentence_above_the_first_one(visitor: Visitor) -> None:
    open_point(visitor, "nonsense")
    assert "nonsense" in visitor.at.warning[0].value
    assert title(visitor) == walkthrough()[0].title


def test_without_a_run_the_numbers_are_those_of_the_sample_and_called_so(visitor: Visitor) -> None:
    open_point(visitor, "definition").choose(SHOW, "Strong")
    read = visitor.read()
    assert f"In a sample run the pretrained network was right on {_sample('fine_tune')}" in read
    assert "You have no number of your own for this yet" in read
    assert "The sample run on Everyday photos" in read
    assert "Your run" not in read


def test_ones_own_run_is_used_when_there_is_one(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    race(visitor, executor)
    open_point(visitor, "definition").choose(SHOW, "Strong")
    read = visitor.read()
    assert "In my run the pretrained network was right on 91% of 33 validation images" in read
    assert "The numbers are your own" in read
    assert re.search(r"Your run of \d+ \w+ \d{4} on Everyday photos", read)
    assert "sample" not in read


def test_ones_own_photos_are_called_so_although_their_classes_are_named_like_a_sample(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    bring_own_photos(visitor, "everyday")
    race(visitor, executor)
    open_point(visitor, "definition")
    assert re.search(r"Your run of \d+ \w+ \d{4} on your own images", visitor.read())
    visitor.at.switch_page(CARD).run()
    assert "on your own images" in visitor.read()
    assert "Everyday photos" not in visitor.read()


@pytest.mark.parametrize("images", ["own", "digits"])
def test_a_study_counts_for_the_digits_only_if_it_was_made_on_them(
    visitor: Visitor, executor: ScriptedExecutor, images: str
) -> None:
    bring_own_photos(visitor, "digits")
    visitor.choose("Images", images)
    study_of_depths(visitor, executor)
    open_point(visitor, "when-it-fails").choose(SHOW, "Strong")
    assert ("I measured" in visitor.read()) == (images == "digits")
    assert ("a sample run measured" in visitor.read()) == (images == "own")
    assert ("Your study of" in visitor.read()) == (images == "digits")


@pytest.mark.parametrize("images", ["own", "everyday"])
def test_a_link_to_a_run_opens_the_sample_only_if_it_was_made_on_it(
    visitor: Visitor, executor: ScriptedExecutor, images: str
) -> None:
    bring_own_photos(visitor, "everyday")
    token = race(visitor.choose("Images", images), executor).token
    assert Visitor(run=str(token)).value("Images") == images


def test_other_peoples_runs_are_never_used(visitor: Visitor, executor: ScriptedExecutor) -> None:
    other = race(Visitor(), executor)
    # Also not if their link was opened.
    visitor.at.query_params["run"] = other.token
    visitor.at.switch_page("pages/lab/lab.py").run()
    open_point(visitor, "definition").choose(SHOW, "Strong")
    assert "In a sample run" in visitor.read()
    assert "Your run" not in visitor.read()


def test_a_race_that_was_stopped_is_not_used(visitor: Visitor, executor: ScriptedExecutor) -> None:
    visitor.press("Start training")
    play(executor, steps=4)
    visitor.at.run()
    visitor.press("Stop")
    play(executor)
    wait_until_over(visitor.token)
    open_point(visitor, "advantages").choose(SHOW, "Strong")
    assert "In a sample run" in visitor.read()


def test_ones_own_study_is_used_and_its_trainings_are_no_race(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    study_of_depths(visitor, executor)
    open_point(visitor, "why-representations-transfer").choose(SHOW, "Strong")
    read = visitor.read()
    # All depths are told to be equally good, so the one that trains least counts.
    assert "My own study of depths had its best result with 9 frozen stages of 9." in read
    assert "Your study of" in read
    visitor.press("1").choose(SHOW, "Strong")
    assert "In a sample run" in visitor.read()


def test_the_card_is_made_of_the_sample_and_says_so_without_a_run(visitor: Visitor) -> None:
    visitor.at.switch_page(CARD).run()
    visitor.assert_calm()
    read = visitor.read()
    assert "You have no finished race yet: these numbers are of the sample run." in read
    assert "The sample run on Everyday photos" in read


@pytest.mark.parametrize("own", ["nothing", "study", "race and study"])
def test_the_card_is_no_wall_of_text_before_one_writes(
    visitor: Visitor, executor: ScriptedExecutor, own: str
) -> None:
    if own == "study":
        bring_own_photos(visitor, "everyday")
        study_of_depths(visitor, executor)
    elif own == "race and study":
        make_evidence(visitor, executor)
    token = visitor.token
    history = services.store().history(token) if token else sample_race().history
    verdict = judge(history)
    assert verdict
    visitor.at.switch_page(CARD).run()
    assert len(words_seen(visitor.at)) <= MOST_WORDS
    assert verdict.sentences[0] not in visitor.read()
    visitor.at.text_area[0].input("It keeps what was learned.").run()
    assert verdict.sentences[0] in visitor.read()


def test_the_card_has_ones_own_run_and_the_answer_from_practice(
    visitor: Visitor, executor: ScriptedExecutor
) -> None:
    race(visitor, executor)
    visitor.at.switch_page("pages/interview/practice.py").run()
    visitor.at.text_area[0].input("It keeps what was learned.").run()
    visitor.at.switch_page(CARD).run()
    visitor.assert_calm()
    assert visitor.at.text_area[0].value == "It keeps what was learned."
    assert "Your run of" in visitor.read()
    assert "sample" not in visitor.read()
    visitor.at.text_area[0].input("It keeps more.").run()
    visitor.at.switch_page("pages/interview/practice.py").run()
    assert visitor.at.text_area[0].value == "It keeps more."


def test_the_card_cuts_nothing_off_an_answer_that_practice_allows(visitor: Visitor) -> None:
    answer = "It keeps what was learned. " * 200
    visitor.at.switch_page("pages/interview/practice.py").run()
    visitor.at.text_area[0].input(answer).run()
    visitor.at.switch_page(CARD).run()
    visitor.at.run()
    visitor.at.switch_page("pages/interview/practice.py").run()
    assert visitor.at.text_area[0].value == answer


def test_the_file_holds_what_was_typed_last_and_is_handed_over_once(visitor: Visitor) -> None:
    visitor.at.switch_page(CARD).run()
    visitor.at.text_area[0].input("It keeps what was learned.").run()
    assert "content" not in handed_over(visitor)
    # A click brings along what the page has not drawn yet.
    visitor.at.text_area[0].input("It keeps more.")
    visitor.press("Download the card").assert_calm()
    file = handed_over(visitor)
    assert "It keeps more." in file["content"]
    assert (file["name"], file["type"]) == ("evidence_card.html", "text/html")
    first = file["click"]
    visitor.press("Download the card")
    assert handed_over(visitor)["click"] != first
    visitor.at.run()
    assert "content" not in handed_over(visitor)


def test_an_answer_that_is_too_long_for_a_page_is_told_so(visitor: Visitor) -> None:
    visitor.at.switch_page(CARD).run()
    visitor.at.text_area[0].input("start" + "\n" * 60 + "end").run()
    visitor.assert_calm()
    assert "too long for one page" in visitor.at.warning[0].value


def _sample(arm: str) -> str:
    return race_values(sample_race())[f"run.{arm}.accuracy"]
