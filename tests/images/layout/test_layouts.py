"""How folders lie, and what that says: found layouts, and any that can be drawn from a grammar."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.layout.layouts import Understanding, laid_out, understand
from transfer_demo.images.layout.location import LabelSource, Layout, Location

Labels = list[tuple[str | None, str | None]]


def understood(*paths: str) -> Understanding:
    return understand([tuple(path.split("/")) for path in paths])


def assumed(*paths: str) -> Layout:
    layout = understood(*paths).assumed
    assert layout is not None
    return layout


def labels(*paths: str) -> Labels:
    return [(place.class_name, place.part) for place in assumed(*paths).places]


def reasons(*paths: str) -> list[str | None]:
    return [place.reason for place in assumed(*paths).places]


def in_folders(*folders: str, files: int = 2) -> list[str]:
    return [f"{folder}/{number}.jpg" for folder in folders for number in range(files)]


def test_sub_folders_are_classes() -> None:
    assert labels("cats/1.jpg", "dogs/1.jpg") == [("cats", None), ("dogs", None)]


def test_folders_inside_a_class_only_group_files() -> None:
    assert labels("cats/a/b/1.jpg", "dogs/1.jpg") == [("cats", None), ("dogs", None)]


@pytest.mark.parametrize("wrapper", ["photos", "photos/2024", "train", "a/b/c"])
def test_single_folders_around_the_classes_are_passed_through(wrapper: str) -> None:
    inside = labels(f"{wrapper}/cats/1.jpg", f"{wrapper}/dogs/1.jpg")
    assert inside == [("cats", None), ("dogs", None)]


@pytest.mark.parametrize(
    ("train", "validation"),
    [
        ("train", "val"),
        ("train", "test"),
        ("Train", "VALID"),
        ("training_set", "test_set"),
        ("train_data", "val_data"),
        ("train", "eval"),
        ("train", "holdout"),
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("train/images", "val/images"),
        ("训练集", "测试集"),
    ],
)
@pytest.mark.parametrize("wrapper", ["", "photos/", "a/b/"])
def test_a_given_split_is_recognised(train: str, validation: str, wrapper: str) -> None:
    paths = (f"{wrapper}{train}/cats/1.jpg", f"{wrapper}{validation}/cats/2.jpg")
    assert labels(*paths) == [("cats", "train"), ("cats", "validation")]
    assert not understood(*paths).others
    assert train.split("/")[0] in assumed(*paths).says


def test_a_split_inside_of_each_class_is_recognised() -> None:
    paths = [
        *in_folders("cats/train", "cats/val", "dogs/train", "dogs/val", files=1),
        "dogs/test/9.jpg",
        "birds/1.jpg",
    ]
    found = labels(*paths)
    assert found[:4] == [
        *(("cats", "train"), ("cats", "validation")),
        *(("dogs", "train"), ("dogs", "validation")),
    ]
    assert found[4:] == [(None, None), ("birds", None)]
    assert reasons(*paths)[4] == "test/ is kept out, beside train/ and val/."


def test_a_test_folder_is_left_alone_where_there_is_a_validation_folder() -> None:
    paths = ("train/cats/1.jpg", "val/cats/2.jpg", "test/cats/3.jpg")
    assert labels(*paths)[:2] == [("cats", "train"), ("cats", "validation")]
    assert reasons(*paths)[2] == "test/ is kept out, beside train/ and val/."


def test_a_part_without_class_folders_is_unlabelled_and_no_class() -> None:
    paths = ("train/cats/1.jpg", "train/dogs/1.jpg", "test/1.jpg", "test/2.jpg")
    assert labels(*paths) == [("cats", None), ("dogs", None), (None, None), (None, None)]
    assert "unlabelled: test/ has no class folders" in (reasons(*paths)[2] or "")


def test_photographs_of_trains_among_others_are_a_class() -> None:
    classes = ("train/1.jpg", "bus/1.jpg", "car/1.jpg")
    assert [name for name, _ in labels(*classes)] == ["train", "bus", "car"]
    assert [name for name, _ in labels("train/old/1.jpg", *classes[1:])] == ["train", "bus", "car"]


@pytest.mark.parametrize(
    "tops", [("train", "test", "car"), ("cats", "test"), ("training/old", "test", "car")]
)
def test_classes_may_be_called_like_parts_and_that_is_said(tops: Sequence[str]) -> None:
    found = assumed(*in_folders(*tops))
    assert {*found.counts} == {top.split("/")[0] for top in tops}
    assert "test/ could also be for a split" in found.says
    assert not found.sure


@pytest.mark.parametrize(
    "folders",
    [
        ("train", "test/cats", "test/dogs"),
        ("training", "holdout/cats", "holdout/dogs"),
    ],
)
def test_what_is_called_like_a_part_is_no_class_unasked(
    folders: Sequence[str],
) -> None:
    found = understood(*in_folders(*folders))
    assert found.assumed is None
    assert "folders" in [layout.labels for layout in found.others]


def test_parts_of_a_split_with_files_alone_say_nothing_of_classes() -> None:
    found = understood("train/1.jpg", "test/1.jpg")
    assert found.assumed is None
    assert [layout.labels for layout in found.others] == ["folders"]


def test_where_only_names_say_something_they_are_offered_with_the_split_they_lie_in() -> None:
    paths = [f"train/{name}.{n}.jpg" for name in ("cat", "dog") for n in range(2)]
    hidden = ["test1/1.jpg", "test1/2.jpg"]
    found = understood(*paths, *hidden)
    assert found.assumed is None
    names = found.others[0]
    assert names.labels == "names"
    assert names.counts == {"cat": 2, "dog": 2}
    assert {place.part for place in names.places} == {None}
    asked = [path.replace("train", "val") for path in paths]
    both = understood(*paths, *asked, *hidden).others[0]
    assert [place.part for place in both.places] == [
        *["train"] * 4,
        *["validation"] * 4,
        None,
        None,
    ]
    kept_out = understood(*paths, *asked, "test/cat.9.jpg").others[0].places[-1]
    assert kept_out.reason == "test/ is kept out, beside train/ and val/."


def test_two_folders_with_the_same_folders_are_a_split_unless_somebody_says_otherwise() -> None:
    small, large = in_folders("b/cats", "b/dogs"), in_folders("a/cats", "a/Dogs", files=5)
    found = understood(*small, *large)
    assert found.assumed is not None
    assert [place.part for place in found.assumed.places] == ["validation"] * 4 + ["train"] * 10
    assert "a/ for training and b/ for validation" in found.assumed.says
    assert [layout.labels for layout in found.others] == ["folders", "subfolders"]
    folders, inside = found.others
    assert set(folders.counts) == {"a", "b"}
    assert inside.counts == {"cats": 7, "Dogs": 5, "dogs": 2}


def test_folders_that_share_nothing_are_classes() -> None:
    paths = in_folders("cats/black", "cats/white", "dogs/big", "dogs/small")
    assert {name for name, _ in labels(*paths)} == {"cats", "dogs"}
    assert not understood(*paths).others


def test_a_part_for_validation_beside_the_class_folders_is_one() -> None:
    paths = in_folders("cats", "dogs", "test/cats", "test/dogs")
    found = assumed(*paths)
    assert [place.part for place in found.places] == ["train"] * 4 + ["validation"] * 4
    assert found.counts == {"cats": 4, "dogs": 4}


def test_one_folder_of_another_name_in_a_test_folder_has_no_label() -> None:
    paths = [*in_folders("train/cats", "train/dogs"), *in_folders("test/unknown")]
    assert [name for name, _ in labels(*paths)][4:] == [None, None]
    assert "unlabelled" in (reasons(*paths)[4] or "")


def test_other_folders_beside_a_split_do_not_make_classes_of_it() -> None:
    paths = [*in_folders("Train/0", "Train/1"), "Test/0.png", "Meta/0.png", "models/best.keras"]
    assert labels(*paths)[:4] == [("0", None)] * 2 + [("1", None)] * 2
    assert [name for name, _ in labels(*paths)][4:] == [None] * 3


def test_what_only_lies_beside_a_split_does_not_make_it_classes() -> None:
    split = in_folders("train/cats", "train/dogs")
    for beside in ("extra/misc", "test", "docs"):
        found = understood(*split, *in_folders("test", beside))
        assert found.assumed is not None
        assert {*found.assumed.counts} == {"cats", "dogs"}
    twice = in_folders("train/cats", "train/dogs", "train2/cats", "train2/dogs")
    assert {*labels(*twice)} == {("cats", None), ("dogs", None)}
    in_names = in_folders("train_cats", "train_dogs", "val_cats", "val_dogs", "docs")
    assert {name for name, _ in labels(*in_names)} == {"cats", "dogs", None}
    divided = in_folders("cats/train", "cats/val", "dogs/train", "dogs/val", "dogs/misc")
    assert {*labels(*divided)} == {
        *((name, part) for name in ("cats", "dogs") for part in ("train", "validation")),
        (None, None),
    }


def test_a_stray_picture_does_not_make_a_split_classes() -> None:
    split = in_folders("a/cats", "a/dogs", files=6) + in_folders("b/cats", "b/dogs")
    assert [place.class_name for place in assumed(*split, "a/all.jpg").places][-1] is None
    assert {*assumed(*split, "a/all.jpg").counts} == {"cats", "dogs"}


def test_files_that_are_only_numbered_may_well_be_a_split() -> None:
    found = understood(*in_folders("first/cats", "first/dogs", "second/cats", "second/dogs"))
    assert found.assumed is not None
    assert {place.part for place in found.assumed.places} == {"train", "validation"}
    assert [layout.labels for layout in found.others] == ["folders", "subfolders"]


def test_several_folders_may_be_called_like_parts_beside_the_classes() -> None:
    assert {*labels(*in_folders("cats", "dogs", "test", "val"))} == {
        *(("cats", None), ("dogs", None), (None, None))
    }
    assert {*labels(*in_folders("photos/cats", "photos/dogs", "unlabelled"))} == {
        *(("cats", None), ("dogs", None), (None, None))
    }


def test_labels_in_names_are_offered_where_folders_do_not_divide_them() -> None:
    names = [f"{name}_{number}.jpg" for name in ("cat", "dog") for number in range(5)]
    days = understood(*(f"{day}/{name}" for day in ("monday", "sunday") for name in names))
    assert [layout.labels for layout in days.others] == ["names"]
    batches = understood(*(f"batch{number}/{name}" for number in (1, 2) for name in names))
    assert batches.assumed is not None
    assert {*batches.assumed.counts} == {"cat", "dog"}
    assert [layout.labels for layout in batches.others] == ["folders"]
    own = understood(*(f"{name.split('_')[0]}/{name}" for name in names))
    assert not own.others


def test_documents_in_a_folder_of_their_own_are_no_class() -> None:
    paths = [*in_folders("cats", "dogs"), "docs/guide.pdf"]
    assert {*assumed(*paths).counts} == {"cats", "dogs"}
    assert "No picture lies in its folder" in (reasons(*paths)[-1] or "")


def test_folders_of_the_same_names_inside_are_merged_and_that_is_said() -> None:
    paths = [*in_folders("cats", "dogs"), "mine/cats/a.jpg", "mine/dogs/b.jpg"]
    assert assumed(*paths).counts == {"cats": 3, "dogs": 3}
    assert "The folders in mine/ are called like those beside it" in assumed(*paths).says


def test_names_of_folders_may_say_class_and_part() -> None:
    paths = in_folders("train_cats", "train_Big dogs", "val_cats", "val_Big dogs", files=1)
    assert labels(*paths) == [
        *(("cats", "train"), ("Big dogs", "train")),
        *(("cats", "validation"), ("Big dogs", "validation")),
    ]
    classes = in_folders("train station", "bus station", "test tube")
    assert {name for name, _ in labels(*classes)} == {"train station", "bus station", "test tube"}


PARTS = ("train/cats", "train/dogs", "val/cats", "val/dogs")


def test_of_folds_one_is_used() -> None:
    folds = in_folders(*(f"fold{n}/{part}" for n in (1, 2) for part in PARTS), files=1)
    assert labels(*folds[:4]) == labels(*folds)[:4]
    assert labels(*folds)[4:] == [(None, None)] * 4
    assert "Only fold1/ is used" in assumed(*folds).says
    # What is for training in one is for validation in the other, whatever they are called.
    north = [
        "train/cats/IMG_01.jpg",
        "val/cats/IMG_02.jpg",
        "train/dogs/IMG_11.jpg",
        "val/dogs/IMG_12.jpg",
    ]
    south = [
        "train/cats/IMG_02.jpg",
        "val/cats/IMG_01.jpg",
        "train/dogs/IMG_12.jpg",
        "val/dogs/IMG_11.jpg",
    ]
    turned = [*(f"a/{path}" for path in north), *(f"b/{path}" for path in south)]
    assert [name for name, _ in labels(*turned)] == ["cats", "cats", "dogs", "dogs", *[None] * 4]


def test_sites_with_the_same_split_in_each_only_group_the_files() -> None:
    found = labels(*in_folders(*(f"{top}/{part}" for top in ("a", "b") for part in PARTS), files=1))
    assert [name for name, _ in found] == ["cats", "dogs"] * 4
    assert [part for _, part in found] == ["train", "train", "validation", "validation"] * 2


def test_forms_beside_the_classes_are_not_used() -> None:
    paths = in_folders("cats", "dogs", "augmented/cats", "augmented/dogs")
    assert labels(*paths)[4:] == [(None, None)] * 4
    assert "augmented/ holds what lies beside it in another form" in assumed(*paths).says


def test_folders_that_are_only_numbered_inside_of_classes_are_no_classes() -> None:
    batches = in_folders(*(f"{name}/batch{n}" for name in ("bean", "rice") for n in range(3)))
    assert {*assumed(*batches).counts} == {"bean", "rice"}
    forms = in_folders(
        *(f"{name}/{kind}" for name in ("cats", "dogs") for kind in ("original", "augmented"))
    )
    assert {*assumed(*forms).counts} == {"cats", "dogs"}


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        (("train", "validation", "evaluation"), "validation"),
        (("train", "dev", "eval", "test"), "dev"),
        (("train", "holdout", "test"), "holdout"),
        (("train", "test"), "test"),
    ],
)
def test_of_what_could_be_for_validation_one_part_is(parts: Sequence[str], asked: str) -> None:
    paths = in_folders(*(f"{part}/{name}" for part in parts for name in ("cats", "dogs")), files=1)
    found = zip(paths, labels(*paths), strict=True)
    assert {path.split("/")[0] for path, (_, part) in found if part == "validation"} == {asked}


def test_a_loose_test_folder_beside_classes_is_unlabelled_unless_somebody_says_otherwise() -> None:
    found = understood(*in_folders("cats", "dogs", "test"))
    assert found.assumed is not None
    assert found.assumed.counts == {"cats": 2, "dogs": 2}
    assert "unlabelled" in (found.assumed.places[-1].reason or "")
    assert found.others[0].counts == {"cats": 2, "dogs": 2, "test": 2}


def test_many_folders_with_the_same_folders_are_in_doubt() -> None:
    domains = ("photo", "sketch", "cartoon", "art")
    found = understood(*in_folders(*(f"{top}/{name}" for top in domains for name in ("a", "b"))))
    assert found.assumed is not None
    assert [layout.labels for layout in found.others] == ["subfolders"]


def test_names_may_say_it_of_nearly_all_files_in_one_folder() -> None:
    named = [f"pets/{name}_{n}.jpg" for name in ("cat", "dog") for n in range(4)]
    assert understood(*named, "pets/IMG_1.jpg").assumed is None
    assert understood(*named, *(f"pets/IMG_{n}.jpg" for n in range(5))).assumed is not None


@pytest.mark.parametrize("source", ["folders", "names"])
def test_a_mask_has_no_place_whatever_gives_the_labels(source: LabelSource) -> None:
    paths = [(folder, f"{n}.png") for folder in ("images", "masks") for n in ("a_1", "a_2", "b_1")]
    paths += [("images", "b_2.png")]
    layout = laid_out(paths, source)
    assert layout is not None
    assert [place.class_name for place in layout.places[3:6]] == [None] * 3
    assert "annotations or masks" in (layout.places[3].reason or "")


def test_what_all_parts_are_called_makes_no_difference() -> None:
    paths = in_folders("asl_alphabet_train/A", "asl_alphabet_train/B", "asl_alphabet_test/A")
    assert labels(*paths) == [
        *[("A", "train")] * 2,
        *[("B", "train")] * 2,
        *[("A", "validation")] * 2,
    ]
    classes = in_folders("blood test", "urine test")
    assert {name for name, _ in labels(*classes)} == {"blood test", "urine test"}


def test_numbered_folders_only_group_files_unless_somebody_says_otherwise() -> None:
    paths = in_folders(*(f"fold_{n}/{name}" for n in range(5) for name in ("cats", "dogs")))
    found = understood(*paths)
    assert found.assumed is not None
    assert found.assumed.counts == {"cats": 10, "dogs": 10}
    assert {place.part for place in found.assumed.places} == {None}
    assert [layout.labels for layout in found.others] == ["folders"]


def test_a_split_beside_something_else_is_used_unless_somebody_says_otherwise() -> None:
    split = in_folders("small/train/ok", "small/train/bad", "small/test/ok", "small/test/bad")
    paths = [*split, *in_folders("large/ok", "large/bad")]
    found = understood(*paths)
    assert found.assumed is not None
    places = found.assumed.places
    assert [place.part for place in places[:8]] == ["train"] * 4 + ["validation"] * 4
    assert {place.reason for place in places[8:]} == {
        "The file lies outside of what is used: small/."
    }
    assert [layout.labels for layout in found.others] == ["folders", "subfolders"]


def test_masks_beside_the_pictures_have_no_say() -> None:
    pictures = in_folders("birds/images/a", "birds/images/b")
    masks = [path.replace("birds/images", "segmentations") for path in pictures]
    found = labels(*pictures, *masks)
    assert [name for name, _ in found] == ["a", "a", "b", "b", None, None, None, None]


def test_a_copy_of_everything_inside_of_it_is_no_class() -> None:
    outer = in_folders("plants/a", "plants/b")
    inner = in_folders("plants/plants/a", "plants/plants/b")
    assert {name for name, _ in labels(*outer, *inner)} == {"a", "b"}
    assert "plants/ holds once more what lies beside" in assumed(*outer, *inner).says
    split = in_folders("x/train/a", "x/val/a", "x/x/train/a", "x/x/val/a")
    assert [part for _, part in labels(*split)] == ["train"] * 2 + ["validation"] * 2 + [
        *["train"] * 2,
        *["validation"] * 2,
    ]


def test_annotations_beside_images_have_no_say() -> None:
    noted = in_folders("Annotation/cats", "Annotation/dogs")
    paths = [*in_folders("Images/cats", "Images/dogs"), *noted]
    assert [name for name, _ in labels(*paths)][:4] == ["cats", "cats", "dogs", "dogs"]
    assert [name for name, _ in labels(*paths)][4:] == [None] * 4
    # Alone it may well be a class.
    masked = in_folders("mask", "no_mask")
    assert [name for name, _ in labels(*masked)] == ["mask", "mask", "no_mask", "no_mask"]


def test_lists_and_notes_do_not_change_how_the_rest_lies() -> None:
    paths = ("cats/1.jpg", "dogs/1.jpg")
    noise = ("readme.txt", "docs/a.pdf", "docs/b/c.md", "cats/notes.txt")
    assert labels(*paths, *noise)[:2] == labels(*paths)
    wrapped = ("photos/cats/1.jpg", "photos/dogs/1.jpg", "readme.txt")
    assert labels(*wrapped) == [("cats", None), ("dogs", None), (None, None)]


def test_a_file_beside_the_class_folders_has_no_label() -> None:
    for path in ("readme.jpg", "photos/readme.jpg"):
        given_reasons = reasons(path, "photos/cats/1.jpg", "photos/dogs/1.jpg")
        assert given_reasons[1:] == [None, None]
        assert "beside the class folders" in (given_reasons[0] or "")


def test_a_file_beside_the_classes_of_a_part_has_no_label() -> None:
    given_reasons = reasons("train/1.jpg", "train/cats/1.jpg", "val/cats/2.jpg")
    assert given_reasons[0] == "The file lies in train/ beside the class folders: no label."


def test_a_file_beside_a_folder_around_a_given_split_has_no_label() -> None:
    given_reasons = reasons("1.jpg", "photos/train/cats/1.jpg", "photos/val/cats/2.jpg")
    outside = "The file lies outside of what is used: train/ and val/."
    assert given_reasons == [outside, None, None]


def test_files_without_folders_offer_what_their_names_say() -> None:
    found = understood("cat_1.jpg", "cat_2.jpg", "dog_1.jpg", "dog_2.jpg", "7.jpg")
    assert found.assumed is None
    assert [layout.labels for layout in found.others] == ["names"]
    assert understood("1.jpg", "2.jpg").others == ()


def test_one_folder_is_a_class_unless_every_name_in_it_says_more() -> None:
    assert labels("cats/IMG_1.jpg", "cats/IMG_2.jpg") == [("cats", None)] * 2
    named = [f"pets/{name}_{n}.jpg" for name in ("cat", "dog") for n in (1, 2)]
    assert understood(*named).assumed is None
    assert [name for name, _ in labels(*named, "pets/7.jpg")] == ["pets"] * 5


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("folders", ["train", "val"]),
        ("split", ["cats", "cats"]),
        ("subfolders", ["cats", "cats"]),
    ],
)
def test_somebody_can_say_what_gives_the_labels(source: LabelSource, expected: list[str]) -> None:
    layout = laid_out([("train", "cats", "1.jpg"), ("val", "cats", "2.jpg")], source)
    assert layout is not None
    assert [place.class_name for place in layout.places] == expected
    assert bool(layout.places[1].part) == (source == "split")


def test_what_gives_no_labels_is_none() -> None:
    flat = [("1.jpg",), ("2.jpg",)]
    for source in ("split", "subfolders", "names", "table"):
        assert laid_out(flat, source) is None


PATHS = st.lists(
    st.lists(
        st.sampled_from(["a", "b", "train", "val", "test", "images", "labels", "c.jpg", "d.txt"]),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=8,
).map(lambda paths: [tuple(path) for path in paths])


@FIXED
@given(PATHS)
def test_every_file_has_a_class_or_a_reason_and_never_both(paths: list[tuple[str, ...]]) -> None:
    found = understand(paths)
    offered: Sequence[Layout | None] = (found.assumed, *found.others)
    for layout in filter(None, offered):
        assert len(layout.places) == len(paths)
        assert all((place.class_name is None) != (place.reason is None) for place in layout.places)


@FIXED
@given(PATHS)
def test_one_more_folder_around_everything_changes_nothing(paths: list[tuple[str, ...]]) -> None:
    wrapped = [("around", *path) for path in paths]
    if any(len(path) > 1 for path in paths):
        assert understand(wrapped) == understand(paths)


def test_signs_may_be_classes_and_have_a_split() -> None:
    signs = in_folders(*(f"{part}/{sign}" for part in ("a", "val") for sign in "+-="))
    assert {place.class_name for place in assumed(*signs).places} == {"+", "-", "="}
    beside = in_folders("+", "-", "=", "val/+", "val/-", "val/=")
    assert {place.part for place in assumed(*beside).places} == {"train", "validation"}


def test_one_folder_of_folders_is_the_classes_or_a_class() -> None:
    photos = understood(*in_folders("photos/cats", "photos/dogs", "other"))
    assert photos.assumed is not None
    assert {*photos.assumed.counts} == {"cats", "dogs"}
    grouped = understood(*in_folders("cats/indoor", "cats/outdoor", "dogs"))
    assert grouped.assumed is not None
    assert {*grouped.assumed.counts} == {"cats", "dogs"}
    assert [layout.labels for layout in grouped.others] == ["subfolders"]


def test_folders_that_only_group_inside_the_parts_are_no_classes() -> None:
    batches = [f"{part}/batch{number}" for part in ("train", "val") for number in (1, 2)]
    paths = in_folders(*(f"{name}/{batch}" for name in ("cats", "dogs") for batch in batches))
    assert {place.class_name for place in assumed(*paths).places} == {"cats", "dogs"}


def test_only_the_word_for_the_part_is_taken_out_of_a_name() -> None:
    paths = in_folders("train_valley", "train_hill", "val_valley", "val_hill")
    assert {place.class_name for place in assumed(*paths).places} == {"valley", "hill"}
    camel = in_folders("trainCats", "trainDogs", "valCats", "valDogs")
    assert {place.class_name for place in assumed(*camel).places} == {"Cats", "Dogs"}


def test_a_licence_is_no_picture() -> None:
    paths = [*in_folders("photos/cats", "photos/dogs"), "docs/LICENSE", "docs/fig.svg"]
    assert {*assumed(*paths).counts} == {"cats", "dogs"}


def test_mere_numbers_may_be_classes_in_every_place() -> None:
    names = ("0", "1", "2")
    folds = in_folders(
        *(f"fold_{n}/{part}/{name}" for n in (1, 2) for part in ("train", "val") for name in names)
    )
    assert {*assumed(*folds).counts} == {*names}
    two = in_folders("x/10", "x/cats", "y/10", "y/cats")
    assert {*assumed(*two).counts} == {"10", "cats"}


def test_numbered_sites_with_pictures_of_their_own_are_all_used() -> None:
    sites = [f"site{n}/{part}/IMG_{n}{at}.jpg" for n in (1, 2) for at, part in enumerate(PARTS)]
    assert None not in [name for name, _ in labels(*sites)]


def test_other_pictures_in_a_folder_called_like_a_form_are_merged() -> None:
    paths = [*in_folders("cats", "dogs"), *in_folders("enhanced/cats", "enhanced/dogs")]
    other = [path.replace("/0.", "/x7.").replace("/1.", "/y8.") for path in paths[4:]]
    assert None not in [name for name, _ in labels(*paths[:4], *other)]
    assert [name for name, _ in labels(*paths)][4:] == [None] * 4


def test_a_document_does_not_decide_whether_a_table_is_used() -> None:
    paths = [("leaves", f"{number}.jpg") for number in range(4)]
    names = ["elm", "elm", "oak", "oak"]
    places = (*(Location(class_name=name) for name in names), Location(reason="A document."))
    table = Layout(labels="table", places=places, sure=False)
    found = understand([*paths, ("docs", "guide.md")], table=table).assumed
    assert found is not None
    assert found.counts == {"elm": 2, "oak": 2}
