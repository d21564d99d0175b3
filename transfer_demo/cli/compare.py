"""The command `compare`: a race in the terminal, and its result as a table and as JSON."""

import contextlib

from transfer_demo.cli import options, where
from transfer_demo.cli.exit_status import leave
from transfer_demo.cli.output import STDOUT, check_file, make_folder, write_json
from transfer_demo.cli.race_lines import LiveLines
from transfer_demo.cli.result import intake_told, print_advice, print_images, print_result
from transfer_demo.cli.terminal import err, out
from transfer_demo.images.intake import load_images
from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.race import Comparison, Race, prepare
from transfer_demo.training.model_file import SUFFIX


@options.with_plan()
def compare(
    images: options.Images,
    *,
    plan: Plan,
    labels: options.Labels = None,
    zip_names: options.ZipNames = None,
    executor: options.ExecutorName = "inline",
    json_file: options.JsonFile = None,
    models: options.ModelsFolder = None,
) -> None:
    """Race fine-tuning against training from scratch on the images."""
    start = where.executor(executor)
    check_file(json_file, kind="JSON")
    folder = make_folder(models, kind="models") if models else None
    brought = load_images(images, labels=options.label_source(labels), zip_names=zip_names)
    with intake_told(brought, console=err):
        race = prepare(brought, plan)
    print_images(race.images, console=err)
    weighted = race.plan.class_weights != "none"
    print_advice(brought, race.images, weighted=weighted, console=err)
    if FINE_TUNE in plan.arms:
        where.bring_weights([plan.backbone], executor=executor)
    comparison = _run(race, start)
    # JSON on stdout stays alone there, so that it can be piped. The table comes first: a full disk
    # must not cost it.
    print_result(comparison, console=err if json_file == STDOUT else out)
    if json_file is not None:
        write_json(json_file, comparison.to_dict())
    if folder is not None:
        for arm, model in comparison.models.items():
            model.save(folder / f"{arm}{SUFFIX}")
    leave(arm.finished for arm in comparison.history.arms.values())


def _run(race: Race, start: where.Start) -> Comparison:
    """Run the race under live lines; after Ctrl-C return what was measured until then."""
    with (
        LiveLines(race.plan.arms, console=err) as lines,
        contextlib.suppress(KeyboardInterrupt),
        contextlib.closing(start()) as executor,
    ):
        race.run(executor=executor, on_event=lines.listen)
    return Comparison(plan=race.plan, images=race.images, history=lines.history)
