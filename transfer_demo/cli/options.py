"""Options of `compare` and `study`: the plan's table of choices in the words of a command line."""

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from transfer_demo.errors import ImagesError
from transfer_demo.images.layout.location import LABEL_SOURCES, LabelSource
from transfer_demo.plan import ALL, ARMS, FROZEN_HELP, NUMBER_FIELDS, OPTION_FIELDS, Plan

Labels = Annotated[
    str | None,
    typer.Option(
        "--labels",
        metavar="|".join(LABEL_SOURCES),
        help="What gives the classes: the top folders; class folders in the parts of a split (or "
        "parts in class folders); the folders below the top ones, without a split; the names of "
        "the files (cat_001.jpg is a cat); or a table (labels.csv) among the files.",
        show_default="what is found",
    ),
]
ZipNames = Annotated[
    str | None,
    typer.Option(
        "--zip-names",
        metavar="ENCODING",
        help="In which encoding the names in a .zip are that does not say it, as cp932 or gbk.",
        show_default="the likeliest",
    ),
]
Images = Annotated[
    Path,
    typer.Argument(
        metavar="IMAGES",
        help="Folder or .zip with one sub-folder per class, or with train/ and val/ holding those.",
    ),
]
ExecutorName = Annotated[str, typer.Option(metavar="inline|dask", help="Where to train.")]
JsonFile = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write JSON; - is stdout.")
]

ModelsFolder = Annotated[
    str | None,
    typer.Option(
        "--models",
        metavar="FOLDER",
        help="Write what each arm has trained, as a .safetensors file for `predict`.",
    ),
]

# Choices of the plan that are neither a number nor one of a few words.
_BACKBONE: Final = Annotated[str, typer.Option(help="A name from `transfer-demo models`.")]
_FROZEN: Final = Annotated[
    str | None,
    typer.Option(
        "--frozen", metavar="N|all", help=FROZEN_HELP, show_default="all but the last two"
    ),
]
_ARMS: Final = Annotated[str, typer.Option(help="Which trainings run, with commas between them.")]
# Where the option is not called as the field.
_NAMES: Final = {"image_size_px": "--image-size"}


def label_source(text: str | None) -> LabelSource | None:
    """Return what is to give the labels.

    Raises:
        ImagesError: nothing is called that.
    """
    found = next((source for source in LABEL_SOURCES if source == text), None)
    if text is not None and found is None:
        raise ImagesError(
            f"--labels {text} is unknown. Choose one of {', '.join(LABEL_SOURCES)}; or none."
        )
    return found


def with_plan(*, arms: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command that takes a `plan` an option for each choice that a plan has.

    So a choice is added to the plan alone, and both commands have it.

    Args:
        arms: whether the trainings of the plan can be chosen, too.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        options = list(_options(arms=arms))
        names = [option.name for option in options]

        @functools.wraps(command)
        def with_options(**given: Any) -> None:
            chosen = {name: given.pop(name) for name in names}
            command(plan=_plan(chosen), **given)

        signature = inspect.signature(command, eval_str=True)
        own = signature.parameters.values()
        asked = [each for one in own for each in (options if one.name == "plan" else [one])]
        with_options.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in asked]
        )
        return with_options

    return decorate


def _options(*, arms: bool) -> Iterator[inspect.Parameter]:
    """Yield a parameter for each choice of a plan, with its option and its default."""
    for field in fields(Plan):
        name, default = field.name, field.default
        if name == "backbone":
            option: Any = _BACKBONE
        elif name == "frozen_stages":
            option = _FROZEN
        elif name == "arms":
            option, default = _ARMS, ",".join(ARMS)
        elif name in NUMBER_FIELDS:
            option = _number(name)
        else:
            option = _choice(name)
        if option is not None and (arms or name != "arms"):
            assert default is not MISSING
            kind = inspect.Parameter.KEYWORD_ONLY
            yield inspect.Parameter(name, kind, default=default, annotation=option)


def _number(name: str) -> Any:
    field = NUMBER_FIELDS[name]
    number: Any = int if field.integer else float
    # On the page a field is left empty, here an option is left out.
    text = field.help.replace("Empty:", "Left out:")
    names = [_NAMES[name]] if name in _NAMES else []
    option = typer.Option(*names, help=f"{text} From {field.limits}.")
    return Annotated[number | None if field.optional else number, option]


def _choice(name: str) -> Any:
    field = OPTION_FIELDS[name]
    if not field.offered:
        return None
    return Annotated[str, typer.Option(help=field.help, metavar="|".join(field.options))]


def _plan(chosen: dict[str, Any]) -> Plan:
    """Return the plan of what was chosen.

    Raises:
        PlanError: a value is out of range or unknown.
    """
    if "arms" in chosen:
        chosen["arms"] = tuple(arm.strip() for arm in chosen["arms"].split(","))
    return Plan(**{**chosen, "frozen_stages": _frozen(chosen["frozen_stages"])})


def _frozen(text: str | None) -> Any:
    # What is no number is left for Plan to refuse.
    if text is None or text == ALL:
        return text
    try:
        return int(text)
    except ValueError:
        return text
