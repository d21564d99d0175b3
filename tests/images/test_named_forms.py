import pytest

from transfer_demo.images.dataset import ImageSet, Photo, Picture
from transfer_demo.images.named_forms import with_forms
from transfer_demo.images.split import split


def photo(file: str, class_name: str = "cats") -> Photo:
    picture = Picture(data=b"", width=1, height=1, digest=f"{class_name}/{file}")
    return Photo(picture=picture, class_name=class_name, file=file)


@pytest.mark.parametrize(
    "names",
    [
        ["cat_1.jpg", "cat_1_flip.jpg", "cat_1_rot90.jpg"],
        ["a/IMG 7.png", "b/IMG 7 (rotated).png", "IMG 7-augmented-3.png"],
        ["7.png", "7_hflip.png", "7_hflip_aug2.png"],
    ],
)
def test_a_photo_and_what_was_made_of_it_are_one_group(names: list[str]) -> None:
    assert len({*with_forms(range(3), [photo(name) for name in names])}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["cat_1.jpg", "cat_2.jpg", "cat_12.jpg"],
        ["cat_1_flip.jpg", "cat_2_flip.jpg", "flip_3.jpg"],  # without an original
        ["cat_1.jpg", "cat_1_left.jpg", "cat_1_2.jpg"],
        ["apple.jpg", "apple_rotten_1.jpg", "apple_rotten_2.jpg"],
    ],
)
def test_other_names_tell_nothing(names: list[str]) -> None:
    assert with_forms(range(3), [photo(name) for name in names]) == [0, 1, 2]


def test_groups_that_were_found_stay_together_and_classes_apart() -> None:
    photos = [photo("1.jpg"), photo("2.jpg"), photo("2_flip.jpg"), photo("2_flip.jpg", "dogs")]
    one, two, three, other = with_forms([0, 0, 1, 2], photos)
    assert one == two == three != other


def test_they_are_never_divided() -> None:
    photos = [
        photo(f"{number}{end}.jpg", name)
        for name in ("cats", "dogs")
        for number in range(10)
        for end in ("", "_flip", "_rot90")
    ]
    for seed in range(5):
        found = split(ImageSet(classes=("cats", "dogs"), photos=tuple(photos)), seed=seed)
        asked = {(each.label, each.file.split("_")[0].split(".")[0]) for each in found.validation}
        learned = {(each.label, each.file.split("_")[0].split(".")[0]) for each in found.train}
        assert asked
        assert not asked & learned


def test_of_originals_of_one_name_all_are_kept_with_its_forms() -> None:
    photos = [photo("a/1.jpg"), photo("a/1_flip.jpg"), photo("b/1.jpg")]
    assert len({*with_forms(range(3), photos)}) == 1
