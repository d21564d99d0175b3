"""Numbers come into a text by their names, each sentence from one place; none is left out."""

import pytest

from transfer_demo.lessons.template import placeholders, render, render_by_sentence

TEXT = "It helps. {{run.where}} {{run.best}} were right, et al. and all. {{freeze.best}} is best."
SAMPLE = {"run.where": "In a sample", "run.best": "8", "freeze.best": "7"}


def test_each_place_gets_its_value() -> None:
    text = "{{a.lead}} after {{a.epochs}}, {{a.lead}} again"
    assert render(text, {"a.lead": "9", "a.epochs": "two"}) == "9 after two, 9 again"
    assert placeholders(text) == {"a.lead", "a.epochs"}


def test_a_value_that_was_not_measured_is_never_passed_over() -> None:
    with pytest.raises(KeyError, match="unknown"):
        render("{{unknown}}", {})


def test_a_sentence_takes_all_of_its_numbers_from_the_first_source_that_has_them() -> None:
    own = {"run.where": "In mine", "run.best": "9"}
    said = render_by_sentence(TEXT, own, SAMPLE)
    assert said.text == "It helps. In mine 9 were right, et al. and all. 7 is best."
    assert said.used == ({"run.where", "run.best"}, {"freeze.best"})


def test_numbers_of_two_sources_never_stand_in_one_sentence() -> None:
    said = render_by_sentence(TEXT, {"run.best": "9"}, SAMPLE)
    assert "In a sample 8 were right" in said.text
    assert said.used[0] == set()


def test_a_sentence_without_its_numbers_is_left_out() -> None:
    assert render_by_sentence(TEXT, {"freeze.best": "7"}, {}).text == "It helps. 7 is best."
    assert render_by_sentence("All {{a}}.", {}).text == ""


def test_a_text_without_places_stays_as_it_is() -> None:
    assert render_by_sentence("One. Two? Three!", {}).text == "One. Two? Three!"
