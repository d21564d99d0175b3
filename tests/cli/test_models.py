import json

import pytest

from tests.cli.conftest import Run
from transfer_demo.backbones import weights
from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.backbones.spec import Backbone
from transfer_demo.errors import WeightsMissing


def _downloadable() -> Backbone:
    return next(backbone for backbone in CATALOGUE.values() if backbone.source != "bundled")


def test_the_table_has_a_line_for_each_backbone(run: Run) -> None:
    result = run("models")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    for backbone in CATALOGUE.values():
        line = next(line for line in lines if line.startswith(f"{backbone.name} "))
        assert backbone.title in line
        assert backbone.licence in line


def test_what_must_be_downloaded_is_told_with_its_size(run: Run) -> None:
    missing = _downloadable()
    line = next(line for line in run("models").stdout.splitlines() if missing.name in line)
    assert f"download {missing.weights.megabytes:.0f} MB" in line


def test_what_lies_in_the_torch_cache_is_told_as_cached(run: Run) -> None:
    backbone = _downloadable()
    file = weights.path(backbone)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"weights")
    try:
        models = json.loads(run("models", "--json", "-").stdout)["models"]
    finally:
        file.unlink()
    status = {model["name"]: model["status"] for model in models}
    assert status[backbone.name] == "cached"
    assert list(status) == list(CATALOGUE)


def test_the_json_carries_the_facts_of_the_catalogue(run: Run) -> None:
    for model in json.loads(run("models", "--json", "-").stdout)["models"]:
        backbone = CATALOGUE[model["name"]]
        assert model["parameters"] == backbone.parameters
        assert model["input_size_px"] == backbone.input_size_px
        assert model["gflops"] == pytest.approx(backbone.gflops)
        assert model["stages"] == [stage.name for stage in backbone.stages]


def test_fetching_bundled_weights_says_where_they_are(run: Run) -> None:
    result = run("fetch", "efficientnet_lite0")
    assert result.exit_code == 0
    assert str(weights.path(CATALOGUE["efficientnet_lite0"])) in result.stdout


def test_fetching_an_unknown_name_lists_the_known_ones(run: Run) -> None:
    result = run("fetch", "resnet9000")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in CATALOGUE)


def test_fetching_shows_progress_and_then_the_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    backbone = _downloadable()

    def fetch(wanted: Backbone, progress: weights.DownloadProgress | None = None) -> object:
        assert wanted is backbone
        assert progress is not None
        progress(50, 100)
        progress(100, 100)
        return weights.path(wanted)

    monkeypatch.setattr(weights, "fetch", fetch)
    result = run("fetch", backbone.name)
    assert result.exit_code == 0
    assert backbone.title in result.stderr
    assert backbone.weights.file_name in result.stdout


def test_fetching_without_a_network_is_one_clear_paragraph(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(wanted: Backbone, progress: weights.DownloadProgress | None = None) -> object:
        raise WeightsMissing("There is no network.")

    monkeypatch.setattr(weights, "fetch", fetch)
    result = run("fetch", _downloadable().name)
    assert result.exit_code == 2
    assert result.stderr.strip() == "Error: There is no network."
