import itertools

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from tests.training.made import job
from transfer_demo.backbones import catalogue
from transfer_demo.events import EpochEnd, Progress
from transfer_demo.training import arm_setup as module
from transfer_demo.training import memory_budget as budget_module
from transfer_demo.training import meter as meter_module
from transfer_demo.training.arm_setup import prepare
from transfer_demo.training.job_events import job_events
from transfer_demo.training.linear_probe import linear_probe
from transfer_demo.training.meter import Meter
from transfer_demo.training.network import fine_tuned

BACKBONE = catalogue.get("efficientnet_lite0")
STAGES = len(BACKBONE.stages)


def never():
    return False


def epochs(events):
    return [event for event in events if isinstance(event, EpochEnd)]


def measured(events):
    return [(e.train_loss, e.val_loss, e.val_predictions, e.gflops) for e in epochs(events)]


def probed(**choices):
    """A setup after its probe, and the meter that counted."""
    order = job(head_start="probe", **choices)
    meter = Meter(order.arm, never)
    setup = prepare(order, meter)
    list(linear_probe(setup, meter))
    return setup, meter


def trained_head(monkeypatch, **choices):
    """The head at the end of a training."""
    built = []

    def remembering(*args, **kwargs):
        built.append(fine_tuned(*args, **kwargs))
        return built[-1]

    with monkeypatch.context() as patch:
        patch.setattr(module, "fine_tuned", remembering)
        list(job_events(job(**choices), never))
    return built[0].head


@pytest.mark.parametrize("frozen", [0, 5])
def test_the_probe_is_a_training_with_every_stage_frozen(frozen, monkeypatch):
    choices = {"epochs": 3, "views": 2, "class_weights": "balanced"}
    setup, _ = probed(frozen_stages=frozen, **choices)
    head = trained_head(monkeypatch, frozen_stages=STAGES, **choices)
    assert head.weight.abs().max() > 1e-3
    torch.testing.assert_close(setup.network.head.weight, head.weight, rtol=1e-2, atol=1e-4)
    torch.testing.assert_close(setup.network.head.bias, head.bias, rtol=1e-2, atol=1e-4)


@pytest.mark.parametrize("policy", ["inference", "training"])
def test_the_probe_changes_the_head_and_not_a_byte_of_the_rest(policy):
    order = job(frozen_stages=0, head_start="probe", batch_norm=policy)
    meter = Meter(order.arm, never)
    setup = prepare(order, meter)
    before = {name: value.clone() for name, value in setup.network.state_dict().items()}
    list(linear_probe(setup, meter))
    after = setup.network.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {"head.weight", "head.bias"}
    assert all(p.grad is None for p in setup.network.body.parameters())


