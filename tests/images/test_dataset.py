from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.images.dataset import Example, LabelledImages, Picture

PICTURE = Picture(data=b"", width=1, height=1, digest="")


def _validation(*groups: str) -> LabelledImages:
    pictures = [Picture(data=b"", width=1, height=1, digest=f"{i:064}") for i in range(len(groups))]
    examples = (
        Example(picture=picture, label=0, file="", group=group)
        for picture, group in zip(pictures, groups, strict=True)
    )
    return LabelledImages(classes=("a", "b"), train=(), validation=tuple(examples))


def test_images_that_look_alike_share_a_name_and_others_have_their_own() -> None:
    images = _validation("x", "", "x", "")
    ids = images.validation_ids
    assert images.validation_groups == ("x", ids[1], "x", ids[3])
    assert _validation("", "").validation_groups == ()


@given(st.lists(st.integers(0, 3)))
def test_training_images_are_counted_in_the_order_of_the_classes(labels: list[int]) -> None:
    train = tuple(Example(picture=PICTURE, label=label, file="") for label in labels)
    images = LabelledImages(classes=("a", "b", "c", "d"), train=train, validation=())
    assert images.train_counts == tuple(Counter(labels)[label] for label in range(4))
