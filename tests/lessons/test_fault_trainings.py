"""Every fault is really trained, broken and repaired, by the plans of the page."""

from dataclasses import replace
from functools import cache

import pytest

from transfer_demo.backbones import catalogue
from transfer_demo.events import Event
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.executors.threads import threads_for
from transfer_demo.history import ArmHistory, History, fold
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.samples import SAMPLES
from transfer_demo.lessons.faults import FAULTS, Fault
from transfer_demo.lessons.symptoms import seen
from transfer_demo.plan import SCRATCH, Plan
from transfer_demo.store.fingerprint import split_digest
from transfer_demo.training.job import Job

_TRAINED: dict[tuple[Plan, str, int | None], ArmHistory] = {}


@cache
def sample(name: str) -> ImageSet:
    return SAMPLES[name].load()


def run(plan: Plan, images: LabelledImages) -> History:
    threads = threads_for(plan)
    return History({arm: trained(arm, plan, images, threads=threads) for arm in plan.arms})


def trained(arm: str, plan: Plan, images: LabelledImages, *, threads: int | None) -> ArmHistory:
    """An arm of a run. What another fault has trained already is not trained again."""
    alone = replace(plan.resolve(len(catalogue.get(plan.backbone).stages)), arms=(arm,))
    if arm == SCRATCH:
        # It does not look at these choices, which are all about what is pretrained.
        usual = Plan()
        alone = replace(
            alone,
            frozen_stages=0,
            body_learning_rate=None,
            head_start=usual.head_start,
            batch_norm=usual.batch_norm,
        )
    key = (alone, split_digest(images), threads)
    if key not in _TRAINED:
        said: list[Event] = []
        job = Job(run="", arm=arm, plan=alone, images=images, threads=threads)
        InlineExecutor().submit(job, said.append)
        _TRAINED[key] = fold(said, arms=(arm,)).arms[arm]
    return _TRAINED[key]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_shows_its_signs_and_its_repair_does_not(fault: Fault) -> None:
    images = sample(fault.images)
    broken = run(fault.broken, fault.broken_images(images))
    repaired = run(fault.repaired, fault.repaired_images(images))
    signs = seen(fault.name, broken, repaired)
    assert signs == dict.fromkeys(fault.text.signs, True)
    # Without the fault the same training must not look as if it had it.
    assert False in seen(fault.name, repaired, repaired).values()
