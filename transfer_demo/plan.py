"""The plan: every choice that decides a run, with its default. Ranges stand in `choices`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal, Self

from transfer_demo.choices import NUMBER_FIELDS as NUMBER_FIELDS
from transfer_demo.choices import OPTION_FIELDS as OPTION_FIELDS
from transfer_demo.errors import PlanError

FINE_TUNE: Final = "fine_tune"
SCRATCH: Final = "scratch"
ARMS: Final = (FINE_TUNE, SCRATCH)
# Not a training and never part of a race: one look at the images through a frozen network.
SCORE: Final = "score"
ARM_TITLES: Final[Mapping[str, str]] = {
    FINE_TUNE: "Fine-tuning",
    SCRATCH: "From scratch",
    SCORE: "Score",
}
# As they stand in a sentence.
ARM_NAMES: Final[Mapping[str, str]] = {FINE_TUNE: "fine-tuning", SCRATCH: "training from scratch"}

ALL: Final = "all"
FROZEN_HELP: Final = (
    "The first stages keep their pretrained weights as they are; the others, and the new head, "
    "are trained. All frozen is feature extraction, none frozen is full fine-tuning."
)

Augmentation = Literal["none", "crop", "crop_flip"]
BatchNormPolicy = Literal["inference", "training"]
BatchNormStatistics = Literal["precise", "running"]
ClassWeights = Literal["none", "balanced"]
HeadStart = Literal["zero", "random", "probe"]
Normalisation = Literal["pretrained", "none"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Every choice that decides a run, the seed included.

    `frozen_stages` counts from the image; "all" freezes the whole backbone, None means all but the
    last two. `backbones.resolve_plan` turns both into a number. Learning rates and limits that
    are None are chosen automatically.

    Raises:
        PlanError: a value is out of range; the message names the range.
    """

    backbone: str = "efficientnet_lite0"
    frozen_stages: int | Literal["all"] | None = None
    epochs: int = 10
    scratch_epochs_factor: int = 1
    updates_per_epoch: int | None = None
    image_size_px: int = 160
    batch_size: int = 16
    seed: int = 0
    arms: tuple[str, ...] = ARMS
    augmentation: Augmentation = "crop_flip"
    views: int = 4
    batch_norm: BatchNormPolicy = "inference"
    batch_norm_statistics: BatchNormStatistics = "precise"
    head_learning_rate: float | None = None
    body_learning_rate: float | None = None
    scratch_learning_rate: float | None = None
    train_per_class: int | None = None
    val_per_class: int | None = None
    class_weights: ClassWeights = "none"
    head_start: HeadStart = "zero"
    normalisation: Normalisation = "pretrained"

    def __post_init__(self) -> None:
        for name, number in NUMBER_FIELDS.items():
            number.check(getattr(self, name))
        for name, option in OPTION_FIELDS.items():
            option.check(getattr(self, name))
        if not isinstance(self.backbone, str) or not self.backbone:
            raise PlanError(f"Pretrained CNN is {self.backbone!r}, and it must be a name.")
        if isinstance(self.arms, list):  # JSON knows no tuples; a list has no hash
            object.__setattr__(self, "arms", tuple(self.arms))
        if self.arms != (SCORE,):
            check_arms(self.arms)
        if self.frozen_stages not in (None, ALL):
            check_frozen_stages(self.frozen_stages)

    def __eq__(self, other: object) -> bool:
        # Its values are all there is to a plan: one with a number of stages is as good as resolved.
        return isinstance(other, Plan) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def resolve(self, stages: int) -> "ResolvedPlan":
        """Return the plan with a number of frozen stages, for a backbone with so many stages.

        Raises:
            PlanError: the plan freezes more stages than there are.
        """
        frozen = self.frozen_stages
        if frozen is None:
            frozen = default_frozen_stages(stages)
        elif frozen == ALL:
            frozen = stages
        check_frozen_stages(frozen, stages)
        return ResolvedPlan(**{**vars(self), "frozen_stages": frozen})

    def epochs_of(self, arm: str) -> int:
        """Return how many epochs an arm is trained: the one from scratch may get more of them."""
        return self.epochs * (self.scratch_epochs_factor if arm == SCRATCH else 1)

    def updates_per_pass(self, train_images: int) -> int:
        """Return in how many batches all training images are shown once, each with two or more."""
        return max(1, min(round(train_images / self.batch_size), train_images // 2))

    def passes_per_update(self, train_images: int) -> int:
        """Return how often one batch shows all training images, each time in another view.

        Where the plan sets the number of updates, few images come several times to fill a batch,
        so that a small number of images is not a small batch as well. Otherwise never more than
        once.
        """
        if self.updates_per_epoch is None:
            return 1
        return max(1, round(self.batch_size / train_images))

    def updates_in_epoch(self, train_images: int) -> int:
        """Return how often the weights are adjusted in an epoch."""
        return self.updates_per_epoch or self.updates_per_pass(train_images)

    def parts_shown(self, train_images: int, *, epochs: int) -> int:
        """Return how many parts of passes over all images are shown in so many epochs.

        A part is what `updates_per_pass` divides a pass into.
        """
        updates = epochs * self.updates_in_epoch(train_images)
        return updates * self.passes_per_update(train_images)

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain values for JSON; `from_dict` reads them back."""
        return {**asdict(self), "arms": list(self.arms)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Build a plan from `to_dict`'s values; keys of a newer version are passed over."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True, kw_only=True, eq=False)
class ResolvedPlan(Plan):
    """A plan for one backbone: its frozen stages are a number. Only such a plan is trained."""

    frozen_stages: int = field()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.frozen_stages, int):
            raise PlanError(
                f"Frozen stages is {self.frozen_stages!r}, and it must be a whole number here: "
                "`resolve` the plan for its backbone first."
            )


def default_frozen_stages(stages: int) -> int:
    """Return the default depth: all but the last two stages, a good start for small data."""
    return max(stages - 2, 0)


def check_arms(value: object) -> None:
    """Raise PlanError unless the value names one or more arms of a race, each once."""
    arms = value if isinstance(value, tuple) else ()
    if not arms or any(arm not in ARMS for arm in arms) or len(set(arms)) < len(arms):
        raise PlanError(f"Arms is {value!r}, and it must name one or both of: {', '.join(ARMS)}.")


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
