"""The networks that are built, compared with the networks as they were published."""

import copy
import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.backbones.published import finish
from transfer_demo.backbones import architectures, weights
from transfer_demo.backbones.catalogue import CATALOGUE, get
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import BackboneError, WeightsMissing
from transfer_demo.images.dataset import Example
from transfer_demo.images.decode import read_picture
from transfer_demo.paths import assets_folder
from transfer_demo.plan import NUMBER_FIELDS
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.normalisation import Normaliser

BUNDLED = [name for name, backbone in CATALOGUE.items() if backbone.source == "bundled"]
MOBILE = "mobilenet_v2"
SMALL = "shufflenet_v2_x1_0"

# Index of the class in ImageNet-1k.
FAMILIAR = {
    "fruit/banana.jpg": 954,
    "fruit/strawberry.jpg": 949,
    "fruit/apple_granny_smith.jpg": 948,
    "birds/gander.jpg": 99,
}


def noise(size_px: int) -> torch.Tensor:
    return torch.randn(2, 3, size_px, size_px, generator=torch.Generator().manual_seed(0))


def count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def named(backbone: Backbone) -> list[int]:
    """Return the classes that the published network sees in the familiar photos."""
    samples = assets_folder() / "samples" / "everyday"
    photos = [read_picture((samples / file).read_bytes()) for file in FAMILIAR]
    examples = [Example(picture=photo, label=0, file="") for photo in photos]
    framing = backbone.framing(backbone.input_size_px)
    views = Views(examples, framing=framing, augmentation="none", seed=0)
    normalise = Normaliser(backbone.preprocessing, torch.device("cpu"))
    model = architectures.classifier(backbone, pretrained=True).eval()
    with torch.inference_mode():
        return model(normalise(views.batch(0, np.arange(len(examples))))).argmax(1).tolist()


@pytest.fixture(scope="module", params=CATALOGUE)
def network(request):
    """A backbone and its published network with random weights."""
    torch.manual_seed(0)
    backbone = get(request.param)
    return backbone, architectures.classifier(backbone, pretrained=False).eval()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty torch cache."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    weights.cache_folder().mkdir(parents=True)
    return weights.cache_folder()


def test_stages_and_classifier_together_are_the_published_network(network):
    backbone, model = network
    with torch.inference_mode():
        expected = model(noise(64))
        maps = architectures.cut(model, backbone)(noise(64))
        found = finish(backbone, model, maps)
    assert (found - expected).abs().max() < 1e-6 * expected.std()
    assert not torch.equal(expected[0], expected[1])


def test_a_network_taken_apart_is_still_the_whole_one(network):
    backbone, model = network
    with torch.inference_mode():
        expected = model(noise(64))
        maps = architectures.cut(model, backbone)(noise(64))
        stages, rest = architectures.take_apart(copy.deepcopy(model), backbone)
        found = stages(noise(64))
        assert torch.equal(found, maps)
        assert (rest(found) - expected).abs().max() < 1e-6 * expected.std()
    assert count(stages) == backbone.parameters
    assert count(stages) + count(rest) == count(model)


def test_stages_take_the_smallest_image_and_leave_their_input_as_it_is(network):
    # The cache at the freeze boundary hands the same activations to every epoch.
    backbone, model = network
    inputs = noise(int(NUMBER_FIELDS["image_size_px"].low))
    with torch.inference_mode():
        for stage in architectures.cut(model, backbone):
            before = inputs.clone()
            outputs = stage(inputs)
            assert torch.equal(inputs, before)
            inputs = outputs
    assert outputs.shape[:2] == (2, backbone.features)
    assert outputs.isfinite().all()


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_outline_draws_no_random_number_and_has_none(name):
    # A training may run beside it, in the same process and with the same generator.
    state = torch.get_rng_state()
    outline = architectures.outline(get(name))
    assert torch.equal(torch.get_rng_state(), state)
    assert {tensor.device.type for tensor in outline.state_dict().values()} == {"meta"}


def test_random_weights_come_from_torchs_seed():
    def weights_for(seed):
        torch.manual_seed(seed)
        return architectures.build(get(SMALL), pretrained=False).state_dict()

    first, again, other = weights_for(1), weights_for(1), weights_for(2)
    assert all(torch.equal(first[key], again[key]) for key in first)
    assert any(not torch.equal(first[key], other[key]) for key in first)


@pytest.fixture
def mobile():
    """MobileNetV2, where the package with its weights is installed."""
    backbone = get(MOBILE)
    if weights.status(backbone) != "bundled":
        pytest.skip(f"its weights are not here: {weights.commands(backbone)[-1]}")
    return backbone


def test_the_packaged_file_of_mobilenet_v2_is_the_published_one_to_the_last_bit(mobile):
    content = weights.require(mobile).read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(mobile.weights.sha256_start)
    assert mobile.weights.megabytes == round(len(content) / 2**20, 3)


