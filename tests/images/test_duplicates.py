from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.dataset import ImageSet, Photo, Picture, Rejection
from transfer_demo.images.duplicates import (
    Labelled,
    conflicts,
    find_duplicates,
    without_conflicts,
)


def test_of_equal_pictures_in_one_class_the_first_stays() -> None:
    found = find_duplicates(
        [Labelled("x", "cats", None, "1.jpg"), Labelled("x", "cats", None, "2.jpg")]
    )
    assert found == {1: "This is the same picture as 1.jpg, which is used."}


def test_a_picture_with_two_labels_is_used_under_neither() -> None:
    found = find_duplicates(
        [
            Labelled("x", "cats", None, "cats/1.jpg"),
            Labelled("y", "cats", None, "cats/2.jpg"),
            Labelled("x", "dogs", None, "dogs/1.jpg"),
        ]
    )
    assert found.keys() == {0, 2}
    assert "class cats and in class dogs (dogs/1.jpg)" in found[0]
    assert "class dogs and in class cats (cats/1.jpg)" in found[2]


def test_a_picture_in_both_parts_is_only_used_to_check_with() -> None:
    found = find_duplicates(
        [
            Labelled("x", "cats", "train", "train/cats/1.jpg"),
            Labelled("x", "cats", "validation", "val/cats/1.jpg"),
        ]
    )
    assert found == {0: "This is the same picture as val/cats/1.jpg, which is used."}


def photo(digest: str, class_name: str, file: str) -> Photo:
    picture = Picture(data=b"", width=9, height=9, digest=digest)
    return Photo(picture=picture, class_name=class_name, file=file)


def test_what_has_two_labels_is_a_conflict_and_is_left_out_where_it_is_trained_on() -> None:
    cat, both, twice, dog = (
        photo("x", "cats", "1"),
        photo("y", "cats", "2"),
        photo("y", "dogs", "3"),
        photo("z", "dogs", "4"),
    )
    kept_out = Rejection(file="0", reason="It is no picture.")
    images = ImageSet(
        classes=("cats", "dogs"), photos=(cat, both, twice, dog), rejected=(kept_out,)
    )
    assert conflicts(images.photos) == ((both, twice),)
    usable = without_conflicts(images)
    assert usable.photos == (cat, dog)
    assert usable.classes == images.classes
    assert usable.rejected[0] == kept_out
    assert [refused.file for refused in usable.rejected[1:]] == ["2", "3"]
    assert "class cats and in class dogs (3)" in usable.rejected[1].reason


def test_a_set_without_conflicts_stays_as_it_is() -> None:
    images = ImageSet(
        classes=("cats",), photos=(photo("x", "cats", "1"), photo("x", "cats", "again"))
    )
    assert conflicts(images.photos) == ()
    assert without_conflicts(images) is images


PICTURES = st.lists(
    st.builds(
        Labelled,
        digest=st.sampled_from("uvwxyz"),
        class_name=st.sampled_from(["cats", "dogs"]),
        part=st.sampled_from([None, "train", "validation"]),
        file=st.text(max_size=3),
    )
)


@FIXED
@given(PICTURES)
def test_afterwards_no_picture_is_there_twice_and_none_is_lost_without_need(
    pictures: list[Labelled],
) -> None:
    surplus = find_duplicates(pictures)
    kept = [picture for index, picture in enumerate(pictures) if index not in surplus]
    digests = [picture.digest for picture in kept]
    assert len(set(digests)) == len(digests)
    labels: dict[str, set[str | None]] = {}
    for picture in pictures:
        labels.setdefault(picture.digest, set()).add(picture.class_name)
    assert set(digests) == {digest for digest, names in labels.items() if len(names) == 1}
