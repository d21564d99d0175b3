"""A photo on its way through the stages of a network: "features"."""

from typing import Final

from transfer_demo.lessons.pictures import StageMaps, feature_maps
from transfer_demo.ui.story.kinds import Showing, Walked
from transfer_demo.ui.story.photos import maps, photo, show_pictures


def _numbers() -> list[int]:
    return [stage.number for stage in feature_maps().stages]


def _stage(number: int) -> StageMaps:
    return next(stage for stage in feature_maps().stages if stage.number == number)


def _photo() -> str:
    found = feature_maps()
    return photo(found.photo, alt=f"A photo of {found.words}", caption="The photo")


def _before(showing: Showing) -> None:
    show_pictures(_photo())


def _show(showing: Showing) -> None:
    assert showing.guess is not None
    stage = _stage(showing.guess["step"])
    caption = (
        f"{stage.title}. {len(stage.shown)} of its {stage.channels:,} maps, "
        f"{stage.side_px} x {stage.side_px} places each."
    )
    show_pictures(_photo(), maps(stage.file, alt=stage.alt, caption=caption))


FEATURES: Final = Walked(
    label="Stage",
    steps=_numbers,
    words=str,
    before=_before,
    show=_show,
    measured=feature_maps,
)
