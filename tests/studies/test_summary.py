from dataclasses import replace

from tests.studies.made import BASE, STAGES, cell, score, skewed, waiting
from transfer_demo.plan import Plan
from transfer_demo.studies import backbones, catch_up, freeze, labels
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.studies.summary import NOTHING, Table


def table_of(question: str, cells: list) -> Table:
    known = QUESTIONS[question]
    return known.summary(known.read(cells))


def column(table: Table, heading: str) -> list[str]:
    place = table.headings.index(heading)
    return [line[place] for line in table.lines]


def test_each_depth_scratch_and_variant_has_a_line_with_what_it_measured() -> None:
    plans = freeze.plans(BASE, stages=STAGES, seeds=(0,), variants=("batch_norm",))
    table = table_of("freeze", [cell(plan, 10, 15) for plan in plans])
    names = [f"{depth} frozen" for depth in range(STAGES + 1)]
    assert column(table, "") == [*names, "From scratch", "BatchNorm in training mode"]
    assert set(column(table, "Accuracy")) == {"75%"}
    assert column(table, "95% interval")[0] == "53% to 89%"
    assert all(len(line) == len(table.headings) for line in table.lines)


def test_with_several_seeds_the_interval_is_theirs() -> None:
    plans = labels.plans(BASE, sizes=(1, 5), updates={0: 9, 1: 9})
    table = table_of("labels", [cell(plan, 8 + 4 * plan.seed) for plan in plans])
    assert column(table, "")[0] == "Fine-tuning, 1 a class"
    assert set(column(table, "Over seeds")) == {"40% to 60%"}
    assert set(column(table, "Seeds")) == {"2"}


def test_a_size_that_not_every_class_has_is_a_limit() -> None:
    plans = labels.plans(BASE, sizes=(5, 10), updates={0: 9})
    table = table_of("labels", [cell(plan, 8, train_images=12) for plan in plans])
    assert column(table, "")[::2] == ["Fine-tuning, 5 a class", "Fine-tuning, up to 10 a class"]


def test_each_length_of_scratch_has_a_line_with_its_epochs() -> None:
    plans = catch_up.plans(BASE, seeds=(0, 1))
    table = table_of("catch-up", [cell(plan, 8 + 4 * plan.seed) for plan in plans])
    longer = [f"From scratch, {epochs} epochs" for epochs in (10, 20, 40, 80, 160)]
    assert column(table, "") == ["Fine-tuning, 10 epochs", *longer]
    assert set(column(table, "Over seeds")) == {"40% to 60%"}


def test_what_is_not_measured_yet_has_no_line_or_a_dash() -> None:
    plans = freeze.plans(BASE, stages=STAGES, seeds=(0,))
    table = table_of("freeze", [cell(plans[0], 15), *map(waiting, plans[1:])])
    assert column(table, "") == ["9 frozen"]
    names = ("efficientnet_lite0", "resnet18")
    scored = backbones.score_plans(BASE, names=names, seeds=(0,))
    table = table_of("backbones", [score(scored[0], logme=0.25), waiting(scored[1])])
    assert column(table, "Pretrained CNN") == ["EfficientNet-Lite0", "ResNet-18"]
    assert column(table, "LogME") == ["0.250", NOTHING]
    assert column(table, "Accuracy") == [NOTHING, NOTHING]
    assert column(table, "GFLOPs (160 px)") == ["0.43", NOTHING]
    assert column(table, "Train (s)") == [NOTHING, NOTHING]


def test_unequal_classes_have_a_column_of_balanced_accuracies() -> None:
    plans = freeze.plans(BASE, stages=STAGES, seeds=(0,))
    table = table_of("freeze", [skewed(plan, most=15, least=5) for plan in plans])
    assert table.headings[1:5] == ("Accuracy", "95% interval", "Balanced", "On training")
    assert set(column(table, "Balanced")) == {"50%"}
    assert all(len(line) == len(table.headings) for line in table.lines)
    trained = backbones.train_plans(BASE, names=("resnet18", "resnet50"), seeds=(0,))
    table = table_of("backbones", [skewed(trained[0], most=15, least=5), waiting(trained[1])])
    assert column(table, "Balanced") == ["50%", NOTHING]
    assert "Balanced" not in table_of("freeze", [cell(plan, 15) for plan in plans]).headings


def test_a_trained_network_has_its_rank_and_what_it_cost() -> None:
    names = ("efficientnet_lite0", "resnet18")
    trained = backbones.train_plans(replace(BASE, arms=Plan.arms), names=names, seeds=(0,))
    table = table_of("backbones", [cell(trained[0], 10), cell(trained[1], 15)])
    assert column(table, "Rank") == ["2", "1"]
    assert column(table, "Accuracy") == ["50%", "75%"]
    assert "NaN" not in str(table)
