"""What each fault says and does: one thing is changed, and nothing tells which."""

import re
from dataclasses import fields

import pytest

from tests import told
from transfer_demo.backbones.catalogue import get
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.document import documents
from transfer_demo.lessons.faults import FAULTS, Fault, values
from transfer_demo.lessons.symptoms import SIGNS
from transfer_demo.lessons.template import placeholders, render
from transfer_demo.plan import FINE_TUNE, Plan
from transfer_demo.store.runs.fingerprint import fingerprint, split_digest
from transfer_demo.training.recipe import DEEP_BODY_RATE, DEEP_SHARE

each = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
RIGHT = {fault.text.right.answer for fault in FAULTS}


@pytest.fixture(scope="module")
def samples() -> dict[str, ImageSet]:
    return {name: SAMPLES[name].load() for name in {fault.images for fault in FAULTS}}


def differing(fault: Fault) -> set[str]:
    """The choices in which the plans of both runs differ."""
    return {
        field.name
        for field in fields(Plan)
        if getattr(fault.broken, field.name) != getattr(fault.repaired, field.name)
    }


def changed(before: LabelledImages, after: LabelledImages) -> set[str]:
    """What was done to the images: to "labels", to "pictures", or images that were "added"."""
    found = set()
    if after.train[: len(before.train)] == before.train and after.train != before.train:
        return {"added"}
    for part in ("train", "validation"):
        pairs = list(zip(getattr(before, part), getattr(after, part), strict=True))
        found |= {"labels" for old, new in pairs if old.label != new.label}
        found |= {"pictures" for old, new in pairs if old.picture != new.picture}
    return found


def test_there_are_at_least_eight_and_each_has_a_text_and_signs() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names) >= 8
    assert set(names) == {document.name for document in documents("faults")} == set(SIGNS)


@each
def test_the_text_is_complete(fault: Fault) -> None:
    text = fault.text
    words = (text.title, text.change, text.mended, text.explanation, text.repair)
    assert all(part.strip() for part in words)
    assert 2 <= len(text.wrong) <= 3
    for diagnosis in (text.right, *text.wrong):
        assert diagnosis.answer.endswith(".")
        assert diagnosis.why.endswith(".")
    assert list(text.signs) == [sign.name for sign in SIGNS[fault.name]]
    assert all(source.strip() for source in text.sources)
    for written in (*words, *text.signs.values(), text.right.why):
        assert len(written.split()) <= 80


@each
def test_exactly_one_diagnosis_is_right_and_the_order_stays(fault: Fault) -> None:
    answers = [diagnosis.answer for diagnosis in fault.answers]
    assert answers == [diagnosis.answer for diagnosis in fault.answers]
    assert len(set(answers)) == len(answers) == 1 + len(fault.text.wrong)
    assert answers.count(fault.text.right.answer) == 1


@each
def test_only_one_thing_differs_between_both_runs(
    fault: Fault, samples: dict[str, ImageSet]
) -> None:
    images = samples[fault.images]
    broken, repaired = fault.broken_images(images), fault.repaired_images(images)
    assert fault.broken.seed == fault.repaired.seed
    if fault.tampering:
        assert differing(fault) == set()
        assert len(changed(repaired, broken)) == 1
    else:
        assert len(differing(fault)) == 1
        assert broken.train == repaired.train
        if "val_per_class" in differing(fault):
            assert set(broken.validation) < set(repaired.validation)
        else:
            assert broken == repaired


@each
def test_a_run_on_images_with_a_fault_is_never_taken_for_one_without(
    fault: Fault, samples: dict[str, ImageSet]
) -> None:
    images = samples[fault.images]
    broken = fingerprint(fault.broken, split=split_digest(fault.broken_images(images)))
    repaired = fingerprint(fault.repaired, split=split_digest(fault.repaired_images(images)))
    assert broken != repaired


def test_the_rate_that_was_replaced_is_told_as_it_is() -> None:
    (fault,) = (fault for fault in FAULTS if fault.name == "learning-rate-too-high")
    assert fault.repaired.body_learning_rate is None
    frozen = fault.repaired.frozen_stages
    assert isinstance(frozen, int)
    backbone = get(fault.repaired.backbone)
    trained = sum(stage.parameters for stage in backbone.stages[frozen:])
    assert trained > DEEP_SHARE * backbone.parameters
    assert f"instead of the automatic {DEEP_BODY_RATE:.4f}" in fault.text.change


def test_running_averages_judge_only_where_a_fault_is_about_them() -> None:
    default = {f.name for f in FAULTS if f.broken.batch_norm_statistics == "running"}
    assert default == {"batchnorm-tiny-batches", "stale-statistics"}
    # A repaired run is judged by them only where it has none of its own: it keeps the pretrained.
    for fault in FAULTS:
        kept = fault.repaired.batch_norm == "inference" and fault.repaired.arms == (FINE_TUNE,)
        assert kept or fault.repaired.batch_norm_statistics == "precise"


def test_the_right_answer_does_not_stand_out() -> None:
    places_of_right = [
        [answer.answer for answer in fault.answers].index(fault.text.right.answer)
        for fault in FAULTS
    ]
    assert len(set(places_of_right)) > 2
    lengths = [
        len(fault.text.right.answer) > max(len(wrong.answer) for wrong in fault.text.wrong)
        for fault in FAULTS
    ]
    assert sum(lengths) <= len(FAULTS) / 2
    assert max(len(answer) for answer in RIGHT) <= 60
    offered = [wrong.answer for fault in FAULTS for wrong in fault.text.wrong]
    # Who has seen an answer refuted cannot conclude that it is never the right one.
    assert len(RIGHT.intersection(offered)) >= len(FAULTS) / 2


def test_the_order_of_the_faults_tells_nothing() -> None:
    names = [fault.name for fault in FAULTS]
    assert names != sorted(names)


@each
def test_measured_numbers_come_from_the_runs_of_the_learner(fault: Fault) -> None:
    arms = {
        "fine_tune": told.arm_events("fine_tune", [3, 3], total=10),
        "scratch": told.arm_events("scratch", [2, 2], total=10),
    }
    history = told.race(*arms.values())
    known = values(history, history)
    written = render(fault.text.repair, known)
    assert "{{" not in written
    if placeholders(fault.text.repair):
        assert re.search(r"\b[2-4]0%", written)
    mentioned = {place.split(".")[2] for place in placeholders(fault.text.repair)}
    assert mentioned <= set(fault.broken.arms)
    rest = (fault.text.explanation, fault.text.change, fault.text.mended, fault.text.right.why)
    assert not any(placeholders(text) for text in rest)