@pytest.mark.parametrize("frozen", [0, 5])
def test_fine_tuning_goes_on_from_the_head_of_the_probe(frozen, monkeypatch):
    setup, _ = probed(frozen_stages=frozen)

    def with_that_head(*args, **kwargs):
        network = fine_tuned(*args, **kwargs)
        network.head.load_state_dict(setup.network.head.state_dict())
        return network

    after_probe = epochs(job_events(job(frozen_stages=frozen, head_start="probe"), never))
    from_zero = epochs(job_events(job(frozen_stages=frozen), never))
    monkeypatch.setattr(module, "fine_tuned", with_that_head)
    from_that_head = epochs(job_events(job(frozen_stages=frozen), never))
    losses = [[e.val_loss for e in run] for run in (after_probe, from_that_head, from_zero)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    assert losses[0] != pytest.approx(losses[2], rel=1e-2)


@pytest.mark.parametrize("frozen", [0, 5])
def test_the_operations_of_the_probe_are_those_that_torch_counts(frozen, monkeypatch):
    # Counted are those of the network, however the frozen stages are written to save time.
    monkeypatch.setattr(module, "fold_batchnorm", lambda stages: stages)
    order = job(frozen_stages=frozen, epochs=3, views=2, head_start="probe")
    meter = Meter(order.arm, never)
    setup = prepare(order, meter)
    with FlopCounterMode(display=False) as counter:
        list(linear_probe(setup, meter))
    counted = counter.get_total_flops() / 2 / 1e9
    assert setup.gflops_spent(meter) == pytest.approx(counted, rel=1e-3)


@pytest.mark.parametrize("limit", [budget_module.MEMORY_LIMIT_BYTES, 1])
@pytest.mark.parametrize("frozen", [0, 5])
def test_what_an_arm_with_a_probe_spends_is_what_was_planned_for_it(frozen, limit, monkeypatch):
    monkeypatch.setattr(budget_module.memory_budget, "__kwdefaults__", {"limit": limit})
    order = job(frozen_stages=frozen, epochs=3, views=2, head_start="probe")
    *_, last = epochs(job_events(order, never))
    setup = prepare(order, Meter(order.arm, never))
    assert setup.budget.cache_activations == (frozen > 0 and limit > 1)
    assert last.gflops == pytest.approx(setup.gflops_planned)
    *_, without = epochs(job_events(job(frozen_stages=frozen, epochs=3, views=2), never))
    assert last.gflops > 1.1 * without.gflops


def test_the_images_and_seconds_of_the_probe_count():
    events = list(job_events(job(head_start="probe", epochs=2), never))
    assert [event.images_seen for event in epochs(events)] == [20 + 10, 20 + 20]
    seconds = [event.seconds for event in events if hasattr(event, "seconds")]
    assert seconds == sorted(seconds)


def test_progress_is_told_during_the_probe(monkeypatch):
    monkeypatch.setattr(meter_module, "PROGRESS_SECONDS", 0)
    events = list(job_events(job(frozen_stages=0, head_start="probe"), never))
    shares = [event.fraction for event in events if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    told = itertools.takewhile(_no_epoch, events)
    first = [event.fraction for event in told if isinstance(event, Progress)]
    # One portion before any training, two epochs of the probe with three each, then three of the
    # first epoch.
    assert len(first) == 1 + 2 * (1 + 2) + 2 + 1
    assert 0 < first[0] < first[1] < first[4] < first[7] < 1


def _no_epoch(event):
    return not isinstance(event, EpochEnd)


def test_stop_is_heeded_at_every_batch_of_the_probe():
    order = job(frozen_stages=0, head_start="probe")
    asked = 0
    meter = Meter(order.arm, never)
    setup = prepare(order, meter)

    def counting():
        nonlocal asked
        asked += 1
        return False

    list(linear_probe(setup, Meter(order.arm, counting)))
    assert asked == 2 * (1 + 2)  # two views are pooled, in one portion each; two epochs of two
    for number in range(asked):
        answers = iter([False] * number + [True])
        *events, end = job_events(order, lambda answers=answers: next(answers))
        assert end.outcome == "stopped"
        assert not epochs(events)


@pytest.mark.parametrize(
    ("arm", "frozen"), [("scratch", 7), ("fine_tune", STAGES)], ids=["scratch", "all frozen"]
)
def test_where_a_probe_would_change_nothing_there_is_none(arm, frozen):
    plain, asked = (
        measured(job_events(job(arm, frozen_stages=frozen, head_start=start), never))
        for start in ("zero", "probe")
    )
    assert plain == asked


def test_a_training_with_a_probe_repeats_itself():
    first, again = (
        measured(job_events(job(frozen_stages=0, head_start="probe"), never)) for _ in "ab"
    )
    assert first == again


def test_a_random_head_is_that_of_pytorch_and_of_the_seed():
    torch.manual_seed(3)
    expected = nn.Linear(BACKBONE.features, 4)
    torch.manual_seed(3)
    network = fine_tuned(
        BACKBONE, classes=4, frozen_stages=7, batch_norm="inference", head_start="random"
    )
    torch.testing.assert_close(network.head.weight, expected.weight)
    torch.testing.assert_close(network.head.bias, expected.bias)


@pytest.mark.parametrize("frozen", [7, STAGES])
def test_a_training_from_a_random_head_follows_from_the_seed(frozen):
    def run(**choices):
        return measured(
            job_events(job(frozen_stages=frozen, augmentation="none", **choices), never)
        )

    random = run(head_start="random")
    assert random == run(head_start="random")
    assert random != run()


def test_a_probe_starts_from_a_head_at_zero():
    network = fine_tuned(
        BACKBONE, classes=4, frozen_stages=7, batch_norm="inference", head_start="probe"
    )
    assert not network.head.weight.any()
    assert not network.head.bias.any()
