from dataclasses import replace

from transfer_demo.images.dataset import Example, LabelledImages, Picture
from transfer_demo.studies.cell import validation_digest


def example(name: str, label: int = 0) -> Example:
    picture = Picture(data=name.encode(), width=8, height=8, digest=name)
    return Example(picture=picture, label=label, file=f"{name}.jpg")


IMAGES = LabelledImages(
    classes=("cats", "dogs"),
    train=(example("a"), example("b", 1)),
    validation=(example("c"), example("d", 1)),
)


def test_the_digest_of_a_split_tells_which_images_are_asked_about() -> None:
    same = validation_digest(IMAGES)
    assert validation_digest(replace(IMAGES, train=IMAGES.train[:1])) == same
    for other in ((), IMAGES.validation[:1], IMAGES.validation[::-1], IMAGES.train):
        assert validation_digest(replace(IMAGES, validation=other)) != same


def test_the_digest_of_a_split_is_not_empty_even_where_nothing_is_asked() -> None:
    # Empty means that the images are unknown.
    assert validation_digest(replace(IMAGES, validation=()))
