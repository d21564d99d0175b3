"""Range and wording of every choice in a plan: one table for all that asks, checks or explains.

It feeds the widgets, the command line, the link and the error messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transfer_demo.errors import PlanError


@dataclass(frozen=True, kw_only=True)
class NumberField:
    """Range and wording of a choice that is a number. `optional` ones may be None: automatic."""

    name: str
    label: str
    low: float
    high: float
    help: str
    integer: bool = True
    optional: bool = False

    def problem(self, value: object) -> str | None:
        """Return what the value must be, when it is something else ("it must ..."), or None."""
        if value is None and self.optional:
            return None
        wanted = (int,) if self.integer else (int, float)
        # bool is an int in Python; True is no number of epochs.
        if isinstance(value, bool) or not isinstance(value, wanted):
            return "it must be a whole number" if self.integer else "it must be a number"
        if not self.low <= value <= self.high:  # also refuses NaN
            return f"it must lie between {_digits(self.low)} and {_digits(self.high)}"
        return None

    @property
    def limits(self) -> str:
        """The allowed range in words: "1 to 200"."""
        return f"{_digits(self.low)} to {_digits(self.high)}"

    def check(self, value: object) -> None:
        """Raise PlanError unless the value is a number in range (or None where that is allowed)."""
        problem = self.problem(value)
        if problem:
            raise PlanError(f"{self.label} is {value!r}, and {problem}.")


@dataclass(frozen=True, kw_only=True)
class OptionField:
    """Allowed values and wording of a choice from a short list."""

    name: str
    label: str
    options: Mapping[str, str]
    help: str

    def problem(self, value: object) -> str | None:
        """Return what the value must be, when it is something else ("it must ..."), or None."""
        # A list (from JSON, say) has no hash and cannot be looked up.
        if isinstance(value, str) and value in self.options:
            return None
        return f"it must be one of: {', '.join(self.options)}"

    def check(self, value: object) -> None:
        """Raise PlanError, naming the known values, unless the value is one of them."""
        problem = self.problem(value)
        if problem:
            raise PlanError(f"{self.label} is {value!r}, and {problem}.")


def _digits(number: float) -> str:
    """Write a limit without an exponent: 2,147,483,647 and 0.000001."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")


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

OPTION_FIELDS: Final[Mapping[str, OptionField]] = {
    field.name: field
    for field in (
        OptionField(
            name="augmentation",
            label="Augmentation",
            options={
                "none": "None",
                "crop": "Random crop",
                "crop_flip": "Random crop and mirror",
            },
            help="Training images are shown in random crops, and mirrored, so that the network "
            "cannot learn them by heart. Do not mirror where left and right differ: digits, text.",
        ),
        OptionField(
            name="batch_norm",
            label="BatchNorm in pretrained stages",
            options={
                "inference": "Keep the pretrained statistics",
                "training": "Adapt to each batch",
            },
            help="Pretrained stages know mean and variance from millions of images. Small batches "
            "estimate them badly, so keeping them is the safe choice. Frozen stages always do.",
        ),
        OptionField(
            name="batch_norm_statistics",
            label="BatchNorm statistics for validation",
            options={
                "precise": "Of the weights that are judged",
                "running": "Running average over past batches",
            },
            help="A stage that learns has other means and variances after each step. Before each "
            "validation they are measured again on the training images. The running average that "
            "frameworks keep lags behind: after a few steps it is mostly that of other weights.",
        ),
        OptionField(
            name="class_weights",
            label="Class weights",
            options={
                "none": "Every image counts the same",
                "balanced": "Every class counts the same",
            },
            help="Where one class has many more images than another, a network learns to say the "
            "large one. Class weights make each mistake on a small class count for more.",
        ),
        OptionField(
            name="head_start",
            label="Start of the new head",
            options={
                "zero": "Zero",
                "random": "Random",
                "probe": "A linear probe first",
            },
            help="A head that starts at random first pulls the pretrained stages in random "
            "directions; zero does not. A linear probe trains the head alone, with everything "
            "frozen, and fine-tuning then goes on from there.",
        ),
        OptionField(
            name="normalisation",
            label="Normalisation of the pixels",
            options={
                "pretrained": "As in pretraining",
                "none": "None: values from 0 to 255",
            },
            help="Weights and the range of the pixels belong together: mean and spread are those "
            "of pretraining, for both arms. Leave them out to see what that does.",
        ),
    )
}
