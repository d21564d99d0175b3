"""The choices of a plan that are numbers."""

from collections.abc import Mapping
from typing import Final

from transfer_demo.choices.fields import NumberField

NUMBER_FIELDS: Final[Mapping[str, NumberField]] = {
    field.name: field
    for field in (
        NumberField(
            name="epochs",
            label="Epochs",
            low=1,
            high=200,
            help="How often each training goes through all training images.",
        ),
        NumberField(
            name="scratch_epochs_factor",
            label="Epochs from scratch",
            low=1,
            high=16,
            help="How many times the epochs of fine-tuning scratch is trained, with a schedule of "
            "its own length. It has more to learn: who stops it early compares too soon.",
        ),
        NumberField(
            name="updates_per_epoch",
            label="Updates per epoch",
            low=1,
            high=100_000,
            optional=True,
            help="How often the weights are adjusted in an epoch; few images are shown several "
            "times for that. Empty: as often as it takes to show each training image once.",
        ),
        NumberField(
            name="image_size_px",
            label="Image size",
            low=32,
            high=512,
            help="Side of the square, in pixels, that every image is resized to. "
            "Larger shows more detail and costs more time: twice the side, four times the work.",
        ),
        NumberField(
            name="batch_size",
            label="Batch size",
            low=2,
            high=256,
            help="How many images are shown before the weights are adjusted once.",
        ),
        NumberField(
            name="seed",
            label="Seed",
            low=0,
            high=2**31 - 1,
            help="Decides everything that is left to chance: the split, the crops, the order, the "
            "random weights. The same seed gives the same curve.",
        ),
        NumberField(
            name="views",
            label="Views per image",
            low=1,
            high=50,
            help="How many randomly cropped versions of each training image are made.",
        ),
        NumberField(
            name="head_learning_rate",
            label="Learning rate of the head",
            low=1e-6,
            high=1.0,
            integer=False,
            optional=True,
            help="Size of the steps in which the new classifier learns. Empty: a good one is used.",
        ),
        NumberField(
            name="body_learning_rate",
            label="Learning rate of the unfrozen stages",
            low=1e-6,
            high=1.0,
            integer=False,
            optional=True,
            help="Size of the steps for pretrained stages that are not frozen: smaller than the "
            "head's, so that they adapt without forgetting. Empty: a good one is used.",
        ),
        NumberField(
            name="scratch_learning_rate",
            label="Learning rate from scratch",
            low=1e-6,
            high=1.0,
            integer=False,
            optional=True,
            help="Size of the steps for the network that starts from random weights. "
            "Empty: a good one is used.",
        ),
        NumberField(
            name="train_per_class",
            label="Training images per class",
            low=1,
            high=100_000,
            optional=True,
            help="Use at most so many training images of each class. Empty: all of them.",
        ),
        NumberField(
            name="val_per_class",
            label="Validation images per class",
            low=1,
            high=100_000,
            optional=True,
            help="Use at most so many validation images of each class. Empty: all of them.",
        ),
    )
}
