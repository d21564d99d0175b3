"""Everything that can go wrong in a way a person can mend.

    TransferDemoError
    |-- PlanError            a choice is out of range or unknown
    |-- ImagesError          these images cannot be used for this
    |   |-- UnreadableImage  one file is no picture that we can read
    |   |   `-- GivenUp      to read it took too long
    |   `-- LabelsUnclear    nothing says what is on the files, or several things do
    |-- BackboneError        this pretrained CNN cannot be used
    |   |-- UnknownBackbone
    |   `-- WeightsMissing   its weights are not on this machine and cannot be fetched now
    |-- StoreError           runs or images cannot be written or read
    |   |-- UnknownRun
    |   |-- UnknownStudy
    |   |-- UnreadableRun    its row says what this version does not understand
    |   |-- SomebodyElses    a run or a study that another person started
    |   `-- PictureMissing   an image is gone or cannot be read
    |-- ModelError           a trained network cannot be used
    `-- ExecutorError        the workers cannot be started or reached

The message of each is a sentence for the person in front of the screen: what was wrong, what is
allowed, what to do. The page shows it as it is; the command line prints it and exits with status 2.
"""

from collections.abc import Sequence
from typing import Any


class TransferDemoError(Exception):
    """Base of all errors whose message is written for the user."""


class PlanError(TransferDemoError):
    """A choice of the plan is out of range or unknown."""


class ImagesError(TransferDemoError):
    """The images cannot be used for what was asked."""


class UnreadableImage(ImagesError):
    """One file is no picture that we can read."""


class GivenUp(UnreadableImage):
    """Reading a file took too long, or ended what was reading it."""


class LabelsUnclear(ImagesError):
    """Somebody has to say what gives the labels of files.

    `why` says it without what can be done about it. `layouts` are what they can choose from
    (`images.layout.location.Layout`), the likeliest first; empty if nothing gives labels.
    `encodings` are those in which the names can be read, if that is a question, too.
    """

    def __init__(
        self, message: str, *, why: str, layouts: Sequence[Any], encodings: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.why = why
        self.layouts = tuple(layouts)
        self.encodings = tuple(encodings)


class BackboneError(TransferDemoError):
    """A pretrained CNN cannot be used."""


class UnknownBackbone(BackboneError):
    """The catalogue has no backbone of that name."""


class WeightsMissing(BackboneError):
    """The weights are not on this machine and could not be fetched."""


class ModelError(TransferDemoError):
    """A trained network cannot be used: its file is damaged, or made for something else."""


class StoreError(TransferDemoError):
    """Runs or images cannot be written or read."""


class UnknownRun(StoreError):
    """No run has this token."""


class UnknownStudy(StoreError):
    """No study has this token."""


class UnreadableRun(StoreError):
    """What is kept of a run is damaged, or of a version that this one does not understand."""


class SomebodyElses(StoreError):
    """A run or a study can be changed by the person alone who started it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This {what} was started by somebody else, or in another browser. You can look at it; "
            "only whoever started it can stop, change or delete it. Start one of your own."
        )


class PictureMissing(StoreError):
    """An image is gone or cannot be read."""


class ExecutorError(TransferDemoError):
    """The workers cannot be started or reached."""