def test_the_packaged_weights_of_mobilenet_v2_fill_the_network_and_name_familiar_things(mobile):
    # An old file, from before zip files; every tensor has its place, and every place its tensor.
    published = torch.load(weights.require(mobile), weights_only=True)
    model = architectures.classifier(mobile, pretrained=True).eval()
    found = model.state_dict()
    assert found.keys() == published.keys()
    assert all(torch.equal(found[key], published[key]) for key in published)
    assert named(mobile) == list(FAMILIAR.values())


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_weights_name_familiar_things(name):
    assert named(get(name)) == list(FAMILIAR.values())


@pytest.mark.parametrize("name", BUNDLED)
def test_a_pretrained_backbone_holds_the_bundled_tensors(name):
    backbone = get(name)
    file = torch.load(weights.require(backbone), weights_only=True)
    found = list(architectures.build(backbone, pretrained=True).state_dict().values())
    assert len(file) == len(found) + 2  # the classifier's weight and bias
    pairs = zip(found, file.values(), strict=False)
    assert all(torch.equal(tensor, published) for tensor, published in pairs)


@pytest.mark.parametrize("name", [SMALL, "squeezenet1_1", "regnet_y_400mf"])
def test_weights_in_the_torch_cache_are_used(name, cache):
    backbone = get(name)
    torch.manual_seed(1)
    model = architectures.classifier(backbone, pretrained=False)
    assert weights.status(backbone) == "download"
    torch.save(model.state_dict(), cache / backbone.weights.file_name)
    assert weights.status(backbone) == "cached"

    expected = architectures.cut(model, backbone).state_dict()
    found = architectures.build(backbone, pretrained=True).state_dict()
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[key], found[key]) for key in expected)


def test_an_old_file_of_densenet_is_read(cache):
    # As published: norm.1 for norm1, no count of batches, the format from before zip files.
    backbone = get("densenet121")
    model = architectures.classifier(backbone, pretrained=False).eval()
    names = {f"{kind}{i}.": f"{kind}.{i}." for kind in ("norm", "conv") for i in (1, 2)}
    old = {}
    for key, tensor in model.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            place, dot, rest = key.partition("denselayer")
            for new_name, old_name in names.items():
                rest = rest.replace(new_name, old_name)
            old[place + dot + rest] = tensor
    assert any(".norm.1." in key for key in old)
    torch.save(old, cache / backbone.weights.file_name, _use_new_zipfile_serialization=False)

    loaded = architectures.classifier(backbone, pretrained=True).eval()
    with torch.inference_mode():
        assert torch.equal(loaded(noise(32)), model(noise(32)))


def test_a_loaded_network_can_be_trained(cache):
    backbone = get(SMALL)
    model = architectures.classifier(backbone, pretrained=False)
    torch.save(model.state_dict(), cache / backbone.weights.file_name)
    stages = architectures.build(backbone, pretrained=True)
    stages(noise(32)).square().mean().backward()
    assert all(tensor.grad is not None for tensor in stages.parameters())


def test_missing_weights_are_named_with_folder_and_command(cache):
    with pytest.raises(WeightsMissing) as refusal:
        architectures.build(get(SMALL), pretrained=True)
    message = str(refusal.value)
    assert get(SMALL).weights.file_name in message
    assert str(cache) in message
    assert f"transfer-demo fetch {SMALL}" in message


class MarksAFile:
    """Unpickled without care, it would write a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def truncated(folder: Path) -> bytes:
    file = folder / "whole.pth"
    torch.save(architectures.classifier(get(SMALL), pretrained=False).state_dict(), file)
    return file.read_bytes()[: file.stat().st_size // 2]


def of_another_network(folder: Path) -> bytes:
    file = folder / "other.pth"
    torch.save(architectures.classifier(get("squeezenet1_1"), pretrained=False).state_dict(), file)
    return file.read_bytes()


def no_weights_at_all(folder: Path) -> bytes:
    file = folder / "list.pth"
    torch.save([1, 2, 3], file)
    return file.read_bytes()


def with_code_inside(folder: Path) -> bytes:
    return pickle.dumps(MarksAFile(folder / "code ran"), protocol=2)


@pytest.mark.parametrize(
    "content", [lambda _: b"", truncated, of_another_network, no_weights_at_all, with_code_inside]
)
def test_a_file_that_is_not_the_weights_is_refused(content, cache, tmp_path):
    file = cache / get(SMALL).weights.file_name
    file.write_bytes(content(tmp_path))
    with pytest.raises(BackboneError) as refusal:
        architectures.build(get(SMALL), pretrained=True)
    assert str(file) in str(refusal.value)
    assert "Delete it" in str(refusal.value)
    assert f"transfer-demo fetch {SMALL}" in str(refusal.value)
    assert not (tmp_path / "code ran").exists()
