"""Each sentence has its numbers from one place, or is not said."""

from transfer_demo.lessons.telling import told

TEXT = "It helps. {{run.where}} {{run.best}} were right, et al. and all. {{freeze.best}} is best."
SAMPLE = {"run.where": "In a sample", "run.best": "8", "freeze.best": "7"}


def test_a_sentence_takes_all_of_its_numbers_from_the_first_source_that_has_them() -> None:
    own = {"run.where": "In mine", "run.best": "9"}
    said = told(TEXT, own, SAMPLE)
    assert said.text == "It helps. In mine 9 were right, et al. and all. 7 is best."
    assert said.asked == ({"run.where", "run.best"}, {"freeze.best"})


def test_numbers_of_two_sources_never_stand_in_one_sentence() -> None:
    said = told(TEXT, {"run.best": "9"}, SAMPLE)
    assert "In a sample 8 were right" in said.text
    assert said.asked[0] == set()


def test_a_sentence_without_its_numbers_is_left_out() -> None:
    assert told(TEXT, {"freeze.best": "7"}, {}).text == "It helps. 7 is best."
    assert told("All {{a}}.", {}).text == ""


def test_a_text_without_places_stays_as_it_is() -> None:
    assert told("One. Two? Three!", {}).text == "One. Two? Three!"
