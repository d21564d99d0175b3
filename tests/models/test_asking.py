"""What workers say is what the networks say, and a network is loaded once."""

import io
from unittest.mock import Mock

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import create_transform

from tests.training.made import examples, job
from transfer_demo.backbones import architectures, catalogue
from transfer_demo.errors import BackboneError, ModelError
from transfer_demo.images.samples import everyday
from transfer_demo.models import asking, predictor
from transfer_demo.models.asking import published_guesses, scores
from transfer_demo.models.predictor import Predictor
from transfer_demo.models.published import class_names
from transfer_demo.training.job_events import job_events
from transfer_demo.training.model_file import ModelBytes, ModelFile

PICTURES = [example.picture for example in examples(5, seed=3)]


@pytest.fixture(scope="module")
def data():
    *_, end = job_events(job(epochs=1, keeps_model=True), lambda: False)
    return end.model


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch):
    monkeypatch.setattr(asking, "_LOADED", asking._Loaded())


def test_scores_are_those_of_the_network(data):
    said = scores(ModelBytes(data=data, digest="one"), PICTURES)
    assert np.array_equal(said, Predictor(data).logits(PICTURES))
    assert said.shape == (5, 2)
    assert scores(ModelBytes(data=data, digest="one"), []).shape == (0, 2)


def test_a_network_stays_loaded_until_others_were_asked(data, monkeypatch):
    loaded = []

    class Noted(Predictor):
        def __init__(self, file):
            loaded.append(1)
            super().__init__(file)

    monkeypatch.setattr(predictor, "Predictor", Noted)
    models = [ModelBytes(data=data, digest=f"{number}") for number in range(asking._KEPT + 1)]
    for model in (models[0], models[0], *models[1:]):
        scores(model, PICTURES[:1])
    assert len(loaded) == len(models)
    scores(models[-1], PICTURES[:1])
    assert len(loaded) == len(models)
    scores(models[0], PICTURES[:1])
    assert len(loaded) == len(models) + 1


def test_after_a_while_the_memory_is_for_the_trainings_again(data, monkeypatch):
    timers = []
    monkeypatch.setattr(
        asking.threading, "Timer", lambda seconds, forget: timers.append(forget) or Mock()
    )
    scores(ModelBytes(data=data, digest="one"), PICTURES[:1])
    assert asking._LOADED._kept
    timers[-1]()
    assert not asking._LOADED._kept


def test_a_model_that_is_gone_or_damaged_is_a_sentence(tmp_path, data):
    with pytest.raises(ModelError, match="cannot be read"):
        scores(ModelFile(path=tmp_path / "gone", digest="x"), PICTURES)
    with pytest.raises(ModelError, match="damaged"):
        scores(ModelBytes(data=data[:-9], digest="y"), PICTURES)


def test_before_it_was_adapted_the_network_said_what_it_was_published_with():
    # The oracle is the whole network with timm's own transform.
    spec = catalogue.get("efficientnet_lite0")
    network = architectures.classifier(spec, pretrained=True).eval()
    transform = create_transform(
        224,
        interpolation=spec.preprocessing.interpolation,
        mean=spec.preprocessing.mean,
        std=spec.preprocessing.std,
        crop_pct=224 / spec.preprocessing.resize_px,
    )
    photos = [photo for photo in everyday().photos if photo.class_name == "fruit"][:6]
    images = [Image.open(io.BytesIO(photo.picture.data)).convert("RGB") for photo in photos]
    with torch.no_grad():
        shares = network(torch.stack([transform(image) for image in images])).softmax(dim=1)
    expected = [class_names()[place] for place in shares.argmax(dim=1).tolist()]
    said = published_guesses("efficientnet_lite0", 224, [photo.picture for photo in photos])
    assert [guesses[0][0] for guesses in said] == expected
    tops = shares.max(dim=1).values.tolist()
    assert [guesses[0][1] for guesses in said] == pytest.approx(tops, abs=0.02)
    assert all(len(guesses) == 3 for guesses in said)
    assert "Granny Smith" in expected


def test_the_classes_of_imagenet_are_in_the_order_of_the_published_heads():
    torchvision = pytest.importorskip("torchvision")
    categories = torchvision.models.ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
    same = [one == other for one, other in zip(class_names(), categories, strict=True)]
    # Both shorten the names of WordNet, not all in the same way.
    assert sum(same) > 950


def test_an_unknown_network_is_a_sentence():
    with pytest.raises(BackboneError):
        published_guesses("no_such_network", 224, PICTURES)
