"""The command `study`: many trainings that answer one question."""

import contextlib
from typing import Annotated, Any

import typer

from transfer_demo.cli import options, where
from transfer_demo.cli.exit_status import leave
from transfer_demo.cli.output import STDOUT, check_file, write, write_json
from transfer_demo.cli.result import intake_told, print_advice, print_images
from transfer_demo.cli.study_lines import StudyLines
from transfer_demo.cli.study_result import print_study
from transfer_demo.cli.terminal import err, out
from transfer_demo.errors import PlanError, TransferDemoError
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.studies.asking import Asked
from transfer_demo.studies.freeze import VARIANTS
from transfer_demo.studies.questions import QUESTIONS, find
from transfer_demo.studies.seeds import SEEDS, USUAL_SEEDS
from transfer_demo.study import StudyResult, ask, run

# What a study varies itself, or what only one of them knows.
_REFUSED = {
    "freeze": ("frozen_stages", "backbones"),
    "labels": ("variants", "backbones"),
    "backbones": ("backbone", "frozen_stages", "variants", "scratch_epochs_factor"),
    "catch-up": ("scratch_epochs_factor", "variants", "backbones"),
}
_OPTIONS = {"frozen_stages": "--frozen"}
_USUAL = {"backbone": Plan.backbone, "scratch_epochs_factor": Plan.scratch_epochs_factor}


@options.with_plan(arms=False)
def study(
    question: Annotated[
        str,
        typer.Argument(
            metavar="|".join(QUESTIONS),
            help="How many layers to freeze, how few images are enough, which CNN, or whether "
            "scratch catches up when it trains longer.",
        ),
    ],
    images: options.Images,
    *,
    seeds: Annotated[int, typer.Option(help=f"{SEEDS.help} From {SEEDS.limits}.")] = USUAL_SEEDS,
    plan: Plan,
    backbones: Annotated[
        str | None,
        typer.Option(
            help="For backbones: which are compared, with commas between them.",
            show_default="all whose weights are on this machine",
        ),
    ] = None,
    variants: Annotated[
        str | None,
        typer.Option(
            help=f"For freeze: more ways to train everything: {', '.join(VARIANTS)}.",
            show_default="none",
        ),
    ] = None,
    labels: options.Labels = None,
    zip_names: options.ZipNames = None,
    executor: options.ExecutorName = "dask",
    json_file: options.JsonFile = None,
    csv_file: Annotated[
        str | None,
        typer.Option("--csv", metavar="FILE", help="Write a line for each training; - is stdout."),
    ] = None,
) -> None:
    """Ask one question of many trainings on the images, several seeds each."""
    find(question)
    given = {**vars(plan), "backbones": backbones, "variants": variants}
    _refuse_what_does_not_apply(question, given)
    start = where.executor(executor)
    check_file(json_file, kind="JSON")
    check_file(csv_file, kind="CSV")
    if json_file == csv_file == STDOUT:
        raise TransferDemoError("JSON and CSV cannot both go to stdout. Write one to a file.")
    brought = load_images(images, labels=options.label_source(labels), zip_names=zip_names)
    with intake_told(brought, console=err):
        asked = ask(
            question,
            brought,
            plan,
            seeds=seeds,
            variants=_names(variants),
            names=_names(backbones) or None,
        )
    parts = asked.orders[0][1]
    print_images(parts, console=err)
    print_advice(brought, parts, weighted=plan.class_weights != "none", console=err)
    where.bring_weights(asked.pretrained, executor=executor)
    result = _run(asked, start)
    # What is written to stdout stays alone there, so that it can be piped. The table comes first,
    # and one file that cannot be written does not cost the other.
    print_study(result, console=err if STDOUT in (json_file, csv_file) else out)
    try:
        if json_file is not None:
            write_json(json_file, result.to_dict())
    finally:
        if csv_file is not None:
            write(csv_file, result.to_csv(), kind="CSV")
    leave(cell.history.finished for cell in result.cells)


def _run(asked: Asked, start: where.Start) -> StudyResult:
    """Run the study under live lines; after Ctrl-C return what was measured until then."""
    with (
        StudyLines(asked, console=err) as lines,
        contextlib.suppress(KeyboardInterrupt),
        contextlib.closing(start()) as executor,
    ):
        run(asked, executor=executor, on_change=lines.listen)
    return StudyResult(asked=asked, cells=lines.cells)


def _refuse_what_does_not_apply(question: str, given: dict[str, Any]) -> None:
    for name in _REFUSED.get(question, ()):
        if given[name] != _USUAL.get(name):
            option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
            raise PlanError(
                f"{option} does not go with the study {question!r}: it is what this study varies, "
                "or nothing that it knows. Leave it out."
            )


def _names(text: str | None) -> list[str]:
    """Return the names in a text with commas, each once."""
    names = (name.strip() for name in (text or "").split(","))
    return list(dict.fromkeys(name for name in names if name))
