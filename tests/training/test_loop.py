import copy
import dataclasses
from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.optim.swa_utils import update_bn
from torch.utils.flop_counter import FlopCounterMode

from tests.training.made import job, labelled
from transfer_demo.backbones import architectures, catalogue
from transfer_demo.errors import WeightsMissing
from transfer_demo.events import EpochEnd, Finished, Progress, Started, Untrained
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.images.samples import SAMPLES
from transfer_demo.plan import Plan
from transfer_demo.race import prepare
from transfer_demo.training import arm_setup as module
from transfer_demo.training import loop
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batches import batches, mixed
from transfer_demo.training.job import Job
from transfer_demo.training.job_events import job_events
from transfer_demo.training.meter import Meter
from transfer_demo.training.network import fine_tuned, from_scratch
from transfer_demo.training.recipe import LABEL_SMOOTHING, optimiser_and_schedule

BACKBONE = catalogue.get("efficientnet_lite0")


def never():
    return False


def epochs(events):
    return [event for event in events if isinstance(event, EpochEnd)]


def curve(events):
    """What a plan decides: everything that was measured but the time."""
    return [
        (e.train_loss, e.train_accuracy, e.val_loss, e.val_accuracy, e.val_predictions, e.gflops)
        for e in epochs(events)
    ]


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_an_arm_says_started_then_its_epochs_then_finished(arm):
    events = list(job_events(job(arm, epochs=3), never))
    told = [event for event in events if not isinstance(event, Progress)]
    assert [type(event) for event in told] == [Started, Untrained, *[EpochEnd] * 3, Finished]
    assert all(event.arm == arm for event in events)
    assert told[-1].outcome == "done"
    assert [event.epoch for event in told[1:-1]] == [0, 1, 2, 3]
    assert [event.images_seen for event in told[1:-1]] == [0, 10, 20, 30]
    seconds = [event.seconds for event in events if not isinstance(event, Started)]
    assert seconds == sorted(seconds)


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_the_same_plan_and_images_give_the_same_curve(arm):
    first, again = (curve(job_events(job(arm), never)) for _ in range(2))
    assert first == again
    assert first != curve(job_events(job(arm, seed=1), never))


def test_training_leaves_the_callers_random_numbers_and_threads_alone():
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    threads = torch.get_num_threads()
    list(job_events(job(), never))
    torch.testing.assert_close(torch.rand(3), expected)
    assert torch.get_num_threads() == threads


