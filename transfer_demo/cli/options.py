"""Options of `compare` and `study`: the plan's table of choices in the words of a command line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from transfer_demo.plan import ALL, ARMS, FROZEN_HELP, NUMBER_FIELDS, OPTION_FIELDS, Plan

ALL_ARMS = ",".join(ARMS)


def _number(name: str, *option: str) -> Any:
    field = NUMBER_FIELDS[name]
    # On the page a field is left empty, here an option is left out.
    text = field.help.replace("Empty:", "Left out:")
    return typer.Option(*option, help=f"{text} From {field.limits}.")


def _choice(name: str) -> Any:
    field = OPTION_FIELDS[name]
    return typer.Option(help=field.help, metavar="|".join(field.options))


LabelByName = Annotated[
    bool,
    typer.Option(
        "--label-by-name",
        help="Where there are no sub-folders, take the classes from the names of the files: "
        "cat_001.jpg shows a cat.",
    ),
]
Images = Annotated[
    Path,
    typer.Argument(
        metavar="IMAGES",
        help="Folder or .zip with one sub-folder per class, or with train/ and val/ holding those.",
    ),
]
Backbone = Annotated[str, typer.Option(help="A name from `transfer-demo models`.")]
Frozen = Annotated[
    str | None,
    typer.Option(
        "--frozen", metavar="N|all", help=FROZEN_HELP, show_default="all but the last two"
    ),
]
Epochs = Annotated[int, _number("epochs")]
ScratchEpochsFactor = Annotated[int, _number("scratch_epochs_factor")]
UpdatesPerEpoch = Annotated[int | None, _number("updates_per_epoch")]
ImageSize = Annotated[int, _number("image_size_px", "--image-size")]
BatchSize = Annotated[int, _number("batch_size")]
Seed = Annotated[int, _number("seed")]
Arms = Annotated[str, typer.Option(help="Which trainings run, with commas between them.")]
TrainPerClass = Annotated[int | None, _number("train_per_class")]
ValPerClass = Annotated[int | None, _number("val_per_class")]
Augmentation = Annotated[str, _choice("augmentation")]
Views = Annotated[int, _number("views")]
BatchNorm = Annotated[str, _choice("batch_norm")]
ClassWeights = Annotated[str, _choice("class_weights")]
HeadStart = Annotated[str, _choice("head_start")]
Normalisation = Annotated[str, _choice("normalisation")]
HeadLearningRate = Annotated[float | None, _number("head_learning_rate")]
BodyLearningRate = Annotated[float | None, _number("body_learning_rate")]
ScratchLearningRate = Annotated[float | None, _number("scratch_learning_rate")]
Executor = Annotated[str, typer.Option(metavar="inline|dask", help="Where to train.")]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write JSON; - is stdout.")
]


def read_plan(chosen: Mapping[str, Any]) -> Plan:
    """Return the plan of a command whose parameters have the names of the plan's fields.

    Raises:
        PlanError: a value is out of range or unknown.
    """
    arms = tuple(arm.strip() for arm in chosen["arms"].split(","))
    frozen_stages = _read_frozen(chosen["frozen_stages"])
    return Plan.from_dict({**chosen, "arms": arms, "frozen_stages": frozen_stages})


def _read_frozen(text: str | None) -> int | str | None:
    # What is no number is left for Plan to refuse.
    if text is None or text == ALL:
        return text
    try:
        return int(text)
    except ValueError:
        return text
