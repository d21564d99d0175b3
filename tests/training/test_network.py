import pytest
import torch
from torch import nn

from tests.training.made import job
from transfer_demo.backbones import catalogue
from transfer_demo.training import arm_setup as module
from transfer_demo.training.job_events import job_events
from transfer_demo.training.network import fine_tuned, from_scratch

BACKBONE = catalogue.get("efficientnet_lite0")
STAGES = len(BACKBONE.stages)


def tensors(module):
    return {name: value.clone() for name, value in module.state_dict().items()}


def changed(before, module):
    return {n for n, value in module.state_dict().items() if not torch.equal(before[n], value)}


@pytest.fixture
def built(monkeypatch):
    """The network that a training builds, with its state before the first step."""
    networks = []

    def remembering(build):
        def make(*args, **kwargs):
            network = build(*args, **kwargs)
            networks.append((network, tensors(network)))
            return network

        return make

    monkeypatch.setattr(module, "fine_tuned", remembering(fine_tuned))
    monkeypatch.setattr(module, "from_scratch", remembering(from_scratch))
    return networks


@pytest.mark.parametrize("policy", ["inference", "training"])
@pytest.mark.parametrize("frozen", [0, 1, 5, 8, 9])
def test_training_changes_what_is_unfrozen_and_not_a_byte_of_what_is_frozen(built, frozen, policy):
    *_, end = job_events(job(frozen_stages=frozen, batch_norm=policy), lambda: False)
    assert end.outcome == "done"
    ((network, before),) = built
    moved = changed(before, network)
    frozen_names = {f"body.{name}" for name in network.prefix.state_dict()}
    assert not moved & frozen_names

    unfrozen = set(before) - frozen_names
    statistics = {name for name in unfrozen if name.endswith(("running_mean", "running_var"))}
    weights = {n for n in unfrozen - statistics if not n.endswith("num_batches_tracked")}
    assert weights <= moved
    assert (statistics <= moved) if policy == "training" else not statistics & moved


def test_the_arm_from_scratch_trains_everything_and_learns_its_own_statistics(built):
    *_, end = job_events(job("scratch", batch_norm="inference"), lambda: False)
    assert end.outcome == "done"
    ((network, before),) = built
    assert changed(before, network) == set(before)


def test_a_pretrained_network_starts_undecided():
    network = fine_tuned(BACKBONE, classes=5, frozen_stages=4, batch_norm="inference").eval()
    logits = network(torch.rand(2, 3, 32, 32))
    torch.testing.assert_close(logits, torch.zeros(2, 5))


def test_both_arms_have_the_same_architecture():
    pretrained = fine_tuned(BACKBONE, classes=3, frozen_stages=4, batch_norm="inference")
    random = from_scratch(BACKBONE, classes=3)
    assert {n: v.shape for n, v in pretrained.state_dict().items()} == {
        n: v.shape for n, v in random.state_dict().items()
    }


@pytest.mark.parametrize("frozen", range(STAGES + 1))
def test_prefix_and_suffix_together_are_the_whole_network(frozen):
    network = fine_tuned(BACKBONE, classes=3, frozen_stages=frozen, batch_norm="inference").eval()
    nn.init.normal_(network.head.weight)
    images = torch.rand(2, 3, 32, 32)
    whole = network.head(network.body(images))
    torch.testing.assert_close(network.logits(network.prefix(images)), whole)
    assert network.prefix(images).dim() == (2 if frozen == STAGES else 4)


def test_the_catalogue_tells_how_many_parameters_are_trained():
    for frozen in range(STAGES + 1):
        network = fine_tuned(BACKBONE, classes=3, frozen_stages=frozen, batch_norm="inference")
        trained = sum(p.numel() for p in network.trainable_parameters())
        assert trained == BACKBONE.trainable_parameters(frozen, 3)
