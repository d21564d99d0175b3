"""The file of a trained network: what is in it besides the numbers. No torch here.

It is a file of safetensors, so nothing in it can run: a header of JSON, then the tensors. It has
what was trained and not what the network began with: of fine-tuning the stages that were not frozen
and the head. The frozen ones are those of the pretrained weights, and the header says which.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, get_args

from transfer_demo.backbones.spec import Framing, Interpolation, Preprocessing
from transfer_demo.errors import ModelError, TransferDemoError
from transfer_demo.plan import ARMS, ResolvedPlan

SUFFIX: Final = ".safetensors"

# Of the header, under "__metadata__": safetensors has room for texts there.
_KEY: Final = "transfer_demo"
_VERSION: Final = 1
# What reading values of any kind may raise.
_ODD: Final = (
    AttributeError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    TransferDemoError,
)
_CHANNELS: Final = 3
_LARGEST_PX: Final = 4096
# The number before the header that says how long it is, and the most that safetensors reads.
_LENGTH_BYTES: Final = 8
_LONGEST_HEADER: Final = 100_000_000


@dataclass(frozen=True, kw_only=True)
class ModelFacts:
    """All that is needed to use a trained network without guessing.

    `classes` are in the order of the head's outputs. `preprocessing` and `framing` say how a
    picture becomes its input, under the plan's normalisation. `frozen` is the digest of the
    stages that were not trained, empty where all were; `engine` that of the code that trained it.
    """

    arm: str
    plan: ResolvedPlan
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    framing: Framing
    frozen: str
    engine: str

    def to_metadata(self) -> dict[str, str]:
        """Return the facts as safetensors keeps them.

        As one text: several are written in an order by chance, and the same network is to be the
        same file.
        """
        values = {**asdict(self), "plan": self.plan.to_dict(), "version": _VERSION}
        return {_KEY: json.dumps(values, sort_keys=True)}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str]) -> "ModelFacts":
        """Read back what `to_metadata` wrote.

        Raises:
            ModelError: it is no model of ours, or one of a later version.
        """
        if _KEY not in metadata:
            raise _unusable("it is not one that transfer-demo has trained")
        try:
            facts = cls._read(json.loads(metadata[_KEY]))
            _check(facts)
        except _ODD as exc:
            raise _unusable("it was made by another version of transfer-demo") from exc
        return facts

    @classmethod
    def _read(cls, values: dict[str, Any]) -> "ModelFacts":
        if values.pop("version") != _VERSION:
            raise ValueError("another version")
        shown = dict(values.pop("preprocessing"))
        mean, std = tuple(shown.pop("mean")), tuple(shown.pop("std"))
        classes = tuple(map(str, values.pop("classes")))
        if not classes or len({*classes}) < len(classes):
            raise ValueError("no classes, or one twice")
        return cls(
            plan=ResolvedPlan.from_dict(values.pop("plan")),
            classes=classes,
            preprocessing=Preprocessing(mean=mean, std=std, **shown),
            framing=Framing(**values.pop("framing")),
            **values,
        )


@dataclass(frozen=True, kw_only=True)
class ModelBytes:
    """A model in memory; `digest` is the SHA-256 of its bytes in hex."""

    data: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, kw_only=True)
class ModelFile:
    """A model that lies in the store: `data` is read when it is asked for, and not kept."""

    path: Path
    digest: str

    @property
    def data(self) -> bytes:
        """The bytes of the model.

        Raises:
            ModelError: the file is gone or cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except OSError as exc:
            raise ModelError(
                f"The model cannot be read from {self.path.parent} ({exc.strerror}). Start the run "
                "again with the same choices."
            ) from exc
        # A failing disk would otherwise answer about photos.
        if hashlib.sha256(data).hexdigest() != self.digest:
            raise ModelError(
                "The file of this model is damaged. Start the run again with the same choices, and "
                "it is written anew."
            )
        return data


AnyModel = ModelBytes | ModelFile


def read_facts(opened: BinaryIO) -> ModelFacts:
    """Return what a file says of its model, from its header alone.

    Raises:
        ModelError: it is none.
    """
    try:
        length = int.from_bytes(opened.read(_LENGTH_BYTES), "little")
        header = json.loads(opened.read(length)) if 0 < length <= _LONGEST_HEADER else None
    except (ValueError, RecursionError):  # no JSON, or no text, or brackets without end
        header = None
    if not isinstance(header, dict):
        raise _unusable("it is not a file of safetensors, or is cut short")
    metadata = header.get("__metadata__", {})
    return ModelFacts.from_metadata(metadata if isinstance(metadata, dict) else {})


def _check(facts: ModelFacts) -> None:
    """Raise ValueError where a value is none that a training has: a file can say anything."""
    shown, framing = facts.preprocessing, facts.framing
    sizes = framing.size_px, framing.resized_px
    fits = (
        facts.arm in ARMS
        and all(isinstance(value, str) for value in (facts.frozen, facts.engine))
        and len(shown.mean) == len(shown.std) == _CHANNELS
        and all(math.isfinite(value) for value in (*shown.mean, *shown.std))
        and min(shown.std) > 0
        and all(isinstance(size, int) and 0 < size <= _LARGEST_PX for size in sizes)
        and framing.size_px == facts.plan.image_size_px <= framing.resized_px
        and framing.interpolation in get_args(Interpolation)
    )
    if not fits:
        raise ValueError("a value that no training has")


def _unusable(why: str) -> ModelError:
    return ModelError(
        f"This model cannot be used: {why}. Take a .safetensors file that this version has written."
    )
