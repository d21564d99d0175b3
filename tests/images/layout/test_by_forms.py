from collections.abc import Iterable

import pytest

from transfer_demo.images.layout.by_forms import by_forms
from transfer_demo.images.layout.layouts import understand
from transfer_demo.images.layout.nesting import Nesting

NUMBERS = range(10)


def files(folder: str, name: str, numbers: Iterable[int] = NUMBERS) -> list[tuple[str, ...]]:
    """Return the paths of pictures of two classes in a folder."""
    return [
        (folder, kind, name.format(kind=kind, number=number))
        for kind in ("apple", "corn")
        for number in numbers
    ]


@pytest.mark.parametrize(
    ("original", "others"),
    [
        (files("color", "leaf_{number}_RS.jpg"), [files("grayscale", "leaf_{number}_RS.jpg")]),
        (
            files("color", "leaf_{number}_RS.jpg"),
            [
                files("grayscale", "leaf_{number}_RS.jpg", range(9)),
                files("segmented", "leaf_{number}_RS_final_masked.jpg"),
            ],
        ),
        (
            files("Original", "M0{number}_01.jpg"),
            [[p for n in (1, 2) for p in files("Augmented", "M0{number}_01_" + f"{n}.jpg")]],
        ),
        (files("original", "{number}.jpg"), [files("edges", "{number}.jpg")]),
        (files("one", "9{number}1f_RS.jpg"), [files("two", "9{number}1f_RS_final.jpg")]),
        (files("flowers", "{number}.jpg"), [files("flowers_aug", "_{number}_12.jpg", range(9))]),
        (files("images_224", "{number}.jpg"), [files("images_400", "{number}.jpg")]),
    ],
)
def test_of_the_same_pictures_in_several_forms_one_is_used(
    original: list[tuple[str, ...]], others: list[list[tuple[str, ...]]]
) -> None:
    paths = sorted([*original, *(path for other in others for path in other)])
    found = understand(paths)
    assert found.assumed is not None
    used = [
        path for path, place in zip(paths, found.assumed.places, strict=True) if not place.reason
    ]
    assert used == sorted(original)
    assert {place.part for place in found.assumed.places} == {None}
    assert {place.class_name for place in found.assumed.places} == {"apple", "corn", None}
    assert "another form" in found.assumed.says
    assert found.assumed.labels == "forms"
    assert "subfolders" in [layout.labels for layout in found.others]


@pytest.mark.parametrize(
    "paths",
    [
        files("anna", "{number}.jpg") + files("ben", "{number}.jpg"),
        files("anna", "{kind}_{number}.jpg") + files("ben", "{kind}_{number}.jpg"),
        files("anna", "IMG_{number}.jpg") + files("ben", "PIC_{number}.jpg"),
        files("anna", "IMG_000{number}.jpg") + files("ben", "IMG_000{number}.jpg", range(3)),
        files("cats", "photo_000{number}.jpg") + files("dogs", "photo_000{number}.jpg"),
        files("anna", "IMG_000{number}.jpg"),
        # Parts of one set, and classes that are called like forms.
        files("part1", "IMG_{number}.jpg", range(5)) + files("part2", "IMG_{number}.jpg"),
        files("shallow", "{number}4e7a1.jpg") + files("depth", "{number}2b9c3.jpg"),
    ],
)
def test_other_folders_hold_other_pictures(paths: list[tuple[str, ...]]) -> None:
    assert by_forms(Nesting(paths)) is None
