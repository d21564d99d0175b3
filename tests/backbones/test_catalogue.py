"""The contract of the catalogue: every declared fact is compared with the real network.

The networks are built on the meta device, where they have shapes and costs but no numbers.
"""

import inspect
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.metadata import files

import pytest
import timm
import torch
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import get_model_builder, get_model_weights

from tests.backbones.published import finish
from transfer_demo.backbones import architectures, weights
from transfer_demo.backbones.catalogue import CATALOGUE, by_name, get
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import UnknownBackbone
from transfer_demo.plan import Plan

EVERY = pytest.mark.parametrize("name", CATALOGUE)
BUNDLED = pytest.mark.parametrize(
    "name", [n for n, b in CATALOGUE.items() if b.source == "bundled"]
)
DOWNLOADS = pytest.mark.parametrize("name", [n for n, b in CATALOGUE.items() if b.weights.url])


@dataclass(frozen=True)
class Measured:
    stage_parameters: tuple[int, ...]
    stage_gflops: tuple[float, ...]
    classifier_gflops: float
    output_shape: tuple[int, ...]


@lru_cache
def whole(name: str) -> torch.nn.Module:
    return architectures.outline(get(name)).eval()


@lru_cache
def measured(name: str) -> Measured:
    backbone, model = get(name), whole(name)
    maps = torch.empty(1, 3, backbone.input_size_px, backbone.input_size_px, device="meta")
    costs = []
    stages = architectures.cut(model, backbone)
    for stage in stages:
        maps, cost = run(stage, maps)
        costs.append(cost)
    return Measured(
        stage_parameters=tuple(sum(t.numel() for t in stage.parameters()) for stage in stages),
        stage_gflops=tuple(costs),
        classifier_gflops=run(partial(finish, backbone, model), maps)[1],
        output_shape=tuple(maps.shape),
    )


def run(step: Callable[[torch.Tensor], torch.Tensor], inputs: torch.Tensor):
    """Return the step's output and its GFLOPs, a multiply-add counted as one operation."""
    with FlopCounterMode(display=False) as counter:
        outputs = step(inputs)
    return outputs, counter.get_total_flops() / 2 / 1e9


def published(backbone: Backbone):
    """Return torchvision's own record of the weights that the entry points to."""
    (record,) = [
        w for w in get_model_weights(backbone.architecture) if w.url == backbone.weights.url
    ]
    return record


@EVERY
def test_an_entry_is_found_under_its_name(name):
    assert get(name).name == name


def test_titles_are_not_shared():
    assert len({backbone.title for backbone in CATALOGUE.values()}) == len(CATALOGUE)


def test_a_name_cannot_be_declared_twice():
    backbone = get("resnet18")
    with pytest.raises(ValueError, match="resnet18"):
        by_name([backbone, backbone])


def test_an_unknown_name_is_refused_with_the_known_names():
    with pytest.raises(UnknownBackbone) as refusal:
        get("resnet19")
    assert "resnet19" in str(refusal.value)
    assert all(name in str(refusal.value) for name in CATALOGUE)


def test_the_default_plan_needs_no_download():
    assert weights.status(get(Plan().backbone)) == "bundled"


@EVERY
def test_each_stage_has_the_declared_parameters(name):
    assert tuple(stage.parameters for stage in get(name).stages) == measured(name).stage_parameters


@EVERY
def test_each_stage_costs_the_declared_gflops(name):
    declared = [stage.gflops for stage in get(name).stages]
    assert declared == [round(cost, 5) for cost in measured(name).stage_gflops]


@EVERY
def test_the_output_has_the_declared_features(name):
    assert measured(name).output_shape[:2] == (1, get(name).features)


@EVERY
def test_the_parameters_outside_the_stages_are_the_classifier(name):
    model = whole(name)
    in_stages = [id(tensor) for tensor in architectures.cut(model, get(name)).parameters()]
    assert len(set(in_stages)) == len(in_stages)
    left_out = {key for key, tensor in model.named_parameters() if id(tensor) not in in_stages}
    assert left_out
    assert {key.partition(".")[0] for key in left_out} <= {"fc", "classifier"}


@EVERY
def test_the_paper_is_no_younger_than_the_network(name):
    year_of_paper = 2000 + int(get(name).paper_url.rpartition("/")[2][:2])
    assert year_of_paper <= get(name).year <= year_of_paper + 1


@DOWNLOADS
def test_the_facts_of_the_weights_are_those_of_torchvision(name):
    backbone = get(name)
    record = published(backbone)
    transforms = record.transforms()
    assert record.name == "IMAGENET1K_V1"
    assert backbone.weights.url.rpartition("/")[2] == backbone.weights.file_name
    assert backbone.weights.megabytes == record.meta["_file_size"]
    assert backbone.imagenet_top1 == pytest.approx(
        record.meta["_metrics"]["ImageNet-1K"]["acc@1"] / 100, abs=1e-9
    )
    assert [backbone.input_size_px] == transforms.crop_size
    assert [backbone.preprocessing.resize_px] == transforms.resize_size
    assert backbone.preprocessing.interpolation == transforms.interpolation.value
    assert list(backbone.preprocessing.mean) == transforms.mean
    assert list(backbone.preprocessing.std) == transforms.std


@DOWNLOADS
def test_torchvision_counts_the_whole_network_as_we_do(name):
    record = published(get(name))
    cost = sum(measured(name).stage_gflops) + measured(name).classifier_gflops
    assert round(cost, 3) == record.meta["_ops"]
    assert sum(t.numel() for t in whole(name).parameters()) == record.meta["num_params"]


@DOWNLOADS
def test_torchvision_cites_the_same_paper(name):
    source = inspect.getmodule(get_model_builder(get(name).architecture))
    assert get(name).paper_url in inspect.getsource(source)


@BUNDLED
def test_the_facts_of_the_bundled_weights_are_those_of_timm(name):
    backbone = get(name)
    facts = timm.get_pretrained_cfg(backbone.architecture)
    assert (3, backbone.input_size_px, backbone.input_size_px) == facts.input_size
    assert backbone.preprocessing.resize_px == math.floor(backbone.input_size_px / facts.crop_pct)
    assert backbone.preprocessing.interpolation == facts.interpolation
    assert backbone.preprocessing.mean == facts.mean
    assert backbone.preprocessing.std == facts.std
    assert backbone.licence.lower() == facts.license


@BUNDLED
def test_the_bundled_file_has_the_declared_size_and_licence(name):
    backbone = get(name)
    megabytes = weights.require(backbone).stat().st_size / 2**20
    assert backbone.weights.megabytes == round(megabytes, 1)
    (licence,) = [f for f in files(backbone.weights.package.name) or () if f.name == "LICENSE"]
    assert "Apache" in licence.read_text(encoding="utf-8")
    assert backbone.licence == "Apache-2.0"


def test_the_facts_are_read_without_importing_a_training_library():
    script = (
        "import sys\n"
        "from transfer_demo.backbones import catalogue, weights\n"
        "print([weights.status(backbone) for backbone in catalogue.CATALOGUE.values()])\n"
        "print(sorted({'torch', 'torchvision', 'timm'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert answer.stdout.splitlines()[-1] == "[]"