def plain_loop(order, weight=None):
    """The same training as anybody would write it: no cache, the whole network for each batch."""
    plan, frozen = order.plan, order.plan.frozen_stages
    torch.manual_seed(plan.seed)
    if order.arm == "scratch":
        network = from_scratch(BACKBONE, classes=2)
    else:
        network = fine_tuned(BACKBONE, classes=2, frozen_stages=frozen, batch_norm=plan.batch_norm)
    precise = network.batch_norm == "training" and plan.batch_norm_statistics == "precise"
    optimiser, schedule = optimiser_and_schedule(
        network, plan=plan, arm=order.arm, train_images=len(order.images.train)
    )
    framing = BACKBONE.framing(plan.image_size_px)
    train_views = Views(order.images.train, framing=framing, augmentation="crop_flip", seed=0)
    val_views = Views(order.images.validation, framing=framing, augmentation="none", seed=0)

    def images(pixels):
        scaled = torch.from_numpy(pixels).to(torch.get_default_dtype()) / 127.5 - 1
        return scaled.permute(0, 3, 1, 2)

    labels = torch.tensor([e.label for e in order.images.train])
    val_labels = torch.tensor([e.label for e in order.images.validation])
    measured = []
    for epoch in range(1, plan.epochs_of(order.arm) + 1):
        network.train()
        losses, right = 0.0, 0
        for passes, batch in batches(len(labels), plan=plan, epoch=epoch):
            # Whoever is trained for twice the epochs has twice the views.
            rounds = plan.epochs_of(order.arm) // plan.epochs
            view = passes % (rounds * min(plan.views, plan.epochs))
            logits = network(images(train_views.batch(view, batch)))
            loss = functional.cross_entropy(
                logits, labels[batch], weight=weight, label_smoothing=LABEL_SMOOTHING
            )
            losses += functional.cross_entropy(logits, labels[batch], reduction="sum").item()
            right += (logits.argmax(dim=1) == labels[batch]).sum().item()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        if precise:
            # Each image in one view; of fewer images than make a batch, in as many as make one.
            count, there = len(labels), rounds * min(plan.views, plan.epochs)
            places = mixed(min(round(32 / count), there) * count, plan=plan)
            shown = [((epoch - 1 + place // count) % there, place % count) for place in places]
            update_bn([images(train_views.batch(*each)) for each in shown], network)
        network.eval()
        with torch.no_grad():
            logits = network(images(val_views.batch(0, np.arange(len(val_labels)))))
        predicted = logits.argmax(dim=1)
        measured += [losses / len(labels), right / len(labels)]
        measured += [functional.cross_entropy(logits, val_labels).item()]
        measured += [(predicted == val_labels).double().mean().item(), *predicted.tolist()]
    return measured


def numbers(ended):
    """What a plain loop measures, of one epoch after the other."""
    return [
        number
        for e in ended
        for number in (e.train_loss, e.train_accuracy, e.val_loss, e.val_accuracy)
        + e.val_predictions
    ]


@pytest.mark.parametrize("frozen", [5, 9])
def test_the_cached_training_is_that_of_a_plain_loop_without_a_cache(frozen):
    order = job(frozen_stages=frozen, epochs=3)
    cached = numbers(epochs(job_events(order, never)))
    assert cached == pytest.approx(plain_loop(order), rel=1e-3)


@pytest.fixture
def double_precision(monkeypatch):
    """What rounding leaves grows with each step from random weights: in float32 to whole digits."""
    single = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    yield
    torch.set_default_dtype(single)


@pytest.mark.parametrize(
    "choices",
    [{}, {"scratch_epochs_factor": 2}, {"batch_norm_statistics": "running"}],
)
@pytest.mark.usefixtures("double_precision")
def test_what_learns_its_statistics_is_judged_as_in_a_plain_loop_with_update_bn(choices):
    order = job("scratch", epochs=2, image_size_px=64, **choices)
    judged = numbers(epochs(job_events(order, never)))
    assert judged == pytest.approx(plain_loop(order), rel=1e-6)


@pytest.mark.parametrize(
    ("arm", "choices"),
    [("fine_tune", {}), ("fine_tune", {"head_start": "probe"}), ("scratch", {})],
)
def test_statistics_play_no_part_in_what_is_learned(arm, choices):
    choices = {"batch_norm": "training", **choices}
    precise, running = (
        epochs(job_events(job(arm, batch_norm_statistics=statistics, **choices), never))
        for statistics in ("precise", "running")
    )
    assert [e.train_loss for e in precise] == [e.train_loss for e in running]
    assert [e.val_loss for e in precise] != [e.val_loss for e in running]
    assert all(one.gflops > other.gflops for one, other in zip(precise, running, strict=True))


def test_statistics_that_do_not_move_are_not_measured_again():
    precise, running = (
        curve(job_events(job(batch_norm_statistics=choice), never))
        for choice in ("precise", "running")
    )
    assert precise == running


def test_from_scratch_may_have_more_epochs_than_the_other_arm():
    choices = {"epochs": 2, "scratch_epochs_factor": 4}
    counts = {
        arm: [e.epoch for e in epochs(job_events(job(arm, **choices), never))]
        for arm in ("fine_tune", "scratch")
    }
    assert counts == {"fine_tune": [1, 2], "scratch": list(range(1, 9))}


def test_few_images_are_shown_again_until_the_updates_of_an_epoch_are_done(monkeypatch):
    steps = []
    step = torch.optim.AdamW.step

    def counted(self, *args, **kwargs):
        steps.append(1)
        return step(self, *args, **kwargs)

    monkeypatch.setattr(torch.optim.AdamW, "step", counted)
    for count in (2, 4, 12):
        steps.clear()
        images = labelled(train=count)
        ended = epochs(job_events(job(images=images, updates_per_epoch=3, epochs=2), never))
        assert len(steps) == 6
        assert [e.epoch for e in ended] == [1, 2]
        # The batch size is 4, and two images fill a batch twice over.
        assert ended[0].images_seen == 12


def test_before_training_a_head_at_zero_is_undecided():
    (untrained,) = (e for e in job_events(job(), never) if isinstance(e, Untrained))
    assert untrained.val_loss == pytest.approx(np.log(2), abs=1e-4)


@pytest.mark.parametrize("sample", ["everyday", "digits"])
def test_scratch_names_several_classes_and_knows_its_training_images_when_judged(
    sample, monkeypatch
):
    gaps = []
    validate = loop._validate

    def watched(setup, meter):
        validated = yield from validate(setup, meter)
        if meter.images_trained:
            view = len(gaps)  # each epoch shows the next one
            gaps.append(_accuracy(setup, view) - _accuracy_by_batch(setup, view))
        return validated

    monkeypatch.setattr(loop, "_validate", watched)
    plan = Plan(arms=("scratch",), epochs=3, image_size_px=64, augmentation="crop")
    race = prepare(SAMPLES[sample].load(), plan)
    order = Job(run="run", arm="scratch", plan=race.plan, images=race.images)
    ended = epochs(job_events(order, never))
    assert all(len(set(e.val_predictions)) >= 2 for e in ended[1:])
    assert all(abs(gap) <= 0.1 for gap in gaps)
    assert len(gaps) == 3


def _accuracy(setup, view):
    """Accuracy on the training images as a network is judged."""
    setup.network.eval()
    return _right(setup, view)


def _accuracy_by_batch(setup, view):
    """The same with the statistics of each batch, and without changing those that are kept."""
    network = copy.deepcopy(setup.network).train()
    return _right(dataclasses.replace(setup, network=network), view)


@torch.no_grad()
def _right(setup, view):
    predicted = [
        setup.network.logits(setup.train.batch(view, batch)).argmax(dim=1)
        for batch in mixed(len(setup.train), plan=setup.job.plan)
    ]
    order = np.concatenate(mixed(len(setup.train), plan=setup.job.plan))
    return (torch.cat(predicted) == setup.train_labels[order]).float().mean().item()


def lopsided():
    """Eight red training images and two green ones."""
    base = labelled(train=16)
    reds = [example for example in base.train if example.label == 0]
    greens = [example for example in base.train if example.label == 1]
    return LabelledImages(
        classes=base.classes, train=(*reds, *greens[:2]), validation=base.validation
    )


def test_with_class_weights_a_mistake_on_a_small_class_counts_for_more():
    order = job(images=lopsided(), epochs=3, class_weights="balanced")
    weighted = numbers(epochs(job_events(order, never)))
    weight = torch.tensor([10 / (2 * 8), 10 / (2 * 2)])
    assert weighted == pytest.approx(plain_loop(order, weight), rel=1e-3)
    assert weighted != pytest.approx(plain_loop(order), rel=1e-3)


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_both_arms_are_weighted_and_only_where_it_was_asked_for(arm):
    plain, weighted = (
        curve(job_events(job(arm, images=lopsided(), class_weights=choice), never))
        for choice in ("none", "balanced")
    )
    assert plain == curve(job_events(job(arm, images=lopsided()), never))
    assert plain != weighted


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_both_arms_are_normalised_as_the_plan_says(arm, monkeypatch):
    seen = []
    normalise = module.Normaliser.__call__

    def watched(self, pixels):
        made = normalise(self, pixels)
        seen.append((pixels.min(), pixels.max(), made.min().item(), made.max().item()))
        return made

    monkeypatch.setattr(module.Normaliser, "__call__", watched)
    raw = curve(job_events(job(arm, normalisation="none"), never))
    assert all(limits[:2] == limits[2:] for limits in seen)
    assert raw != curve(job_events(job(arm), never))


def test_both_arms_are_shown_the_same_views_in_the_same_order(monkeypatch):
    # From scratch, the training images are shown once more where nothing is learned from them.
    monkeypatch.setattr(loop, "recompute_running_statistics", lambda *_, **__: None)
    shown = {"fine_tune": [], "scratch": []}
    for arm, seen in shown.items():
        batch = module.BoundaryActivations.batch

        def watched(self, view, indices, seen=seen, batch=batch):
            seen.append((np.broadcast_to(view, indices.shape).tolist(), indices.tolist()))
            return batch(self, view, indices)

        with monkeypatch.context() as patch:
            patch.setattr(module.BoundaryActivations, "batch", watched)
            list(job_events(job(arm, epochs=4, views=3), never))
    assert shown["fine_tune"] == shown["scratch"]
    assert len(shown["scratch"]) > 8


@pytest.mark.parametrize(("arm", "notes"), [("fine_tune", 1), ("scratch", 0)])
def test_only_the_arm_that_has_frozen_stages_says_that_their_activations_do_not_fit(
    arm, notes, monkeypatch
):
    monkeypatch.setattr(module, "memory_budget", partial(module.memory_budget, limit=1))
    setup = module.prepare(job(arm), Meter(arm, never))
    assert len(setup.budget.notes) == len(setup.started().notes) == notes


def test_what_an_arm_spends_is_what_was_planned_for_it():
    for arm in ("fine_tune", "scratch"):
        order = job(arm, epochs=3, views=2)
        *_, last = epochs(job_events(order, never))
        planned = module.prepare(order, Meter(arm, never)).gflops_planned
        assert last.gflops == pytest.approx(planned)


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_what_an_arm_spends_is_what_torch_counts(arm, monkeypatch):
    # Counted are those of the network, however the frozen stages are written to save time.
    monkeypatch.setattr(module, "fold_batchnorm", lambda stages: stages)
    # Torch counts the gradients of convolutions in groups as if they had none, so a network without
    # such, whose weights may as well be random.
    build = architectures.build
    monkeypatch.setattr(architectures, "build", lambda of, pretrained: build(of, pretrained=False))
    events = job_events(job(arm, backbone="resnet18", frozen_stages=3, epochs=2, views=2), never)
    # What comes before the first event counts the operations of one image.
    assert isinstance(next(events), Started)
    with FlopCounterMode(display=False) as counter:
        *_, last = epochs(events)
    counted = counter.get_total_flops() / 2 / 1e9
    assert last.gflops == pytest.approx(counted, rel=1e-3)


def test_freezing_saves_operations():
    spent = [epochs(job_events(job(frozen_stages=k), never))[-1].gflops for k in (0, 5, 9)]
    assert spent == sorted(spent, reverse=True)


def test_what_is_measured_agrees_with_itself():
    order = job(epochs=2)
    labels = [example.label for example in order.images.validation]
    for epoch in epochs(job_events(order, never)):
        right = [p == label for p, label in zip(epoch.val_predictions, labels, strict=True)]
        assert epoch.val_accuracy == pytest.approx(np.mean(right))
        assert 0 <= epoch.train_accuracy <= 1


def test_colours_are_learned():
    *_, last = epochs(job_events(job(epochs=6, images=labelled(train=24, validation=12)), never))
    assert last.val_accuracy >= 0.9


def test_stop_is_heeded_at_the_next_batch():
    asked = iter([False, False, True])
    *events, end = job_events(job(epochs=50), lambda: next(asked))
    assert end.outcome == "stopped"
    assert not epochs(events)


def test_an_error_of_ours_ends_the_arm_with_its_sentence(monkeypatch):
    def missing(*_, **__):
        raise WeightsMissing("The weights are missing.")

    monkeypatch.setattr(module, "fine_tuned", missing)
    (end,) = job_events(job(), never)
    assert (end.outcome, end.message) == ("failed", "The weights are missing.")


def test_an_unknown_backbone_ends_the_arm_with_a_sentence():
    (end,) = job_events(job(backbone="resnet_9000"), never)
    assert end.outcome == "failed"
    assert "resnet_9000" in end.message


def test_too_little_memory_is_said_in_words(monkeypatch):
    def hungry(*_, **__):
        raise MemoryError

    monkeypatch.setattr(loop, "prepare", hungry)
    (end,) = job_events(job(), never)
    assert end.outcome == "failed"
    assert "smaller image size" in end.message


def test_any_other_error_ends_the_arm_and_is_logged(monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("shape mismatch")

    monkeypatch.setattr(loop, "prepare", broken)
    (end,) = job_events(job(), never)
    assert end.outcome == "failed"
    assert "shape mismatch" in end.message
    assert "Traceback" in caplog.text


def test_a_single_training_image_per_class_and_odd_batches_are_no_problem():
    images = labelled(train=2, validation=2)
    for arm in ("fine_tune", "scratch"):
        *_, end = job_events(job(arm, images=images, batch_size=256), never)
        assert end.outcome == "done"


def test_many_classes_need_no_change():
    base = labelled(train=12, validation=6)
    images = LabelledImages(classes=("a", "b", "c"), train=base.train, validation=base.validation)
    started, *_ = job_events(job(images=images), never)
    assert started.train_counts == (6, 6, 0)
    assert started.trainable_parameters == BACKBONE.trainable_parameters(7, 3)
