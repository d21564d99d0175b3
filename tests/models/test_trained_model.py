"""Trained networks answer as they did in their training, however a picture is brought."""

import io
import os

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from tests.races import write_photos
from tests.training.made import examples, job, labelled, picture
from transfer_demo import TrainedModel, load_images, load_model
from transfer_demo.errors import ModelError, UnreadableImage
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.history import fold
from transfer_demo.plan import FINE_TUNE, SCRATCH, Plan
from transfer_demo.race import compare
from transfer_demo.training.packed_network import pack, unpack

# More than a batch, and not a multiple of one.
IMAGES = labelled(train=8, validation=41)


def trained(arm=FINE_TUNE, *, images=IMAGES, **choices):
    """A model, and the history of the training that made it."""
    events = []
    order = job(arm, images=images, keeps_model=True, epochs=1, **choices)
    InlineExecutor().submit(order, events.append)
    history = fold(events).arms[arm]
    return TrainedModel(history.finished.model), history


@pytest.fixture(scope="module")
def model():
    return trained()[0]


@pytest.mark.parametrize(
    ("arm", "choices"),
    [
        (FINE_TUNE, {"frozen_stages": 9}),
        (FINE_TUNE, {"frozen_stages": 7}),
        (FINE_TUNE, {"frozen_stages": 0}),
        (FINE_TUNE, {"frozen_stages": 4, "batch_norm": "training"}),
        (FINE_TUNE, {"frozen_stages": 7, "normalisation": "none"}),
        (FINE_TUNE, {"frozen_stages": 7, "head_start": "probe"}),
        (SCRATCH, {}),
        (SCRATCH, {"batch_norm_statistics": "running"}),
    ],
)
def test_validation_images_are_answered_as_in_the_last_epoch(arm, choices, tmp_path):
    model, history = trained(arm, **choices)
    model.save(tmp_path / "model.safetensors")
    said = load_model(tmp_path / "model.safetensors").predict(e.picture for e in IMAGES.validation)
    index = {name: place for place, name in enumerate(IMAGES.classes)}
    assert tuple(index[one.class_name] for one in said) == history.last.val_predictions
    # Not only the classes: the loss is the mean of these very probabilities.
    labels = [IMAGES.classes[example.label] for example in IMAGES.validation]
    right = [one.probabilities[label] for one, label in zip(said, labels, strict=True)]
    assert -np.log(right).mean() == pytest.approx(history.last.val_loss, rel=1e-5)


def test_a_plain_loop_over_the_whole_network_says_the_same(model):
    # An oracle without caches, folded layers or batches of ours.
    network, facts = unpack(model._data)
    pixels = []
    for example in IMAGES.validation[:5]:
        image = Image.open(io.BytesIO(example.picture.data)).convert("RGB")
        scale = facts.framing.resized_px / min(image.size)
        size = [int(side * scale) if side != min(image.size) else facts.framing.resized_px
                for side in image.size]  # fmt: skip
        resized = image.resize(size, Image.Resampling.BICUBIC)
        left, top = ((side - facts.framing.size_px) / 2 for side in size)
        left, top = round(left), round(top)
        cut = resized.crop((left, top, left + facts.framing.size_px, top + facts.framing.size_px))
        pixels.append(np.asarray(cut, dtype=np.float32) / 255)
    mean, std = (np.array(values) for values in (facts.preprocessing.mean, facts.preprocessing.std))
    batch = torch.tensor((np.stack(pixels) - mean) / std, dtype=torch.float32).permute(0, 3, 1, 2)
    with torch.no_grad():
        expected = functional.softmax(network(batch), dim=1).numpy()
    said = model.predict(example.picture for example in IMAGES.validation[:5])
    found = [[one.probabilities[name] for name in model.classes] for one in said]
    assert np.abs(np.array(found) - expected).max() < 0.02  # rounding of pixels


def test_one_picture_alone_gets_the_answer_that_it_gets_among_others(model):
    pictures = [example.picture for example in IMAGES.validation]
    together = model.predict(pictures)
    for place in (0, 20, 40):
        (alone,) = model.predict(pictures[place])
        assert alone.probabilities == pytest.approx(together[place].probabilities, abs=1e-5)


def test_probabilities_add_up_to_one(model):
    for one in model.predict(example.picture for example in examples(5, seed=77)):
        assert sum(one.probabilities.values()) == pytest.approx(1)
        assert one.class_name in ("red", "green")
        assert one.probabilities[one.class_name] == max(one.probabilities.values())


def test_a_picture_can_be_brought_in_many_ways(model, tmp_path):
    one = picture(seed=5, size=(96, 64))
    file = tmp_path / "one.jpg"
    file.write_bytes(one.data)
    expected = model.predict(file)
    for way in (str(file), one.data, Image.open(file), [file], [str(file)]):
        assert model.predict(way) == expected
    photos = load_images(write_photos(tmp_path / "photos"))
    assert len(model.predict(photos)) == len(photos.photos)
    assert model.predict([]) == ()


def test_what_is_no_picture_is_named(model, tmp_path):
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    with pytest.raises(UnreadableImage, match=r"bad\.jpg: "):
        model.predict([bad])
    with pytest.raises(UnreadableImage, match="Picture 2: "):
        model.predict([picture(seed=1), b"no picture"])
    with pytest.raises(UnreadableImage, match="cannot be read"):
        model.predict(tmp_path / "gone.jpg")
    with pytest.raises(UnreadableImage, match="Picture 1 is a float"):
        model.predict([1.5])


def test_a_race_brings_the_models_of_its_arms(tmp_path):
    images = load_images(write_photos(tmp_path / "photos"))
    result = compare(images, Plan(epochs=1, image_size_px=32, batch_size=4, views=1))
    assert list(result.models) == ["fine_tune", "scratch"]
    for name, arm in result.history.arms.items():
        said = result.models[name].predict(e.picture for e in result.images.validation)
        places = [result.images.classes.index(one.class_name) for one in said]
        assert tuple(places) == arm.last.val_predictions


def test_a_network_whose_training_diverged_has_no_answer():
    network, _ = unpack(trained()[0]._data)
    network.head.weight.data.fill_(float("nan"))
    order = job(images=IMAGES, keeps_model=True, epochs=1)
    with pytest.raises(ModelError, match="Its training diverged"):
        TrainedModel(pack(network, order)).predict(IMAGES.validation[0].picture)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.safetensors")
    with pytest.raises(ModelError, match="it is no file"):
        load_model(tmp_path / "pipe.safetensors")
    with pytest.raises(ModelError, match="it is no file"):
        load_model(tmp_path)


def test_a_file_that_is_none_is_a_sentence(tmp_path, model):
    with pytest.raises(ModelError, match=r"gone\.safetensors cannot be read"):
        load_model(tmp_path / "gone.safetensors")
    (tmp_path / "bad.safetensors").write_bytes(b"bad")
    with pytest.raises(ModelError, match=r"bad\.safetensors: This model cannot be used"):
        load_model(tmp_path / "bad.safetensors")
    with pytest.raises(ModelError, match="cannot be written"):
        model.save(tmp_path / "no folder" / "model.safetensors")
