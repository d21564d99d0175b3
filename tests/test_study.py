"""Studies from Python, with real trainings of a small kind and with scripts."""

import json
from dataclasses import replace

import pytest

from tests.races import playing, write_photos
from tests.scripted import learn
from transfer_demo.errors import PlanError, UnknownBackbone
from transfer_demo.images.dataset import ImageSet
from transfer_demo.images.intake import load_images
from transfer_demo.plan import Plan
from transfer_demo.race import compare
from transfer_demo.study import ask, run

TINY = Plan(image_size_px=32, epochs=2, batch_size=4, views=2)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> ImageSet:
    return load_images(write_photos(tmp_path_factory.mktemp("photos")))


def measured(arm: dict) -> list[dict]:
    """All that an arm measures, but for the time."""
    return [
        {name: value for name, value in epoch.items() if name != "seconds"}
        for epoch in arm["history"]
    ]


@pytest.mark.parametrize("question", ["freeze", "labels"])
def test_a_single_cell_equals_the_same_plan_in_a_race(photos: ImageSet, question: str) -> None:
    result = run(ask(question, photos, TINY, seeds=1)).to_dict()
    assert all(cell["outcome"] == "done" for cell in result["cells"])
    chosen = [cell for cell in result["cells"] if cell["arm"] == "scratch"][:1]
    chosen += [cell for cell in result["cells"] if cell["arm"] == "fine_tune"][::4]
    for cell in chosen:
        alone = compare(photos, Plan.from_dict(cell["plan"])).to_dict()["arms"][cell["arm"]]
        assert measured(cell) == measured(alone)
        for name in ("best_val_accuracy", "gflops", "trainable_parameters", "val_predictions"):
            assert cell[name] == alone[name]


def test_the_study_of_networks_scores_and_trains_each(photos: ImageSet) -> None:
    names = ["efficientnet_lite0", "efficientnet_lite1"]
    result = run(ask("backbones", photos, replace(TINY, epochs=1), seeds=1, names=names))
    values = result.to_dict()
    assert [cell["arm"] for cell in values["cells"]] == ["score", "score", "fine_tune", "fine_tune"]
    scores = values["cells"][0]["scores"]
    assert set(scores) == {"logme", "leep", "nearest_neighbour_accuracy", "seconds", "gflops"}
    assert values["cells"][2]["scores"] is None
    assert values["cells"][2]["best_val_accuracy"] is not None
    assert json.loads(json.dumps(values)) == values


def test_seeds_draw_splits_of_their_own_and_start_at_the_plans(photos: ImageSet) -> None:
    asked = ask("freeze", photos, replace(TINY, seed=5), seeds=3)
    assert asked.seeds == (5, 6, 7)
    held_out = {
        plan.seed: {example.picture.digest for example in images.validation}
        for plan, images in asked.orders
    }
    assert len({frozenset(digests) for digests in held_out.values()}) > 1


def test_smaller_sizes_take_a_part_of_the_larger_ones_and_the_same_validation_images(
    photos: ImageSet,
) -> None:
    asked = ask("labels", photos, TINY, seeds=1)
    by_size = {plan.train_per_class: images for plan, images in asked.orders}
    sizes = sorted(by_size)
    assert sizes == [1, 2, 4]
    for smaller, larger in zip(sizes, sizes[1:], strict=False):
        assert set(by_size[smaller].train) < set(by_size[larger].train)
        assert by_size[smaller].validation == by_size[larger].validation


def test_what_was_heard_is_passed_on_while_it_runs(photos: ImageSet) -> None:
    heard = []
    asked = ask("labels", photos, TINY, seeds=1)
    result = run(asked, executor=playing(learn), on_change=heard.append)
    assert len(heard[0]) == len(asked.orders)
    assert heard[-1] == result.cells
    assert sum(cell.done for cell in heard[len(heard) // 2]) < len(asked.orders)


def test_the_result_has_an_answer_a_table_a_figure_and_a_line_for_each_training(
    photos: ImageSet,
) -> None:
    for question in ("freeze", "labels"):
        asked = ask(question, photos, TINY, seeds=2)
        result = run(asked, executor=playing(learn))
        assert result.answer
        assert result.table.lines
        assert result.figure().data
        assert len(result.to_csv().splitlines()) == 1 + len(asked.orders)
        assert result.to_dict()["answer"] == list(result.answer)


def test_what_cannot_be_asked_is_said(photos: ImageSet) -> None:
    with pytest.raises(PlanError, match="freeze, labels, backbones"):
        ask("depth", photos, TINY)
    with pytest.raises(PlanError, match="Seeds"):
        ask("freeze", photos, TINY, seeds=0)
    with pytest.raises(UnknownBackbone, match="no_such_cnn"):
        ask("backbones", photos, TINY, names=["no_such_cnn"])
    with pytest.raises(PlanError, match="at least one"):
        ask("backbones", photos, TINY, names=[])
    with pytest.raises(PlanError, match="no_such_variant"):
        ask("freeze", photos, TINY, variants=["no_such_variant"])
    with pytest.raises(PlanError, match="Seed"):
        ask("freeze", photos, replace(TINY, seed=2**31 - 1), seeds=2)
