import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

from transfer_demo.backbones import catalogue
from transfer_demo.plan import Plan
from transfer_demo.training.network import Network, fine_tuned, from_scratch
from transfer_demo.training.recipe import class_weights, optimiser_and_schedule

BACKBONE = catalogue.get("efficientnet_lite0")


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60).map(lambda seen: [*range(5), *seen]))
def test_class_weights_are_those_of_scikit_learn(labels):
    ours = class_weights(labels, classes=5)
    theirs = compute_class_weight("balanced", classes=np.arange(5), y=labels)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    assert ours[labels].mean() == pytest.approx(1)


def test_a_class_without_training_images_has_some_weight_and_does_no_harm():
    assert np.isfinite(class_weights([0, 0, 1], classes=3)).all()


def rates_of_each_step(network, *, plan, arm, train_images):
    """What each group of parameters is given, step by step, (steps, groups)."""
    optimiser, schedule = optimiser_and_schedule(
        network, plan=plan, arm=arm, train_images=train_images
    )
    rates = []
    for _ in range(plan.epochs_of(arm) * plan.updates_in_epoch(train_images)):
        rates.append([group["lr"] for group in optimiser.param_groups])
        optimiser.step()
        schedule.step()
    return np.array(rates)


def test_pretrained_weights_begin_and_end_with_small_steps():
    network = fine_tuned(BACKBONE, classes=2, frozen_stages=7, batch_norm="inference")
    plan = Plan(epochs=3, batch_size=4, head_learning_rate=0.01, body_learning_rate=0.001)
    rates = rates_of_each_step(network, plan=plan, arm="fine_tune", train_images=10)
    peak = rates.max(axis=0)
    assert peak == pytest.approx([0.01, 0.001], rel=0.2)
    assert all(rates[0] < 0.25 * peak)
    assert all(rates[-1] < 0.25 * peak)


@pytest.mark.parametrize("factor", [1, 4])
def test_random_weights_begin_with_the_largest_step_and_fall_by_half_a_cosine(factor):
    plan = Plan(epochs=3, scratch_epochs_factor=factor, batch_size=4, scratch_learning_rate=0.02)
    network = from_scratch(BACKBONE, classes=2)
    rates = rates_of_each_step(network, plan=plan, arm="scratch", train_images=10)
    updates = 3 * factor * plan.updates_in_epoch(10)
    expected = 0.02 * np.cos(np.pi / 2 * np.arange(updates) / updates) ** 2
    np.testing.assert_allclose(rates, np.tile(expected[:, None], rates.shape[1]), rtol=1e-6)


def test_the_rates_of_a_plan_are_used_for_the_part_they_belong_to():
    plan = Plan(head_learning_rate=0.3, body_learning_rate=0.2, scratch_learning_rate=0.1)
    pretrained = fine_tuned(BACKBONE, classes=2, frozen_stages=7, batch_norm="inference")
    random = from_scratch(BACKBONE, classes=2)

    def highest(network, arm):
        rates = rates_of_each_step(network, plan=plan, arm=arm, train_images=200)
        return rates.max(axis=0).tolist()

    assert highest(pretrained, "fine_tune") == pytest.approx([0.3, 0.2], rel=0.01)
    assert highest(random, "scratch") == [0.1, 0.1]


@pytest.mark.parametrize(
    "name", ["efficientnet_lite0", "mobilenet_v2", "resnet18", "squeezenet1_1"]
)
def test_pretrained_stages_take_smaller_steps_where_most_of_the_weights_are_trained(name):
    backbone = catalogue.get(name)
    stages = len(backbone.stages)
    found = {}
    for frozen in range(stages):
        # Random weights have the same number of parameters, and need no file.
        body = from_scratch(backbone, classes=2).body[:-1]
        network = Network(body, nn.Linear(8, 2), frozen_stages=frozen, batch_norm="inference")
        rates = rates_of_each_step(network, plan=Plan(), arm="fine_tune", train_images=200)
        trained = sum(stage.parameters for stage in backbone.stages[frozen:])
        found.setdefault(trained > backbone.parameters / 2, []).append(rates[:, 1].max())
    # All of one kind have one rate.
    rate = {most: {round(one, 6) for one in rates} for most, rates in found.items()}
    assert rate[True] == {7e-4}
    assert rate.get(False, {2e-3}) == {2e-3}
    by_default = sum(stage.parameters for stage in backbone.stages[-2:]) > backbone.parameters / 2
    assert by_default == (stages == 5)


def test_random_weights_without_batchnorm_take_smaller_steps():
    plan = Plan(epochs=1)
    first = {
        name: rates_of_each_step(
            from_scratch(catalogue.get(name), classes=2), plan=plan, arm="scratch", train_images=8
        )[0, 0]
        for name in ("squeezenet1_1", "efficientnet_lite0", "shufflenet_v2_x1_0")
    }
    assert first["squeezenet1_1"] < first["efficientnet_lite0"] == first["shufflenet_v2_x1_0"]


def test_frozen_stages_are_given_to_no_optimiser():
    network = fine_tuned(BACKBONE, classes=2, frozen_stages=7, batch_norm="inference")
    optimiser, _ = optimiser_and_schedule(network, plan=Plan(), arm="fine_tune", train_images=8)
    optimised = sum(p.numel() for group in optimiser.param_groups for p in group["params"])
    assert optimised == BACKBONE.trainable_parameters(7, 2)


@pytest.mark.parametrize("epochs", range(1, 12))
@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_a_training_may_be_as_short_as_one_step(arm, epochs):
    network = fine_tuned(BACKBONE, classes=2, frozen_stages=9, batch_norm="inference")
    plan = Plan(epochs=epochs, head_learning_rate=0.1, scratch_learning_rate=0.1)
    rates = rates_of_each_step(network, plan=plan, arm=arm, train_images=2)
    assert len(rates) == epochs
    assert all(0 < rate <= 0.1 + 1e-9 for rate in rates[:, 0])
    assert rates.max() > 0.05
