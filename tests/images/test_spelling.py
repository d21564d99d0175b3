from transfer_demo.images.spelling import misspelt, spelt_differently


def test_names_that_differ_in_signs_alone_are_found_together() -> None:
    names = ["Cats", "cats", "CATS", "dogs", "ice cream", "ice_cream", "café", "cafe\u0301"]
    assert spelt_differently(names) == [
        ("Cats", "cats", "CATS"),
        ("ice cream", "ice_cream"),
        ("café", "cafe\u0301"),
    ]


def test_names_of_signs_alone_are_not_taken_for_each_other() -> None:
    assert spelt_differently(["+", "-", "?"]) == []


def test_a_name_that_is_missing_is_paired_with_the_one_that_is_too_much() -> None:
    assert misspelt(
        ["labrador_retriever", "tabby", "rose 1"], ["Labrador Retreiver", "rose 2"]
    ) == [("labrador_retriever", "Labrador Retreiver")]


def test_short_names_that_differ_in_a_letter_are_two_classes() -> None:
    assert misspelt(["cat"], ["car"]) == []
    assert misspelt(["cat"], ["Cat"]) == [("cat", "Cat")]


def test_each_name_is_paired_once() -> None:
    assert misspelt(["cat", "CAT"], ["Cat"]) == [("cat", "Cat")]


def test_a_plural_or_two_letters_exchanged_are_a_slip() -> None:
    assert misspelt(["dog", "birds"], ["brids", "dogs"]) == [("birds", "brids"), ("dog", "dogs")]
    assert misspelt(["cat"], ["act"]) == []
