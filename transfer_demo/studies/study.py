"""The questions that a study can answer, and what each holds fixed, varies and compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Name = Literal["freeze", "labels", "backbones"]

Guess = Mapping[str, Any]
"""What somebody expects, said before anything is measured.

Freeze: {"frozen_stages": number}. Labels: {"images_per_class": number} with which fine-tuning
reaches what scratch reaches with all. Backbones: {"backbone": name}.
"""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question in words: its title, and one sentence each on fixed, varied and compared."""

    title: str
    fixed: str
    varies: str
    compared: str

    @property
    def sentences(self) -> tuple[str, str, str]:
        """What is held fixed, what varies, and what is compared."""
        return self.fixed, self.varies, self.compared


QUESTIONS: Final[Mapping[Name, Question]] = {
    "freeze": Question(
        title="How many layers?",
        fixed="The network, the images, their split, their crops, the epochs and the learning "
        "rates' rule stay the same.",
        varies="What varies is how many stages keep their pretrained weights: from none to all, "
        "and each of these once for every seed, which draws its own split.",
        compared="Compared is the best validation accuracy of each depth, with training from "
        "scratch and with the linear probe, which trains only the new head.",
    ),
    "labels": Question(
        title="How few images?",
        fixed="The network, the frozen stages, the epochs and, within a seed, the validation "
        "images stay the same.",
        varies="What varies is how many images of each class are learned from: a smaller number "
        "takes a part of the images of a larger one, and every seed draws others.",
        compared="Compared are fine-tuning and training from scratch: with how many images does "
        "scratch reach what fine-tuning reaches with few?",
    ),
    "backbones": Question(
        title="Which CNN?",
        fixed="The images, their split, the image size and the epochs stay the same, and every "
        "network freezes all but its last two stages.",
        varies="What varies is the pretrained network, and the seed, which draws its own split.",
        compared="Compared is the order that three quick scores predict with the order that real "
        "fine-tuning gives.",
    ),
}
