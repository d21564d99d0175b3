import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.layout import is_flat, is_one_folder, lay_out


def laid_out(*paths: str) -> list[tuple[str | None, str | None]]:
    places = lay_out([tuple(path.split("/")) for path in paths])
    return [(place.class_name, place.part) for place in places]


def reasons(*paths: str) -> list[str | None]:
    return [place.reason for place in lay_out([tuple(path.split("/")) for path in paths])]


def test_sub_folders_are_classes() -> None:
    assert laid_out("cats/1.jpg", "dogs/1.jpg") == [("cats", None), ("dogs", None)]


def test_folders_inside_a_class_only_group_files() -> None:
    assert laid_out("cats/a/b/1.jpg", "dogs/1.jpg") == [("cats", None), ("dogs", None)]


@pytest.mark.parametrize("wrapper", ["photos", "photos/2024", "train"])
def test_single_folders_around_the_classes_are_passed_through(wrapper: str) -> None:
    inside = laid_out(f"{wrapper}/cats/1.jpg", f"{wrapper}/dogs/1.jpg")
    assert inside == [("cats", None), ("dogs", None)]


@pytest.mark.parametrize("validation", ["val", "validation", "valid", "test", "Val", "TEST"])
@pytest.mark.parametrize("wrapper", ["", "photos/"])
def test_a_given_split_is_recognised(validation: str, wrapper: str) -> None:
    assert laid_out(f"{wrapper}train/cats/1.jpg", f"{wrapper}{validation}/cats/2.jpg") == [
        ("cats", "train"),
        ("cats", "validation"),
    ]


def test_a_test_folder_is_left_alone_where_there_is_a_validation_folder() -> None:
    paths = ("train/cats/1.jpg", "val/cats/2.jpg", "test/cats/3.jpg")
    assert laid_out(*paths)[:2] == [("cats", "train"), ("cats", "validation")]
    assert reasons(*paths)[2] == "The file lies outside train/ and val/, which are used."


def test_photographs_of_trains_are_a_class() -> None:
    assert laid_out("train/1.jpg", "test/1.jpg") == [("train", None), ("test", None)]


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
    assert given_reasons == ["The file lies outside train/ and val/, which are used.", None, None]


def test_only_files_without_any_folder_are_flat() -> None:
    assert is_flat([("1.jpg",), ("2.jpg",)])
    assert not is_flat([("1.jpg",), ("cats", "2.jpg")])


def test_files_in_one_folder_lie_side_by_side_whatever_is_around_it() -> None:
    assert is_one_folder([("1.jpg",), ("2.jpg",)])
    assert is_one_folder([("a", "b", "1.jpg"), ("a", "b", "2.jpg")])
    assert not is_one_folder([("a", "1.jpg"), ("2.jpg",)])
    assert not is_one_folder([])


PATHS = st.lists(
    st.lists(st.sampled_from(["a", "b", "train", "val", "test", "c.jpg"]), min_size=1, max_size=5),
    max_size=8,
).map(lambda paths: [tuple(path) for path in paths])


@FIXED
@given(PATHS)
def test_every_file_has_a_class_or_a_reason_and_never_both(paths: list[tuple[str, ...]]) -> None:
    places = lay_out(paths)
    assert len(places) == len(paths)
    assert all((place.class_name is None) != (place.reason is None) for place in places)


@FIXED
@given(PATHS)
def test_one_more_folder_around_everything_changes_nothing(paths: list[tuple[str, ...]]) -> None:
    wrapped = [("around", *path) for path in paths]
    if any(len(path) > 1 for path in paths):
        assert lay_out(wrapped) == lay_out(paths)
