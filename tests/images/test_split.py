import random
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import Example, ImageSet, Part, Photo, Picture
from transfer_demo.images.split import split


def photo(class_name: str, number: int, *, part: Part | None = None) -> Photo:
    name = f"{class_name}/{number}"
    picture = Picture(data=name.encode(), width=8, height=8, digest=f"digest of {name}")
    return Photo(picture=picture, class_name=class_name, file=f"{name}.jpg", part=part)


def image_set(counts: dict[str, int]) -> ImageSet:
    photos = [photo(name, number) for name, count in counts.items() for number in range(count)]
    return ImageSet(classes=tuple(counts), photos=tuple(photos))


def files(examples: tuple[Example, ...]) -> set[str]:
    return {example.file for example in examples}


COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(2, 40), min_size=2, max_size=5)
SEEDS = st.integers(0, 2**31 - 1)


@FIXED
@given(COUNTS, SEEDS)
def test_every_image_is_in_exactly_one_part_under_its_own_label(
    counts: dict[str, int], seed: int
) -> None:
    images = image_set(counts)
    result = split(images, seed=seed)
    examples = (*result.train, *result.validation)
    assert sorted(example.file for example in examples) == sorted(p.file for p in images.photos)
    assert result.classes == images.classes
    label_of = {photo.file: images.classes.index(photo.class_name) for photo in images.photos}
    assert all(example.label == label_of[example.file] for example in examples)


@FIXED
@given(COUNTS, SEEDS)
def test_each_class_gives_three_tenths_but_keeps_one(counts: dict[str, int], seed: int) -> None:
    result = split(image_set(counts), seed=seed)
    for label, count in enumerate(counts.values()):
        held_out = sum(example.label == label for example in result.validation)
        learned = sum(example.label == label for example in result.train)
        assert held_out == min(max(1, ceil(round(0.3 * count, 6))), count - 1)
        assert learned == count - held_out >= 1


@FIXED
@given(COUNTS, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_files_plays_no_part(
    counts: dict[str, int], seed: int, shuffle: random.Random
) -> None:
    images = image_set(counts)
    photos = list(images.photos)
    shuffle.shuffle(photos)
    shuffled = ImageSet(classes=images.classes, photos=tuple(photos))
    assert split(shuffled, seed=seed) == split(images, seed=seed)


@FIXED
@given(COUNTS, SEEDS, st.integers(1, 30), st.integers(1, 30))
def test_a_smaller_limit_takes_a_subset_of_what_a_larger_one_takes(
    counts: dict[str, int], seed: int, first: int, second: int
) -> None:
    images = image_set(counts)
    few, many = sorted((first, second))
    small = split(images, seed=seed, train_per_class=few, val_per_class=few)
    large = split(images, seed=seed, train_per_class=many, val_per_class=many)
    everything = split(images, seed=seed)
    for part in ("train", "validation"):
        nested = [files(getattr(each, part)) for each in (small, large, everything)]
        assert nested[0] <= nested[1] <= nested[2]
        for label in range(len(counts)):
            available = sum(example.label == label for example in getattr(everything, part))
            taken = sum(example.label == label for example in getattr(small, part))
            assert taken == min(few, available)


def test_another_seed_holds_out_other_images() -> None:
    images = image_set({"a": 40, "b": 40})
    held_out = [files(split(images, seed=seed).validation) for seed in range(5)]
    assert len({frozenset(each) for each in held_out}) == 5


def test_over_many_seeds_every_image_is_held_out_about_equally_often() -> None:
    images = image_set({"a": 10, "b": 10})
    times = dict.fromkeys((photo.file for photo in images.photos), 0)
    for seed in range(400):
        for example in split(images, seed=seed).validation:
            times[example.file] += 1
    # 400 draws at 0.3: 120 expected, standard deviation 9.2; five of those either way.
    assert all(74 <= count <= 166 for count in times.values())


def test_one_image_more_leaves_the_others_nearly_where_they_were() -> None:
    before = files(split(image_set({"a": 40, "b": 40}), seed=3).validation)
    after = files(split(image_set({"a": 41, "b": 40}), seed=3).validation)
    assert len(before ^ after) <= 2


def test_a_given_split_is_used_as_it_is_and_the_rest_is_learned_from() -> None:
    photos = (
        photo("a", 0, part="train"),
        photo("a", 1, part="validation"),
        photo("a", 2),
        photo("b", 0, part="validation"),
        photo("b", 1, part="validation"),
        photo("b", 2, part="train"),
    )
    result = split(ImageSet(classes=("a", "b"), photos=photos), seed=0)
    assert files(result.train) == {"a/0.jpg", "a/2.jpg", "b/2.jpg"}
    assert files(result.validation) == {"a/1.jpg", "b/0.jpg", "b/1.jpg"}


@pytest.mark.parametrize(("part", "missing"), [("train", "val/"), ("validation", "train/")])
def test_a_class_that_is_missing_in_a_given_part_is_named(part: Part, missing: str) -> None:
    photos = (
        photo("a", 0, part="train"),
        photo("a", 1, part="validation"),
        photo("b", 0, part=part),
        photo("b", 1, part=part),
    )
    with pytest.raises(ImagesError, match=f"Class b has no image in {missing}"):
        split(ImageSet(classes=("a", "b"), photos=photos), seed=0)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, "There is no class, and at least two are needed"),
        ({"a": 9}, r"There is one class \(a\), and at least two are needed"),
        ({"a": 9, "b": 1}, "Class b has one image, and it needs at least two"),
        ({"a": 9, "b": 0}, "Class b has no image, and it needs at least two"),
    ],
)
def test_what_cannot_be_split_is_refused_in_a_sentence(
    counts: dict[str, int], sentence: str
) -> None:
    with pytest.raises(ImagesError, match=sentence):
        split(image_set(counts), seed=0)
