"""How much of the disk trained models may take: of one person, and of all."""

import os
from dataclasses import dataclass
from typing import Final, Self

from transfer_demo.errors import StoreError
from transfer_demo.images.limits import GIB

OF_ALL: Final = "TRANSFER_DEMO_MODELS_GB"
OF_ONE: Final = "TRANSFER_DEMO_MODELS_GB_PER_PERSON"

# The networks of a race take 14 MB with the default backbone, and 220 MB with the largest one.
_GB_OF_ALL: Final = 20.0
_GB_OF_ONE: Final = 1.0
# No disk has so much.
_MOST_GB: Final = 1e9


@dataclass(frozen=True, kw_only=True)
class Room:
    """Bytes for all models, and for those of one person."""

    of_all: int
    of_one: int

    @classmethod
    def configured(cls) -> Self:
        """Return the room that the environment gives, in GB of 2**30 bytes.

        Raises:
            StoreError: it says no number.
        """
        return cls(of_all=_bytes(OF_ALL, _GB_OF_ALL), of_one=_bytes(OF_ONE, _GB_OF_ONE))


def _bytes(variable: str, usual_gb: float) -> int:
    said = os.environ.get(variable) or str(usual_gb)
    try:
        number = float(said)
        if not 0 <= number < _MOST_GB:
            raise ValueError
    except ValueError as exc:
        raise StoreError(
            f"{variable} is {said!r}, and it must be a number of GB, 0 or more. Trained models may "
            "take so much of the disk; without it, they may take "
            f"{usual_gb:g} GB."
        ) from exc
    return int(number * GIB)
