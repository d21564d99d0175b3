"""The plan: every choice that decides a run, with its default and range in one place.

The same table feeds the widgets, the command line, the link and the error messages.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, Self

from transfer_demo.errors import PlanError

FINE_TUNE: Final = "fine_tune"
SCRATCH: Final = "scratch"
ARMS: Final = (FINE_TUNE, SCRATCH)
ARM_TITLES: Final[Mapping[str, str]] = {FINE_TUNE: "Fine-tuning", SCRATCH: "From scratch"}

ALL: Final = "all"


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

    def check(self, value: object) -> None:
        """Raise PlanError unless the value is a number in range (or None where that is allowed)."""
        if value is None and self.optional:
            return
        wanted = (int,) if self.integer else (int, float)
        # bool is an int in Python; True is no number of epochs.
        if isinstance(value, bool) or not isinstance(value, wanted):
            kind = "a whole number" if self.integer else "a number"
            raise PlanError(f"{self.label} is {value!r}, and it must be {kind}.")
        if not self.low <= value <= self.high:  # also refuses NaN
            raise PlanError(
                f"{self.label} is {value}, and it must lie between {self.low:g} and {self.high:g}."
            )


@dataclass(frozen=True, kw_only=True)
class OptionField:
    """Allowed values and wording of a choice from a short list."""

    name: str
    label: str
    options: Mapping[str, str]
    help: str

    def check(self, value: object) -> None:
        """Raise PlanError, naming the known values, unless the value is one of them."""
        if value not in self.options:
            known = ", ".join(self.options)
            raise PlanError(f"{self.label} is {value!r}, and it must be one of: {known}.")


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
    )
}

FROZEN_HELP: Final = (
    "The first stages keep their pretrained weights as they are; the others, and the new head, "
    "are trained. All frozen is feature extraction, none frozen is full fine-tuning."
)

Augmentation = Literal["none", "crop", "crop_flip"]
BatchNormPolicy = Literal["inference", "training"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every choice that decides a run, the seed included.

    `frozen_stages` counts from the image; "all" freezes the whole backbone, None means all but the
    last two. `resolve` turns both into a number once the backbone's stages are known. Learning
    rates and limits that are None are chosen automatically.

    Raises:
        PlanError: a value is out of range; the message names the range.
    """

    backbone: str = "efficientnet_lite0"
    frozen_stages: int | Literal["all"] | None = None
    epochs: int = 10
    image_size_px: int = 160
    batch_size: int = 16
    seed: int = 0
    arms: tuple[str, ...] = ARMS
    augmentation: Augmentation = "crop_flip"
    views: int = 6
    batch_norm: BatchNormPolicy = "inference"
    head_learning_rate: float | None = None
    body_learning_rate: float | None = None
    scratch_learning_rate: float | None = None
    train_per_class: int | None = None
    val_per_class: int | None = None

    def __post_init__(self) -> None:
        for name, number in NUMBER_FIELDS.items():
            number.check(getattr(self, name))
        for name, option in OPTION_FIELDS.items():
            option.check(getattr(self, name))
        unknown = [arm for arm in self.arms if arm not in ARMS]
        if unknown or not self.arms or len(set(self.arms)) != len(self.arms):
            raise PlanError(
                f"Arms are {', '.join(self.arms) or 'empty'}; "
                f"choose one or both of: {', '.join(ARMS)}."
            )
        if self.frozen_stages not in (None, ALL):
            check_frozen_stages(self.frozen_stages)

    def resolve(self, stages: int) -> Self:
        """Return the plan with a number of frozen stages, for a backbone with so many stages.

        Raises:
            PlanError: the plan freezes more stages than there are.
        """
        if self.frozen_stages == ALL:
            return replace(self, frozen_stages=stages)
        if self.frozen_stages is None:
            return replace(self, frozen_stages=default_frozen_stages(stages))
        check_frozen_stages(self.frozen_stages, stages)
        return self

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain values for JSON; `from_dict` reads them back."""
        return {**asdict(self), "arms": list(self.arms)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build a plan from `to_dict`'s values; keys of a newer version are passed over."""
        known = {field.name for field in fields(cls)}
        chosen = {name: value for name, value in values.items() if name in known}
        if "arms" in chosen:
            chosen["arms"] = tuple(chosen["arms"])
        return cls(**chosen)


def default_frozen_stages(stages: int) -> int:
    """Return the default depth: all but the last two stages, a good start for small data."""
    return max(stages - 2, 0)


def check_frozen_stages(value: object, stages: int | None = None) -> None:
    """Raise PlanError unless the value is a number of stages that can be frozen."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PlanError(
            f"Frozen stages is {value!r}, and it must be a whole number from 0, or 'all'."
        )
    if stages is not None and value > stages:
        raise PlanError(
            f"Frozen stages is {value}, and this backbone has {stages}: "
            f"choose 0 to {stages}, or 'all'."
        )
