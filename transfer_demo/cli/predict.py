"""The command `predict`: what the trained networks of a race say of pictures."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import parse_qs, urlsplit

import typer
from rich.table import Table

from transfer_demo.cli import options
from transfer_demo.cli.output import STDOUT, check_file, write_json
from transfer_demo.cli.terminal import err, out, print_table, safe
from transfer_demo.errors import ImagesError, ModelError
from transfer_demo.images.dataset import Photo, Rejection
from transfer_demo.images.unlabelled import load_unlabelled
from transfer_demo.models.trained_model import Prediction, TrainedModel, load_model
from transfer_demo.plan import ARM_NAMES, ARM_TITLES
from transfer_demo.training.model_file import SUFFIX

_TOKEN_PARAMETER: Final = "run"

Predictions = Mapping[str, Sequence[Prediction]]
"""By arm, in the order of the photos."""


def predict(
    model: Annotated[
        str,
        typer.Argument(
            metavar="RUN-OR-FILE",
            help="A .safetensors file, the folder that `compare --models` wrote, or the address "
            "(or the token in it) of a race on this machine.",
        ),
    ],
    images: Annotated[
        list[Path], typer.Argument(metavar="IMAGES...", help="Pictures, folders or .zip files.")
    ],
    json_file: options.JsonFile = None,
) -> None:
    """Say what trained networks see in pictures, both arms of a race side by side."""
    check_file(json_file, kind="JSON")
    models = _models(model)
    brought = [load_unlabelled(path) for path in images]
    photos = [photo for one in brought for photo in one.photos]
    rejected = [refused for one in brought for refused in one.rejected]
    for refused in rejected:
        err.print(safe(f"Not used: {refused.file}: {refused.reason}"), soft_wrap=True)
    if not photos:
        raise ImagesError("There is no picture to be asked about. Name pictures that can be read.")
    said = {arm: one.predict(photos) for arm, one in models.items()}
    _print(photos, said, to_stderr=json_file == STDOUT)
    if json_file is not None:
        write_json(json_file, _to_dict(models, photos, said, rejected))


def _models(named: str) -> dict[str, TrainedModel]:
    """Return the models that somebody named, by their arms.

    Raises:
        ModelError: there is none.
        StoreError: no run is called that.
    """
    if not named.strip():
        raise ModelError("Name a model: a .safetensors file, a folder of them, or a race.")
    path = Path(named)
    if os.path.isdir(path):
        files = sorted(path.glob(f"*{SUFFIX}"))
        if not files:
            raise ModelError(
                f"The folder {path} holds no {SUFFIX} file. Name the one that "
                "`transfer-demo compare --models` wrote."
            )
        return _by_arm([load_model(file) for file in files])
    if os.path.exists(path) or path.suffix == SUFFIX:
        return _by_arm([load_model(path)])
    return _of_run(named)


def _by_arm(models: Sequence[TrainedModel]) -> dict[str, TrainedModel]:
    found = {model.facts.arm: model for model in models}
    if len(found) < len(models):
        raise ModelError(
            "The folder holds several models of one arm. Name one of the files instead."
        )
    if len({(model.facts.plan, model.classes) for model in models}) > 1:
        raise ModelError(
            "The models in the folder are of different races, so their answers do not belong side "
            "by side. Name one of the files instead."
        )
    return found


def _of_run(named: str) -> dict[str, TrainedModel]:
    # Only here: it brings a database.
    from transfer_demo.store.run_store import RunStore

    asked = parse_qs(urlsplit(named).query).get(_TOKEN_PARAMETER, [named])
    store = RunStore.open()
    try:
        run = store.record(asked[0])
        kept = store.models.of(run.token)
        found = {arm: kept[arm].file for arm in run.plan.arms if arm in kept}
        models = {arm: TrainedModel(file.data) for arm, file in found.items() if file}
        store.models.note_use(run.token)
    finally:
        store.close()
    if not models:
        arms = " and ".join(ARM_NAMES[arm] for arm in run.plan.arms)
        raise ModelError(
            f"No trained network of this run is kept ({arms}): it is not over, it was stopped, or "
            "its networks had to make room for others. Start it again with the same choices."
        )
    gone = [ARM_NAMES[arm] for arm in run.plan.arms if arm not in models]
    if gone:
        err.print(f"What {' and '.join(gone)} has trained is not kept.", soft_wrap=True)
    return models


def _print(photos: Sequence[Photo], said: Predictions, *, to_stderr: bool) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    for arm in said:
        table.add_column(ARM_TITLES[arm], overflow="fold")
    for photo, *answers in zip(photos, *said.values(), strict=True):
        table.add_row(safe(photo.file), *(safe(_words(answer)) for answer in answers))
    print_table(table, console=err if to_stderr else out)


def _words(answer: Prediction) -> str:
    return f"{answer.class_name} {answer.probabilities[answer.class_name]:.0%}"


def _to_dict(
    models: Mapping[str, TrainedModel],
    photos: Sequence[Photo],
    said: Predictions,
    rejected: Sequence[Rejection],
) -> dict[str, Any]:
    return {
        "models": {
            arm: {"plan": model.facts.plan.to_dict(), "classes": list(model.classes)}
            for arm, model in models.items()
        },
        "images": [
            {
                "file": photo.file,
                "arms": {
                    arm: {
                        "class": answers[place].class_name,
                        "probabilities": dict(answers[place].probabilities),
                    }
                    for arm, answers in said.items()
                },
            }
            for place, photo in enumerate(photos)
        ],
        "rejected": [{"file": one.file, "reason": one.reason} for one in rejected],
    }
