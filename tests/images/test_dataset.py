from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.images.dataset import Example, LabelledImages, Picture

PICTURE = Picture(data=b"", width=1, height=1, digest="")


@given(st.lists(st.integers(0, 3)))
def test_training_images_are_counted_in_the_order_of_the_classes(labels: list[int]) -> None:
    train = tuple(Example(picture=PICTURE, label=label, file="") for label in labels)
    images = LabelledImages(classes=("a", "b", "c", "d"), train=train, validation=())
    assert images.train_counts == tuple(Counter(labels)[label] for label in range(4))
