"""The list of questions: for each its words, and the functions that read and answer it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from transfer_demo.errors import PlanError
from transfer_demo.studies import backbones, catch_up, freeze, labels
from transfer_demo.studies.baselines import with_baseline
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.results import (
    backbones_results,
    catch_up_results,
    freeze_results,
    labels_results,
)
from transfer_demo.studies.summary import (
    Table,
    backbones_table,
    catch_up_table,
    freeze_table,
    labels_table,
)
from transfer_demo.studies.too_few import unless_too_few


@dataclass(frozen=True, kw_only=True)
class StudyQuestion:
    """A question, and how it is answered from the cells of a study.

    The sentences say what is held fixed, what varies, and what is compared. `read` folds cells into
    a result, which the others take: `answer` says it in sentences, `guess_answer` how far a guess
    was (a `StudyGuess`; without one nothing), `summary` gives the numbers as a table in words, and
    `results` as they are, in a row for each point of the figure.
    """

    title: str
    sentences: tuple[str, str, str]
    read: Callable[[Sequence[Cell]], Any]
    answer: Callable[[Any], tuple[str, ...]]
    guess_answer: Callable[[Any, Any], str]
    summary: Callable[[Any], Table]
    results: Callable[[Any], list[dict[str, object]]]


QUESTIONS: Final[Mapping[str, StudyQuestion]] = {
    "freeze": StudyQuestion(
        title="How many layers?",
        sentences=(
            "Within a seed the network, the images, their split and crops, the epochs and the "
            "head's learning rate stay the same; by default the stages learn more slowly where "
            "more than half of the pretrained weights are trained, and scratch has a rate of its "
            "own.",
            "What varies is how many stages keep their pretrained weights, from none to all; each "
            "depth is trained once for every seed, which draws a split of its own unless the "
            "images came with one.",
            "Compared is the validation accuracy after the last epoch: that of the best depth with "
            "every other, the linear probe among them, which trains only the new head, and with "
            "training from scratch.",
        ),
        read=freeze.read,
        answer=with_baseline(unless_too_few(freeze.answer)),
        guess_answer=freeze.guess_answer,
        summary=freeze_table,
        results=freeze_results,
    ),
    "labels": StudyQuestion(
        title="How few images?",
        sentences=(
            "The network, the frozen stages, the epochs, the updates of the weights in each, the "
            "batch size (to a few images) and, within a seed, the validation images stay the same: "
            "few images are shown more often, in more crops of each if any, until they have had as "
            "many updates as all of them.",
            "What varies is how many images of each class are learned from: a smaller number takes "
            "a part of the images of a larger one, a class that has fewer gives all of them, and "
            "every seed draws others.",
            "Compared are fine-tuning and training from scratch: with how many images does scratch "
            "reach what fine-tuning reaches with few?",
        ),
        read=labels.read,
        answer=with_baseline(unless_too_few(labels.answer)),
        guess_answer=labels.guess_answer,
        summary=labels_table,
        results=labels_results,
    ),
    "backbones": StudyQuestion(
        title="Which CNN?",
        sentences=(
            "Within a seed the images, their split, the image size, the epochs and the rule for "
            "the learning rates stay the same, and every network freezes all but its last two "
            "stages; larger pictures, or rates of its own, could be better for one or the other.",
            "What varies is the pretrained network, and the seed, which draws a split of its own "
            "unless the images came with one.",
            "Compared is the order that three quick scores predict with the order that real "
            "fine-tuning gives.",
        ),
        read=backbones.read,
        answer=with_baseline(unless_too_few(backbones.answer)),
        guess_answer=backbones.guess_answer,
        summary=backbones_table,
        results=backbones_results,
    ),
    "catch-up": StudyQuestion(
        title="Does scratch catch up?",
        sentences=(
            "Within a seed the network, the frozen stages, the images, their split, the batch size "
            "and the learning rates stay the same, and fine-tuning is trained once, for the epochs "
            "that are chosen.",
            "What varies is how long scratch trains: 1, 2, 4, 8 or 16 times as many epochs, each a "
            "training of its own, with a schedule that ends with it and as many times the crops, "
            "if any; and the seed, which draws a split of its own unless the images came with one.",
            "Compared are the accuracies after the last epoch: with how many times the epochs, and "
            "after how many seconds, is scratch no longer below fine-tuning?",
        ),
        read=catch_up.read,
        answer=with_baseline(unless_too_few(catch_up.answer)),
        guess_answer=catch_up.guess_answer,
        summary=catch_up_table,
        results=catch_up_results,
    ),
}


def find(name: str) -> StudyQuestion:
    """Return the question of that name.

    Raises:
        PlanError: there is none; the message lists the known names.
    """
    if name not in QUESTIONS:
        known = ", ".join(QUESTIONS)
        raise PlanError(f"There is no study of {name!r}, and it must be one of: {known}.")
    return QUESTIONS[name]
