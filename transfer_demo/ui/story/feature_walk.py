"""A photo on its way through the stages of a network: "features"."""

from typing import Final

from transfer_demo.lessons.pictures import StageMaps, feature_maps
from transfer_demo.lessons.story import Screen
from transfer_demo.ui.story.kinds import Showing
from transfer_demo.ui.story.photos import maps, photo, show_pictures
from transfer_demo.ui.story.walked import Walked


def _numbers() -> list[int]:
    return [stage.number for stage in feature_maps().stages]


def _stage(number: int) -> StageMaps:
    return next(stage for stage in feature_maps().stages if stage.number == number)


def _photo(screen: Screen) -> str:
    shown = feature_maps().photo
    return photo(shown, alt=screen.say("photo.alt"), caption=screen.say("photo"))


def _before(screen: Screen) -> None:
    show_pictures(_photo(screen))


def _show(showing: Showing) -> None:
    screen, stage = showing.screen, _stage(showing.guess["step"])
    values = {
        "number": str(stage.number),
        "stages": str(_numbers()[-1]),
        "name": stage.name,
        "shown": str(len(stage.shown)),
        "channels": f"{stage.channels:,}",
        "side_px": str(stage.side_px),
    }
    alt = screen.say(f"maps.{stage.number}.alt", **values)
    show_pictures(_photo(screen), maps(stage.file, alt=alt, caption=screen.say("maps", **values)))


FEATURES: Final = Walked(
    steps=_numbers,
    words=lambda _, number: str(number),
    before=_before,
    show=_show,
    measured=feature_maps,
)
