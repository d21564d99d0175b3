"""The commands `models` and `fetch`: what the catalogue offers, and its weights brought here."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from transfer_demo.backbones import catalogue, weights
from transfer_demo.backbones.spec import Backbone
from transfer_demo.cli import options
from transfer_demo.cli.output import STDOUT, check_file, write_json
from transfer_demo.cli.terminal import err, out, print_table, safe


def models(json_file: options.JsonFile = None) -> None:
    """List the pretrained CNNs that can be chosen, and whether their weights are here."""
    check_file(json_file, kind="JSON")
    backbones = catalogue.CATALOGUE.values()
    _print_table(backbones, console=err if json_file == STDOUT else out)
    if json_file is not None:
        write_json(json_file, {"models": [_to_dict(backbone) for backbone in backbones]})


def _print_table(backbones: Iterable[Backbone], *, console: Console) -> None:
    # So narrow that 80 columns are enough.
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Name", no_wrap=True)
    table.add_column("Title", overflow="fold", min_width=12)
    for heading in ("Params", "Top-1", "Input", "GFLOPs"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Licence", no_wrap=True)
    table.add_column("Weights")
    for backbone in backbones:
        table.add_row(
            backbone.name,
            backbone.title,
            f"{backbone.parameters / 1e6:.1f} M",
            f"{backbone.imagenet_top1:.1%}",
            f"{backbone.input_size_px} px",
            f"{backbone.gflops:.2f}",
            backbone.licence,
            availability(backbone),
        )
    print_table(table, console=console)
    console.print(
        "Top-1 is the published accuracy on ImageNet. Parameters and GFLOPs are without the "
        "classifier; GFLOPs are multiply-adds of one image at the input size.",
        soft_wrap=True,
    )


def fetch(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name from `transfer-demo models`.")
    ],
) -> None:
    """Bring the weights of a pretrained CNN to this machine."""
    backbone = catalogue.get(name)
    before = weights.status(backbone)
    file = download(backbone)
    said = {
        "bundled": "was installed as a package. It is here:",
        "cached": "is here already:",
        "download": "is here now:",
    }
    out.print(safe(f"{backbone.title} {said[before]} {file}"), soft_wrap=True)


def download(backbone: Backbone) -> Path:
    """Return the file of the weights, downloaded under a progress bar if it is not here yet.

    Raises:
        WeightsMissing: it cannot be downloaded or written.
    """
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(TextColumn("{task.description}"), *columns, console=err) as bar:
        task = bar.add_task(backbone.title, total=None, visible=False)
        return weights.fetch(
            backbone,
            lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )


def availability(backbone: Backbone) -> str:
    """Return in words where the weights are: bundled, cached, or a download of so many MB."""
    status = weights.status(backbone)
    return f"download {backbone.weights.megabytes:.0f} MB" if status == "download" else status


def _to_dict(backbone: Backbone) -> dict[str, Any]:
    return {
        "name": backbone.name,
        "title": backbone.title,
        "parameters": backbone.parameters,
        "imagenet_top1": backbone.imagenet_top1,
        "input_size_px": backbone.input_size_px,
        "gflops": round(backbone.gflops, 6),
        "stages": [stage.name for stage in backbone.stages],
        "licence": backbone.licence,
        "status": weights.status(backbone),
        "download_megabytes": backbone.weights.megabytes,
        "file": str(weights.path(backbone)),
    }
