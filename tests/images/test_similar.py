import io
import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from tests.images.made import FIXED, look, noise
from transfer_demo.images import similar
from transfer_demo.images.dataset import ImageSet, Photo, Picture
from transfer_demo.images.decode import decode, to_picture
from transfer_demo.images.samples import digits, everyday
from transfer_demo.images.similar import alike, groups, look_of, miniature, near_duplicates


def scene(seed: int) -> Image.Image:
    """A picture with large and small things on it, of its own for every seed."""
    rng = np.random.default_rng(seed)
    image = noise(seed, width=300, height=220)
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, size = rng.integers(0, 300), rng.integers(0, 220), rng.integers(10, 90)
        colour = tuple(int(value) for value in rng.integers(0, 256, 3))
        pen.ellipse((x, y, x + size, y + size), fill=colour)
    return image


def compressed(image: Image.Image) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=50)
    return Image.open(io.BytesIO(buffer.getvalue()))


def trimmed(image: Image.Image) -> Image.Image:
    dx, dy = image.width // 50, image.height // 50
    return image.crop((dx, dy, image.width - dx, image.height - dy))


EDITS = {
    "compressed": compressed,
    "halved": lambda image: image.resize((image.width // 2, image.height // 2)),
    "doubled": lambda image: image.resize((image.width * 2, image.height * 2)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.8),
    "more contrast": lambda image: ImageEnhance.Contrast(image).enhance(1.2),
    "more colour": lambda image: ImageEnhance.Color(image).enhance(1.3),
    "trimmed": trimmed,
    "all of it": lambda image: compressed(ImageEnhance.Brightness(trimmed(image)).enhance(1.1)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_copy_is_found(edit: str) -> None:
    originals = [scene(seed) for seed in range(20)]
    found = [alike(look_of(image), look_of(EDITS[edit](image))) for image in originals]
    assert sum(found) >= 19


def test_different_pictures_are_not_alike() -> None:
    looks = [look_of(scene(seed)) for seed in range(40)]
    assert not any(alike(first, second) for first, second in itertools.combinations(looks, 2))


def test_the_samples_hold_no_near_duplicates() -> None:
    assert near_duplicates(everyday()) == ()
    assert near_duplicates(digits()) == ()


def test_the_same_scene_in_other_colours_is_another_picture() -> None:
    red, green, blue = scene(1).split()
    assert not alike(look_of(scene(1)), look_of(Image.merge("RGB", (blue, red, green))))


def test_flat_pictures_and_unknown_looks_are_like_nothing() -> None:
    white, black = (look_of(Image.new("RGB", (90, 90), colour)) for colour in ("white", "black"))
    assert not alike(white, black)
    assert not alike(white, look_of(Image.new("RGB", (90, 90), (250, 250, 250))))
    assert not alike("", "")
    assert not alike("", white)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 300), (90, 90)])
def test_any_picture_has_a_look_that_fits_a_column_of_the_database(
    mode: str, size: tuple[int, int]
) -> None:
    look = look_of(Image.new(mode, size))
    assert len(look) == len(look_of(scene(0))) <= 255
    assert bytes.fromhex(look)


def test_a_picture_carries_its_look_and_with_it_a_miniature() -> None:
    picture = to_picture(scene(2))
    assert alike(picture.look, look_of(decode(picture.data)))
    colours = miniature(picture.look)
    assert colours is not None
    assert abs(colours.mean(axis=(0, 1)) - np.asarray(scene(2)).mean(axis=(0, 1))).max() < 3
    assert miniature("") is None


def test_the_looks_that_tests_make_are_alike_within_a_group_alone() -> None:
    looks = [(group, look(group, copy)) for group in range(30) for copy in range(4)]
    for (one, first), (other, second) in itertools.combinations(looks, 2):
        assert alike(first, second) == (one == other)


def photo(image: Image.Image, name: str, class_name: str = "a") -> Photo:
    return Photo(picture=to_picture(image), class_name=class_name, file=name)


def test_pairs_cross_classes_and_equal_files_are_no_pair() -> None:
    photos = (
        photo(scene(1), "one"),
        photo(scene(2), "two"),
        photo(trimmed(scene(1)), "one, trimmed", "b"),
        photo(scene(2), "two again", "b"),
        photo(scene(3), "three", "b"),
    )
    pairs = near_duplicates(ImageSet(classes=("a", "b"), photos=photos))
    assert [(pair.first.file, pair.second.file) for pair in pairs] == [("one", "one, trimmed")]


def test_a_group_holds_what_is_alike_also_by_way_of_others() -> None:
    chain = [scene(5)]
    while alike(look_of(chain[0]), look_of(chain[-1])):
        chain.append(trimmed(chain[-1]))
    photos = [photo(image, str(number)) for number, image in enumerate([*chain, scene(6)])]
    numbers = groups(photos)
    assert len(set(numbers[:-1])) == 1
    assert numbers[-1] not in numbers[:-1]


def test_of_a_film_each_frame_comes_with_one_that_it_looks_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frames = tuple(
        Photo(
            picture=Picture(data=b"", width=9, height=9, digest=f"{n}", look=look(n % 2, n)),
            class_name="a",
            file=str(n),
        )
        for n in range(12)
    )
    images = ImageSet(classes=("a",), photos=frames)
    assert len(near_duplicates(images)) == 2 * 15
    monkeypatch.setattr(similar, "_MOST_PAIRS", 29)
    similar._compared.cache_clear()
    pairs = [(pair.first.file, pair.second.file) for pair in near_duplicates(images)]
    assert {int(first) % 2 == int(second) % 2 for first, second in pairs} == {True}
    assert len(pairs) == 12 - 2
    assert {frame for pair in pairs for frame in pair} == {str(number) for number in range(12)}
    assert sorted(set(groups(frames))) == sorted({groups(frames)[0], groups(frames)[1]})


GROUPS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 100)), max_size=40)


@FIXED
@given(GROUPS)
def test_groups_are_those_that_following_pairs_by_hand_finds(
    members: list[tuple[int, int]],
) -> None:
    photos = [
        Photo(
            picture=Picture(data=b"", width=9, height=9, digest=str(n), look=look(*member)),
            class_name="a",
            file=str(n),
        )
        for n, member in enumerate(members)
    ]
    numbers = groups(photos)
    for (one, first), (other, second) in itertools.combinations(enumerate(members), 2):
        assert (numbers[one] == numbers[other]) == (first[0] == second[0])


def test_comparing_in_blocks_finds_what_comparing_one_by_one_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    images = [scene(seed) for seed in range(9)]
    images += [compressed(image) for image in images[::2]]
    photos = tuple(photo(image, str(number)) for number, image in enumerate(images))
    one_by_one = {
        (first.file, second.file)
        for first, second in itertools.combinations(photos, 2)
        if alike(first.picture.look, second.picture.look)
    }
    assert len(one_by_one) == 5
    for block in (1, 4, 1000):
        monkeypatch.setattr(similar, "_BLOCK", block)
        similar._compared.cache_clear()
        pairs = near_duplicates(ImageSet(classes=("a",), photos=photos))
        assert {(pair.first.file, pair.second.file) for pair in pairs} == one_by_one


def test_what_comparing_needs_grows_with_the_looks_and_not_with_their_pairs() -> None:
    looks = tuple(look(0, number) for number in range(2000))
    tracemalloc.start()
    found = similar.compare(looks)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(found.groups) == {0}
    assert len(found.pairs) == len(looks) - 1
    # All pairs as two positions each would be 32 MB, and what finds them twice as much.
    assert peak < 16e6
