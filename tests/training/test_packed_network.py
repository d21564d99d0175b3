"""What comes out of a file is what went into it, and nothing else is taken."""

import json

import pytest
import torch
from safetensors.torch import load, save

from tests.training.made import job, labelled
from transfer_demo.errors import ModelError
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.training import packed_network
from transfer_demo.training.arm_setup import prepare
from transfer_demo.training.job_events import job_events
from transfer_demo.training.meter import Meter
from transfer_demo.training.packed_network import pack, unpack

DEPTHS = [0, 7, 9]


def trained(order):
    """The file of a job, as the last event brings it."""
    *_, end = job_events(order, lambda: False)
    assert end.outcome == "done"
    return end.model


def metadata(file):
    length = int.from_bytes(file[:8], "little")
    return json.loads(file[8 : 8 + length])["__metadata__"]


@pytest.mark.parametrize(("arm", "frozen"), [*((FINE_TUNE, k) for k in DEPTHS), (SCRATCH, 7)])
def test_a_network_comes_out_as_it_went_in(arm, frozen):
    order = job(arm, frozen_stages=frozen)
    network = prepare(order, Meter(arm, lambda: False)).network
    with torch.no_grad():
        for tensor in (*network.suffix.parameters(), *network.head.parameters()):
            tensor.add_(torch.randn_like(tensor))
    loaded, facts = unpack(pack(network, order))
    before, after = network.state_dict(), loaded.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not loaded.training
    assert not any(weight.requires_grad for weight in loaded.parameters())
    assert (facts.arm, facts.plan, facts.classes) == (arm, order.plan, order.images.classes)


@pytest.mark.parametrize("frozen", DEPTHS)
def test_a_file_has_what_was_trained_and_nothing_more(frozen):
    file = trained(job(frozen_stages=frozen, epochs=1, keeps_model=True))
    network, _ = unpack(file)
    names = {name for name, weight in network.named_parameters() if name in load(file)}
    frozen_names = {f"body.{name}" for name, _ in network.prefix.named_parameters()}
    assert names == {name for name, _ in network.named_parameters()} - frozen_names
    assert all(name.startswith(("body.", "head.")) for name in load(file))


def test_only_a_job_that_asks_for_it_brings_a_model():
    assert trained(job(epochs=1)) == b""


def test_a_network_that_cannot_be_kept_takes_nothing_from_what_was_measured(monkeypatch, caplog):
    def broken(network, order):
        raise MemoryError

    monkeypatch.setattr(packed_network, "pack", broken)
    *events, end = job_events(job(epochs=1, keeps_model=True), lambda: False)
    assert (end.outcome, end.message, end.model) == ("done", "", b"")
    assert events
    assert "cannot be kept" in caplog.text


def test_loading_draws_no_random_number():
    # A training may run beside it, in the same process.
    files = [trained(job(arm, epochs=1, keeps_model=True)) for arm in (FINE_TUNE, SCRATCH)]
    state = torch.get_rng_state()
    for file in files:
        unpack(file)
    assert torch.equal(torch.get_rng_state(), state)


def changed(file, change):
    """The file with its tensors changed, and the same header otherwise."""
    tensors = load(file)
    change(tensors)
    return save(tensors, metadata=metadata(file))


def without_head(tensors):
    del tensors["head.weight"]


def with_more(tensors):
    tensors["body.0.0.weight"] = torch.zeros(1)


def of_another_shape(tensors):
    tensors["head.weight"] = torch.zeros(3, 1280)


def of_another_kind(tensors):
    tensors["head.weight"] = tensors["head.weight"].double()


@pytest.mark.parametrize("change", [without_head, with_more, of_another_shape, of_another_kind])
def test_other_tensors_than_those_of_the_network_are_refused(change):
    file = trained(job(epochs=1, keeps_model=True))
    with pytest.raises(ModelError, match="damaged"):
        unpack(changed(file, change))


def test_a_file_that_was_cut_short_is_refused():
    file = trained(job(epochs=1, keeps_model=True))
    with pytest.raises(ModelError, match="damaged"):
        unpack(file[:-100])


def test_other_pretrained_weights_than_those_it_began_with_are_refused(monkeypatch):
    file = trained(job(epochs=1, keeps_model=True))
    build = packed_network.architectures.build

    def others(backbone, *, pretrained):
        stages = build(backbone, pretrained=pretrained)
        next(stages.parameters()).data.add_(1e-3)
        return stages

    monkeypatch.setattr(packed_network.architectures, "build", others)
    with pytest.raises(ModelError, match="pretrained weights of efficientnet_lite0"):
        unpack(file)
    # Nothing of them is in a network that was trained as a whole.
    whole = trained(job(SCRATCH, epochs=1, keeps_model=True, images=labelled(train=4)))
    assert unpack(whole)[1].frozen == ""
