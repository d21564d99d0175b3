import re

from tests.training.made import picture
from transfer_demo.ui.inside.cards import Card, cards_html

CLASSES = ("birds", "fruit")
SAID = {"fine_tune": {"birds": 0.8, "fruit": 0.2}, "scratch": {"birds": 0.45, "fruit": 0.55}}
POINTS = {"fine_tune": {"birds": 0.5, "fruit": 0.5}, "scratch": {"birds": 0.5, "fruit": 0.6}}


def card(**more: object) -> Card:
    values = {"picture": picture(seed=1), "file": "one.jpg", "said": SAID} | more
    return Card(**values)  # type: ignore[arg-type]


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_both_arms_answer_with_a_number_for_each_class() -> None:
    said = text(cards_html([card()], classes=CLASSES, points=POINTS))
    assert "Fine-tuning birds" in said
    assert "From scratch not sure" in said
    assert "birds 80% 45%" in said
    assert "fruit 20% 55%" in said


def test_a_known_label_says_who_is_right() -> None:
    said = text(cards_html([card(label="birds")], classes=CLASSES, points={}))
    assert "Its label: birds" in said
    assert "birds ✓" in said
    assert "fruit ✗" in said


def test_an_arm_that_is_not_sure_is_neither_right_nor_wrong() -> None:
    said = text(cards_html([card(label="fruit")], classes=CLASSES, points=POINTS))
    assert "From scratch not sure" in said
    assert "not sure ✓" not in said


def test_a_photo_that_was_learned_from_is_called_that() -> None:
    assert "training images" in text(cards_html([card(learned=True)], classes=CLASSES, points={}))
    assert "training images" not in text(cards_html([card()], classes=CLASSES, points={}))


def test_what_the_network_said_before_is_told_without_its_noise() -> None:
    guesses = [("hen", 0.93), ("cock", 0.012), ("drake", 0.004)]
    said = text(cards_html([card(before=guesses)], classes=CLASSES, points={}))
    assert "said: hen 93%, cock 1%" in said
    assert "drake" not in said
    none = text(cards_html([card(before=[("hen", 0.004)])], classes=CLASSES, points={}))
    assert "none of its 1000 classes" in none


def test_of_many_classes_the_likeliest_are_shown_and_the_rest_counted() -> None:
    classes = tuple(f"class {place}" for place in range(10))
    said = {"scratch": {name: place / 45 for place, name in enumerate(classes)}}
    html = text(cards_html([card(said=said)], classes=classes, points={}))
    assert "class 9 20%" in html
    assert "class 3 " not in html
    assert "and 4 more, each with 7% at most" in html


def test_names_from_outside_are_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    shown = card(file=evil, said={"scratch": {evil: 1.0}}, label=evil, before=[(evil, 1.0)])
    html = cards_html([shown], classes=(evil,), points={})
    assert evil not in html
    assert "&lt;img src=x" in html
