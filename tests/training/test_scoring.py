import dataclasses

import numpy as np
import pytest
import torch

from tests.training.made import examples, job, labelled
from transfer_demo.backbones import architectures, catalogue
from transfer_demo.events import Finished, Progress, Scored, Started
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.training import meter as meter_module
from transfer_demo.training import scoring
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.cost import measure
from transfer_demo.training.job_events import job_events
from transfer_demo.training.network import from_scratch
from transfer_demo.training.transferability import leep, logme, nearest_neighbour_accuracy

BACKBONE = catalogue.get("efficientnet_lite0")


def never():
    return False


def order(**choices):
    return job("score", arms=("score",), **choices)


def scored(events):
    (found,) = [event for event in events if isinstance(event, Scored)]
    return found


def without_time(events):
    return dataclasses.replace(scored(events), seconds=0.0)


@pytest.fixture
def seen(monkeypatch):
    """What the scores are computed from: features, probabilities and labels."""
    arrays = {}

    def watched(name, measure):
        def call(values, labels):
            arrays[name], arrays["labels"] = values, labels
            return measure(values, labels)

        return call

    monkeypatch.setattr(scoring, "logme", watched("features", logme))
    monkeypatch.setattr(scoring, "leep", watched("probabilities", leep))
    return arrays


def inputs(backbone, images, size_px=32):
    """The centre of each training image, normalised."""
    facts = backbone.preprocessing
    views = Views(images.train, framing=backbone.framing(size_px), augmentation="none", seed=0)
    pixels = views.batch(0, np.arange(len(images.train))).astype(np.float32) / 255
    normalised = (pixels - np.float32(facts.mean)) / np.float32(facts.std)
    return torch.from_numpy(normalised).permute(0, 3, 1, 2)


def test_a_score_says_started_then_the_score_then_finished():
    events = list(job_events(order(), never))
    told = [event for event in events if not isinstance(event, Progress)]
    assert [type(event) for event in told] == [Started, Scored, Finished]
    assert all(event.arm == "score" for event in events)
    started, found, end = told
    assert (started.epochs, started.views, started.trainable_parameters) == (0, 1, 0)
    assert (started.train_images, started.train_counts) == (10, (5, 5))
    assert started.validation_labels == (0, 1, 0, 1, 0, 1)
    assert end.outcome == "done"
    assert 0 < found.seconds <= end.seconds


@pytest.mark.parametrize("name", catalogue.CATALOGUE)
def test_one_pass_gives_the_pooled_features_and_the_published_classes(name, seen, monkeypatch):
    backbone, build = catalogue.get(name), architectures.classifier

    def random(backbone, *, pretrained):
        torch.manual_seed(0)
        return build(backbone, pretrained=False)

    monkeypatch.setattr(architectures, "classifier", random)
    images = labelled(train=4)
    *events, end = job_events(order(backbone=name, images=images), never)
    assert end.outcome == "done", end.message

    batch = inputs(backbone, images)
    with torch.inference_mode():
        stages = architectures.build(backbone, pretrained=True).eval()
        features = stages(batch).mean(dim=(2, 3)).numpy()
        published = architectures.classifier(backbone, pretrained=True).eval()
        probabilities = published(batch).softmax(dim=1).numpy()
    assert seen["features"].shape == (4, backbone.features)
    np.testing.assert_allclose(seen["features"], features, atol=1e-4 * features.std())
    assert seen["probabilities"].shape == (4, 1000)
    np.testing.assert_allclose(seen["probabilities"], probabilities, rtol=1e-3, atol=1e-7)
    parameters = sum(p.numel() for p in published.parameters())
    assert events[0].total_parameters == parameters


def test_the_score_is_made_of_the_three_measures_on_the_training_images(seen):
    found = scored(job_events(order(images=labelled(train=40)), never))
    labels = np.arange(40) % 2
    np.testing.assert_array_equal(seen["labels"], labels)
    assert found.logme == logme(seen["features"], labels)
    assert found.leep == leep(seen["probabilities"], labels)
    expected = nearest_neighbour_accuracy(seen["features"], labels)
    assert found.nearest_neighbour_accuracy == expected
    assert expected > 0.9  # red and green are easily told apart


def test_the_validation_images_are_not_looked_at():
    one, other = labelled(), labelled()
    other = LabelledImages(
        classes=one.classes, train=one.train, validation=examples(3, seed=5000)[::-1]
    )
    found = (without_time(job_events(order(images=images), never)) for images in (one, other))
    assert next(found) == next(found)


def test_only_what_decides_the_look_changes_the_score():
    usual = without_time(job_events(order(), never))
    assert usual == without_time(job_events(order(seed=5, epochs=9, frozen_stages=0), never))
    assert usual != without_time(job_events(order(image_size_px=64), never))


def test_classes_that_features_tell_apart_score_higher_than_mixed_up_labels():
    images = labelled(train=40)
    rng = np.random.default_rng(0)
    labels = rng.permutation([example.label for example in images.train])
    mixed = tuple(
        dataclasses.replace(example, label=int(label))
        for example, label in zip(images.train, labels, strict=True)
    )
    mixed_up = dataclasses.replace(images, train=mixed)
    true, false = (scored(job_events(order(images=some), never)) for some in (images, mixed_up))
    assert true.logme > false.logme
    assert true.leep > false.leep
    assert true.nearest_neighbour_accuracy > false.nearest_neighbour_accuracy


def test_the_operations_are_those_of_one_forward_pass_of_each_image():
    found = scored(job_events(order(), never))
    network = from_scratch(BACKBONE, classes=1000)
    cost = measure(network, image_size_px=32)
    assert found.gflops == pytest.approx(10 * (cost.prefix_gflops + cost.suffix_gflops))


def test_progress_grows_to_the_whole(monkeypatch):
    monkeypatch.setattr(meter_module, "PROGRESS_SECONDS", 0)
    events = list(job_events(order(images=labelled(train=70)), never))
    shares = [event.fraction for event in events if isinstance(event, Progress)]
    assert len(shares) == 3
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_stop_is_heeded_at_the_next_batch():
    asked = iter([False, True])
    *events, end = job_events(order(images=labelled(train=70)), lambda: next(asked))
    assert end.outcome == "stopped"
    assert not any(isinstance(event, Scored) for event in events)


def test_weights_that_are_not_here_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    (end,) = job_events(order(backbone="resnet18"), never)
    assert end.outcome == "failed"
    assert "transfer-demo fetch resnet18" in end.message


def test_too_little_memory_is_said_in_words(monkeypatch):
    def hungry(*_, **__):
        raise MemoryError

    monkeypatch.setattr(scoring, "logme", hungry)
    *_, end = job_events(order(), never)
    assert end.outcome == "failed"
    assert "smaller image size" in end.message


ONE_CLASS = LabelledImages(classes=("a",), train=examples(3, classes=1), validation=())


@pytest.mark.parametrize("images", [labelled(train=2), ONE_CLASS], ids=["one image", "one class"])
def test_one_image_a_class_and_one_class_alone_are_no_problem(images):
    *_, end = job_events(order(images=images), never)
    assert end.outcome == "done", end.message


def test_a_score_is_of_pixels_as_the_plan_normalises_them(seen):
    list(job_events(order(), never))
    usual = seen["features"]
    list(job_events(order(normalisation="none"), never))
    assert not np.allclose(usual, seen["features"])
