"""The command `compare`: a race in the terminal, and its result as a table and as JSON."""

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from transfer_demo.backbones import catalogue, weights
from transfer_demo.cli import options
from transfer_demo.cli.live import LiveLines
from transfer_demo.cli.models import download
from transfer_demo.cli.result import print_advice, print_images, print_result
from transfer_demo.cli.terminal import FAILED, INTERRUPTED, complain, err, out
from transfer_demo.errors import ExecutorError, TransferDemoError
from transfer_demo.executors.protocol import Executor
from transfer_demo.images.intake import load_images
from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.race import Comparison, Race, prepare

STDOUT = "-"


def _inline() -> Executor:
    from transfer_demo.executors.inline import InlineExecutor

    return InlineExecutor()


def _dask() -> Executor:
    from transfer_demo.executors.dask import from_environment

    return from_environment()


EXECUTORS: dict[str, Callable[[], Executor]] = {"inline": _inline, "dask": _dask}


def compare(
    context: typer.Context,
    images: options.Images,
    backbone: options.Backbone = Plan.backbone,
    frozen_stages: options.Frozen = None,
    epochs: options.Epochs = Plan.epochs,
    image_size_px: options.ImageSize = Plan.image_size_px,
    batch_size: options.BatchSize = Plan.batch_size,
    seed: options.Seed = Plan.seed,
    arms: options.Arms = options.ALL_ARMS,
    train_per_class: options.TrainPerClass = None,
    val_per_class: options.ValPerClass = None,
    augmentation: options.Augmentation = Plan.augmentation,
    views: options.Views = Plan.views,
    batch_norm: options.BatchNorm = Plan.batch_norm,
    head_learning_rate: options.HeadLearningRate = None,
    body_learning_rate: options.BodyLearningRate = None,
    scratch_learning_rate: options.ScratchLearningRate = None,
    class_weights: options.ClassWeights = Plan.class_weights,
    head_start: options.HeadStart = Plan.head_start,
    label_by_name: options.LabelByName = False,
    executor: Annotated[
        str, typer.Option(metavar="inline|dask", help="Where to train.")
    ] = "inline",
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write JSON; - is stdout.")
    ] = None,
) -> None:
    """Race fine-tuning against training from scratch on the images."""
    plan = options.read_plan(context.params)
    start = _executor(executor)
    _check_json_file(json_file)
    brought = load_images(images, label_by_name=label_by_name)
    race = prepare(brought, plan)
    print_images(race.images, console=err)
    print_advice(brought, race, console=err)
    _bring_weights(plan, executor)
    comparison = _run(race, start)
    try:
        if json_file is not None:
            _write_json(json_file, comparison)
    finally:
        # JSON on stdout stays alone there, so that it can be piped.
        print_result(comparison, console=err if json_file == STDOUT else out)
    _leave(comparison)


def _bring_weights(plan: Plan, executor: str) -> None:
    """Download the weights if they are missing, unless another machine is to use them."""
    elsewhere = executor == "dask" and os.environ.get("TRANSFER_DEMO_SCHEDULER")
    backbone = catalogue.get(plan.backbone)
    if FINE_TUNE in plan.arms and not elsewhere and weights.status(backbone) == "download":
        download(backbone)


def _run(race: Race, start: Callable[[], Executor]) -> Comparison:
    """Run the race under live lines; after Ctrl-C return what was measured until then."""
    with (
        LiveLines(race.plan.arms, console=err) as lines,
        contextlib.suppress(KeyboardInterrupt),
        contextlib.closing(start()) as executor,
    ):
        race.run(executor=executor, on_event=lines.listen)
    return Comparison(plan=race.plan, images=race.images, history=lines.history)


def _leave(comparison: Comparison) -> None:
    """End with the exit status that tells how the arms ended."""
    arms = comparison.history.arms.values()
    failed = [arm.finished.message for arm in arms if arm.finished and arm.finished.message]
    for message in failed:
        complain(message)
    if not all(arm.finished and arm.finished.outcome != "stopped" for arm in arms):
        err.print("Stopped with Ctrl-C. The table shows what was measured until then.")
        raise typer.Exit(INTERRUPTED)
    if failed:
        raise typer.Exit(FAILED)


def _executor(name: str) -> Callable[[], Executor]:
    if name not in EXECUTORS:
        known = ", ".join(EXECUTORS)
        raise ExecutorError(f"Executor is {name!r}, and it must be one of: {known}.")
    return EXECUTORS[name]


def _check_json_file(name: str | None) -> None:
    """Raise, before a training is spent on it, if the file could not be written."""
    if name is None or name == STDOUT:
        return
    file = Path(name)
    if file.is_dir():
        raise TransferDemoError(f"The JSON cannot be written to {file}, which is a folder.")
    if not file.resolve().parent.is_dir():
        raise TransferDemoError(f"The JSON cannot be written: there is no folder {file.parent}.")


def _write_json(name: str, comparison: Comparison) -> None:
    text = json.dumps(comparison.to_dict(), indent=2)
    if name == STDOUT:
        print(text)
        return
    try:
        Path(name).write_text(text + "\n", encoding="utf-8")
    except OSError as exc:
        raise TransferDemoError(f"The JSON cannot be written to {name} ({exc.strerror}).") from exc
