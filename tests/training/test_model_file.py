import hashlib
import io
import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import save, save_file

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.errors import ModelError
from transfer_demo.plan import ResolvedPlan
from transfer_demo.training.model_file import ModelFacts, ModelFile, read_facts

LITE0 = CATALOGUE["efficientnet_lite0"]
FACTS = ModelFacts(
    arm="fine_tune",
    plan=ResolvedPlan(frozen_stages=7, image_size_px=96),
    classes=("birds", "fruit"),
    preprocessing=LITE0.preprocessing,
    framing=LITE0.framing(96),
    frozen="ab" * 32,
    engine="0123456789abcdef",
)
TENSORS = {"head.bias": np.zeros(2, dtype=np.float32)}


def facts_in(file: bytes) -> ModelFacts:
    return read_facts(io.BytesIO(file))


@given(st.lists(st.text(), min_size=1, unique=True), st.sampled_from(sorted(CATALOGUE)))
def test_a_file_says_what_it_was_told(classes: list[str], backbone: str) -> None:
    spec = CATALOGUE[backbone]
    plan = replace(FACTS.plan, backbone=backbone)
    told = replace(
        FACTS,
        plan=plan,
        classes=tuple(classes),
        preprocessing=spec.preprocessing,
        framing=spec.framing(96),
    )
    assert facts_in(save(TENSORS, metadata=told.to_metadata())) == told


def test_any_program_that_knows_safetensors_reads_the_header(tmp_path) -> None:
    save_file(TENSORS, tmp_path / "model.safetensors", metadata=FACTS.to_metadata())
    with safe_open(tmp_path / "model.safetensors", framework="numpy") as opened:
        assert json.loads(opened.metadata()["transfer_demo"])["classes"] == ["birds", "fruit"]


def told(**changes: object) -> bytes:
    metadata = FACTS.to_metadata()
    values = json.loads(metadata["transfer_demo"]) | changes
    return save(TENSORS, metadata={**metadata, "transfer_demo": json.dumps(values)})


SHOWN = asdict(LITE0.preprocessing)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "not a file of safetensors"),
        (b"PK\3\4" + bytes(100), "not a file of safetensors"),
        ((9).to_bytes(8, "little") + b"no JSON!!", "not a file of safetensors"),
        ((2**62).to_bytes(8, "little") + b"{}", "not a file of safetensors"),
        ((2).to_bytes(8, "little") + b"[]", "not a file of safetensors"),
        (save(TENSORS), "not one that transfer-demo has trained"),
        (save(TENSORS, metadata={"format": "pt"}), "not one that transfer-demo has trained"),
        (save(TENSORS, metadata={"transfer_demo": "{"}), "another version"),
        (told(version=2), "another version"),
        (told(classes=[]), "another version"),
        (told(classes=["a", "a"]), "another version"),
        (told(framing={}), "another version"),
        (told(plan={"frozen_stages": -1}), "another version"),
        (told(shape="round"), "another version"),
        (told(arm="nonsense"), "another version"),
        (told(arm=["fine_tune"]), "another version"),
        (told(frozen=5), "another version"),
        (told(framing={"size_px": -5, "resized_px": 5, "interpolation": "bicubic"}), "another"),
        (told(framing={"size_px": 96, "resized_px": 9**9, "interpolation": "bicubic"}), "another"),
        (told(framing={"size_px": 96, "resized_px": 96, "interpolation": "cubic"}), "another"),
        (told(preprocessing=SHOWN | {"std": [0, 0, 0]}), "another version"),
        (told(preprocessing=SHOWN | {"mean": ["a"]}), "another version"),
        (told(preprocessing=SHOWN | {"mean": [0.5, 0.5, float("nan")]}), "another version"),
        (save(TENSORS, metadata={"transfer_demo": "null"}), "another version"),
        (save(TENSORS, metadata={"transfer_demo": "[" * 9999}), "another version"),
        ((10**6).to_bytes(8, "little") + b"[" * 10**6, "not a file of safetensors"),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(file: bytes, why: str) -> None:
    with pytest.raises(ModelError, match=why) as refused:
        facts_in(file)
    assert "Take a .safetensors file" in str(refused.value)


def test_a_file_that_is_gone_or_was_changed_says_so(tmp_path) -> None:
    with pytest.raises(ModelError, match="Start the run again"):
        _ = ModelFile(path=tmp_path / "gone", digest="").data
    file = tmp_path / "model"
    file.write_bytes(b"what was trained")
    kept = ModelFile(path=file, digest=hashlib.sha256(b"what was trained").hexdigest())
    assert kept.data == b"what was trained"
    file.write_bytes(b"what was twained")
    with pytest.raises(ModelError, match="damaged"):
        _ = kept.data
