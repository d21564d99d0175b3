import json
from typing import Any

import pytest

from tests.studies.made import BASE, cell, score
from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.charts import backbone_ranks
from transfer_demo.charts.study_marks import GUESS_COLOUR
from transfer_demo.studies import backbones
from transfer_demo.studies.backbones import BackboneRanks
from transfer_demo.studies.cell import Cell

THREE = ("efficientnet_lite0", "resnet18", "resnet50")


def _scores(*names: str) -> list[Cell]:
    """Scores by which the last network is the first."""
    plans = backbones.score_plans(BASE, names=names, seeds=(0,))
    return [
        score(plan, logme=i / 10, leep=i / 10 - 2, nearest_neighbour_accuracy=i / 20)
        for i, plan in enumerate(plans)
    ]


def _trainings(**right: int) -> list[Cell]:
    plans = backbones.train_plans(BASE, names=list(right), seeds=(0,))
    return [cell(plan, right[plan.backbone], total=100) for plan in plans]


def _read(**right: int) -> BackboneRanks:
    return backbones.read([*_scores(*THREE), *_trainings(**right)])


def _traces(result: BackboneRanks, **choices: Any) -> dict[str, Any]:
    figure = json.loads(backbone_ranks.figure(result, **choices).to_json())
    return {trace["name"]: trace for trace in figure["data"]}


def test_every_network_goes_from_its_predicted_to_its_actual_rank() -> None:
    result = _read(efficientnet_lite0=90, resnet18=60, resnet50=70)
    figure = backbone_ranks.figure(result)
    assert figure.layout.yaxis.ticktext == ("ResNet-50", "ResNet-18", "EfficientNet-Lite0")
    traces = _traces(result)
    predicted = traces["Predicted by all three scores"]
    assert (predicted["x"], predicted["y"]) == ([1, 2, 3], [0, 1, 2])
    assert (traces["Fine-tuned"]["x"], traces["Fine-tuned"]["y"]) == ([2, 3, 1], [0, 1, 2])
    assert traces["Fine-tuned"]["text"] == ["70%", "60%", "90%"]
    assert traces["Fine-tuned"]["marker"]["symbol"] == ["circle", "circle", "star"]
    assert traces["Miss"]["x"] == [1, 2, None, 2, 3, None, 3, 1, None]


def test_rows_stay_where_they_are_while_networks_are_fine_tuned() -> None:
    right = {"efficientnet_lite0": 90, "resnet18": 60, "resnet50": 70}
    figures = [
        backbone_ranks.figure(_read(**dict(list(right.items())[:done]))) for done in range(4)
    ]
    for figure in figures:
        assert figure.layout.yaxis == figures[0].layout.yaxis
        assert figure.layout.xaxis == figures[0].layout.xaxis
        assert [trace.name for trace in figure.data] == [t.name for t in figures[0].data]
    assert [len(figure.data[-1].x) for figure in figures] == [0, 1, 2, 3]


def test_the_bet_has_a_ring_and_a_bold_name() -> None:
    result = _read(efficientnet_lite0=90, resnet18=60)
    ring = _traces(result, guess="resnet18")["Your bet"]
    assert (ring["x"], ring["y"], ring["marker"]["color"]) == ([2], [1], GUESS_COLOUR)
    waiting = _traces(result, guess="resnet50")["Your bet"]
    assert (waiting["x"], waiting["y"]) == ([1], [0])  # where it is predicted
    names = backbone_ranks.figure(result, guess="resnet18").layout.yaxis.ticktext
    assert names == ("ResNet-50", "<b>ResNet-18</b>", "EfficientNet-Lite0")


@pytest.mark.parametrize("guess", [None, "vgg11_bn"])
def test_without_a_bet_on_one_of_them_there_is_no_ring(guess: str | None) -> None:
    ring = _traces(_read(resnet18=60), guess=guess)["Your bet"]
    assert (ring["x"], ring["showlegend"]) == ([], False)


def test_the_whole_catalogue_has_room() -> None:
    names = list(CATALOGUE)
    few = backbone_ranks.figure(_read())
    many = backbone_ranks.figure(backbones.read(_scores(*names)))
    assert len(many.layout.yaxis.ticktext) == len(names)
    assert many.layout.height - few.layout.height == 40 * (len(names) - 3)
    assert many.layout.xaxis.range == (0.4, len(names) + 0.6)


def test_equal_networks_share_a_rank_each_in_its_row() -> None:
    traces = _traces(_read(efficientnet_lite0=60, resnet18=60, resnet50=60))
    assert traces["Fine-tuned"]["x"] == [2, 2, 2]
    assert traces["Fine-tuned"]["y"] == [0, 1, 2]
    assert traces["Fine-tuned"]["marker"]["symbol"].count("star") == 1


def test_networks_without_scores_can_be_drawn() -> None:
    traces = _traces(backbones.read(_trainings(resnet18=60, resnet50=70)))
    assert traces["Predicted by all three scores"]["x"] == []
    assert traces["Fine-tuned"]["x"] == [2, 1]


def test_hovering_says_in_words_what_a_mark_means() -> None:
    traces = _traces(_read(efficientnet_lite0=90))
    predicted = traces["Predicted by all three scores"]["hovertext"][0]
    assert predicted.startswith("<b>ResNet-50</b>, predicted rank 1 of 3<br>LogME: 0.200 (rank 1)")
    assert predicted.endswith("scored in 2.0 s<br>0.43 GFLOPs for an image of 160 px")
    actual = traces["Fine-tuned"]["hovertext"][0]
    assert actual.startswith("<b>EfficientNet-Lite0</b>, rank 1 of 1<br>90% of the validation")
    assert "3.4 million parameters" in actual
    assert "GFLOPs" not in actual  # fine-tuning has others


def test_hovering_says_what_guessing_gets() -> None:
    words = _traces(_read(efficientnet_lite0=90))["Fine-tuned"]["hovertext"]
    assert words[0].endswith("<br>always the same class: 50% on average")
