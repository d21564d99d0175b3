import re

import pytest

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.backbones.spec import Backbone
from transfer_demo.charts import stages

# One backbone for each number of stages, at every depth.
SIZES = {len(backbone.stages): name for name, backbone in CATALOGUE.items()}
CASES = [(name, depth) for size, name in SIZES.items() for depth in range(size + 1)]


def _words(backbone: Backbone, frozen: int) -> list[str]:
    chart = stages.figure(backbone, frozen_stages=frozen, classes=5)
    return [text for trace in chart.data for text in trace.hovertext]


@pytest.mark.parametrize(("name", "frozen"), CASES)
def test_every_stage_is_drawn_once_from_the_image_to_the_head(name: str, frozen: int) -> None:
    backbone = CATALOGUE[name]
    chart = stages.figure(backbone, frozen_stages=frozen, classes=5)
    places = [int(start) for trace in chart.data for start in trace.base]
    assert places == list(range(len(backbone.stages) + 1))
    last = len(backbone.stages)
    assert chart.layout.xaxis.ticktext == (*(str(n) for n in range(1, last + 1)), "head")
    parts = {trace.name: len(trace.base) for trace in chart.data}
    expected = {
        f"{frozen} frozen": frozen,
        f"{last - frozen} trained": last - frozen,
        "new head": 1,
    }
    assert parts == {part: count for part, count in expected.items() if count}


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_hover_tells_all_parameters_and_they_add_up(name: str) -> None:
    backbone = CATALOGUE[name]
    for frozen in (0, len(backbone.stages) - 2):
        words = _words(backbone, frozen)
        counts = [int(re.findall(r"([\d,]+) parameters", w)[0].replace(",", "")) for w in words]
        assert sum(counts) == backbone.parameters + backbone.head_parameters(5)
        trained = [n for n, w in zip(counts, words, strict=True) if "trained" in w]
        assert sum(trained) == backbone.trainable_parameters(frozen, 5)


def test_frozen_trained_and_head_differ_by_colour_and_by_pattern() -> None:
    chart = stages.figure(CATALOGUE["efficientnet_lite0"], frozen_stages=7, classes=5)
    markers = [trace.marker for trace in chart.data]
    assert len({marker.line.color for marker in markers}) == 3
    assert len({marker.color for marker in markers}) == 3
    assert len({marker.pattern.shape for marker in markers}) == 3


def test_a_stage_is_named_with_its_place() -> None:
    words = _words(CATALOGUE["efficientnet_lite0"], 7)
    assert words[0].startswith("<b>Stage 1 of 9: stem</b><br>frozen, ")
    assert words[8].startswith("<b>Stage 9 of 9: final conv</b><br>trained, ")
    assert words[9].startswith("<b>New head for 5 classes</b><br>trained, 6,405 parameters")
