"""What a training says while it runs. Everything that is shown, stored or judged is made of these.

A training is a generator of events; events are folded into a history (see `history`). An event is
identified by its arm, kind and `index`: when a job has to run again, because its worker died, its
`Started` takes back all that the first attempt said.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Final, Literal

Outcome = Literal["done", "stopped", "failed"]


@dataclass(frozen=True, kw_only=True)
class Started:
    """The arm has its images and its network and begins.

    `notes` are sentences about what had to be done differently than planned (activations computed
    again because of the memory limit, say). `validation_labels` are class indices in the order of
    the validation images; `val_predictions` of the epochs have the same order. `validation_ids`
    name those images, so that one is known again where another seed holds it out, too.
    `train_counts` says how many training images each class has. `validation_groups` name for each
    validation image the group of those that it looks like; without any where no two look alike.
    Older runs did not say these three, and have none.
    """

    kind: ClassVar = "started"
    arm: str
    device: str
    threads: int
    epochs: int
    views: int
    classes: tuple[str, ...]
    train_images: int
    validation_labels: tuple[int, ...]
    trainable_parameters: int
    total_parameters: int
    notes: tuple[str, ...] = ()
    train_counts: tuple[int, ...] = ()
    validation_ids: tuple[str, ...] = ()
    validation_groups: tuple[str, ...] = ()

    @property
    def index(self) -> int:
        return 0


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the arm is: a share of all its work, and the seconds since its start.

    `fraction` is in [0, 1] and is weighted by the GFLOPs of the steps, not by their number, so
    that time left can be told from it.
    """

    kind: ClassVar = "progress"
    arm: str
    fraction: float
    seconds: float

    @property
    def index(self) -> int:
        return 0


@dataclass(frozen=True, kw_only=True)
class Untrained:
    """What was measured before the first step: where the curves of an arm begin.

    `seconds` and `gflops` are totals since the start of the arm, as in `EpochEnd`.
    """

    kind: ClassVar = "untrained"
    epoch: ClassVar = 0
    images_seen: ClassVar = 0
    arm: str
    seconds: float
    gflops: float
    val_loss: float
    val_accuracy: float

    @property
    def index(self) -> int:
        return 0


@dataclass(frozen=True, kw_only=True)
class EpochEnd:
    """What was measured after an epoch (counted from 1).

    `seconds`, `images_seen` and `gflops` are totals since the start of the arm. `seconds` and
    `gflops` have everything: what is kept for later epochs, training, a probe, measuring the
    statistics of BatchNorm, validation; a multiply-add is one operation, forward and backward.
    Loss and accuracy on training images are means over the epoch, each image counted before it was
    learned from, in the crop that was shown; those on validation images are of the epoch's end.
    Accuracies are fractions.
    """

    kind: ClassVar = "epoch_end"
    arm: str
    epoch: int
    seconds: float
    images_seen: int
    gflops: float
    train_loss: float
    train_accuracy: float
    val_loss: float
    val_accuracy: float
    val_predictions: tuple[int, ...]

    @property
    def index(self) -> int:
        return self.epoch


@dataclass(frozen=True, kw_only=True)
class Scored:
    """How well a frozen network seems to suit the training images, before anything is trained.

    `logme` (You et al. 2021) is the log evidence of a linear model on the features, in nats for
    each image, and `leep` (Nguyen et al. 2020) the mean log-likelihood of the labels given the
    network's own 1000 classes, in nats, never above 0. `nearest_neighbour_accuracy` is the
    fraction of images whose most similar other image has the same class. Of all three, higher is
    better. `seconds` count from the start of the arm; `gflops` are 1e9 multiply-adds.
    """

    kind: ClassVar = "scored"
    arm: str
    logme: float
    leep: float
    nearest_neighbour_accuracy: float
    seconds: float
    gflops: float

    @property
    def index(self) -> int:
        return 0


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The arm is over. `message` is a sentence for the user when it failed, otherwise empty.

    `model` is the file of what was trained (see `training.model_file`), where it is kept. It comes
    with the event and lies beside the others: what is written of the event does not have it.
    """

    kind: ClassVar = "finished"
    arm: str
    outcome: Outcome
    seconds: float
    message: str = ""
    model: bytes = field(default=b"", repr=False)

    @property
    def index(self) -> int:
        return 0


Event = Started | Progress | Untrained | EpochEnd | Scored | Finished

_KINDS: Final[Mapping[str, type[Event]]] = {
    cls.kind: cls for cls in (Started, Progress, Untrained, EpochEnd, Scored, Finished)
}


def to_dict(event: Event) -> dict[str, Any]:
    """Return the event as plain values for JSON, its kind included and a model left out.

    The loss of a training that diverged is no finite number; JSON has no word for that, and some
    databases refuse it, so it is written as None and read back as NaN.
    """
    values = asdict(event)
    values.pop("model", None)
    return {"kind": event.kind, **{k: None if _infinite(v) else v for k, v in values.items()}}


def from_dict(values: Mapping[str, Any]) -> Event:
    """Read back what `to_dict` wrote."""
    kept = dict(values)
    cls = _KINDS[kept.pop("kind")]
    return cls(**{name: _from_json(value) for name, value in kept.items()})


def _infinite(value: object) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _from_json(value: Any) -> Any:
    if value is None:
        return math.nan
    # JSON knows no tuples.
    return tuple(value) if isinstance(value, list) else value
