import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.layout import labels_by_name
from transfer_demo.images.layout.labels_by_name import labels_from_names


@pytest.mark.parametrize(
    "pattern",
    [
        "{}_{:03}.jpg",
        "{}{}.JPEG",
        "{} ({}).png",
        "{}.{}.webp",
        "{}-{}",
        "{}_{:04}.heic",
        "a/{}_{}.x",
    ],
)
def test_what_stands_before_the_number_is_the_label(pattern: str) -> None:
    files = [pattern.format(name, number) for name in ("cat", "dog") for number in range(1, 4)]
    labels = labels_from_names(files)
    assert labels == {file: "cat" if "cat" in file else "dog" for file in files}


def test_a_label_can_have_several_words_and_a_number_in_it() -> None:
    files = ["leaf_spot_0001.jpg", "leaf_spot_0002.jpg", "digit_0_11.png", "digit_0_12.png"]
    labels = labels_from_names(files)
    assert labels is not None
    assert set(labels.values()) == {"leaf_spot", "digit_0"}


def test_without_a_number_the_first_word_counts() -> None:
    labels = labels_from_names(["cat.jpg", "cat sleeps.jpg", "dog_runs.jpg", "dog-barks.jpg"])
    assert labels is not None
    assert list(labels.values()) == ["cat", "cat", "dog", "dog"]


def test_capitals_make_no_difference() -> None:
    labels = labels_from_names(["Cat_1.jpg", "cat_2.jpg", "DOG_1.jpg", "DOG_2.jpg"])
    assert labels is not None
    assert set(labels.values()) == {"Cat", "DOG"}


def test_a_file_that_shares_its_label_with_no_other_is_left_out() -> None:
    files = ["cat_1.jpg", "cat_2.jpg", "dog_1.jpg", "dog_2.jpg", "fox_1.jpg"]
    labels = labels_from_names(files)
    assert labels is not None
    assert labels.keys() == set(files[:4])


@pytest.mark.parametrize(
    "files",
    [
        [],
        ["cat_1.jpg", "cat_2.jpg"],
        ["1.jpg", "2.jpg", "3_1.jpg", "3_2.jpg"],
        ["IMG_0001.jpg", "IMG_0002.jpg", "DSC_0001.jpg", "DSC_0002.jpg"],
        ["IMG-20240101-WA0001.jpg", "IMG-20240101-WA0002.jpg", "cat_1.jpg", "cat_2.jpg"],
        ["Screenshot 2024-01-01 at 10.00.png", "Screenshot 2024-01-02 at 11.00.png"],
        ["PXL_2024.jpg", "PXL_2025.jpg", "Photo 1.jpg", "Photo 2.jpg"],
        ["a.jpg", "b.jpg", "c.jpg"],
    ],
)
def test_names_that_give_no_two_classes_give_nothing(files: list[str]) -> None:
    assert labels_from_names(files) is None


NAMES = st.lists(
    st.text(max_size=12)
    | st.builds(
        "{}_{}.jpg".format, st.sampled_from(["cat", "dog", "..", "[red]x"]), st.integers(0)
    ),
    max_size=10,
)


@FIXED
@given(NAMES)
def test_any_names_give_two_classes_of_two_files_at_least_or_nothing(files: list[str]) -> None:
    labels = labels_from_names(files)
    if labels is not None:
        assert set(labels) <= set(files)
        counts = {label: list(labels.values()).count(label) for label in labels.values()}
        assert len(counts) > 1
        assert all(label == label.strip() != "" for label in counts)


@FIXED
@given(NAMES, st.randoms(use_true_random=False))
def test_the_order_of_the_files_does_not_change_their_labels(files: list[str], rng: object) -> None:
    shuffled = list(files)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert labels_from_names(shuffled) == labels_from_names(files)


@pytest.mark.parametrize("filler", ["_", "1", " ", "_1", ") ", "a", "-1("])
def test_a_name_of_a_million_characters_takes_no_longer_than_its_length(filler: str) -> None:
    # With a pattern that looks for its end, each of these takes hours.
    long = filler * (1_000_000 // len(filler))
    labels_from_names([long, f"cat{long}x", "cat_1.jpg", "cat_2.jpg"])


@FIXED
@given(st.text(alphabet="ab_-. (#)1٣", max_size=10))
def test_what_stands_before_the_number_is_what_the_pattern_of_before_found(stem: str) -> None:
    match = re.fullmatch(r"(?P<label>.*?)[\s_\-.#(]*\d+[\s)]*", stem)
    found = labels_by_name._before_the_number(stem)
    assert (found is None) == (match is None)
    if found is not None and match is not None:
        assert found.strip(" _-.#(") == match["label"].strip(" _-.#(")


@pytest.mark.parametrize(
    "words", [("foto", "bild"), ("train", "test"), ("写真", "画像"), ("data", "IMG")]
)
def test_words_that_say_nothing_of_a_picture_are_no_labels(words: tuple[str, str]) -> None:
    assert (
        labels_from_names([f"{word}_{number}.jpg" for word in words for number in (1, 2)]) is None
    )
    trains = [f"{word}_{number}.jpg" for word in ("train", "bus") for number in (1, 2)]
    assert labels_from_names(trains) is not None
