"""Feature maps of one photo after some stages of a pretrained backbone."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from PIL import Image
from plotly.colors import sequential

from tests.benchmarks.figures.photo import BACKBONE, EVERYDAY, SIZE_PX, inputs, taken_in
from transfer_demo.backbones import architectures
from transfer_demo.images.dataset import Picture
from transfer_demo.lessons.pictures import pictures_folder

# A bird whose outline nobody mistakes. One stage for each size of map, from the first to the last.
# The screen of the story says in words what each shows: look at them before you write.
BIRD = "birds/pink_flamingo.jpg"
STAGES = ("stem", "block 1", "block 2", "block 4", "final conv")
COLUMNS, ROWS = 4, 2
MAP_PX, GAP_PX = 160, 8


def features() -> dict[str, Any]:
    """Draw the maps of some stages."""
    maps = activations(taken_in(BIRD))
    numbers = {stage.name: number for number, stage in enumerate(BACKBONE.stages, start=1)}
    stages = []
    for name in STAGES:
        made = maps[name]
        shown = most_varied(made, count=COLUMNS * ROWS)
        file = f"{name.replace(' ', '-')}.png"
        montage(made[shown]).save(pictures_folder() / file, optimize=True)
        print(f"{file}: {(pictures_folder() / file).stat().st_size:,} bytes", flush=True)
        stages.append(
            {
                "name": name,
                "number": numbers[name],
                "side_px": made.shape[-1],
                "channels": len(made),
                "shown": shown.tolist(),
                "file": file,
            }
        )
    return {
        "backbone": BACKBONE.title,
        "photo": (EVERYDAY / BIRD).as_posix(),
        "image_size_px": SIZE_PX,
        "stages": stages,
    }


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
