from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.images.made import noise
from transfer_demo.images.dataset import ImageSet, LabelledImages, Photo
from transfer_demo.images.decode import to_picture
from transfer_demo.images.samples import SAMPLES
from transfer_demo.images.split import split
from transfer_demo.plan import Plan
from transfer_demo.store.run_store import RunStore
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.ui.images.choose_images import OWN
from transfer_demo.ui.images.made_on import made_on
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.server import services

PLAN = Plan(frozen_stages=7)
EVERYDAY = sample("everyday")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[RunStore]:
    opened = RunStore.open()
    monkeypatch.setattr(services, "store", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture(params=["run", "study"])
def source(request: pytest.FixtureRequest, store: RunStore) -> Callable[[LabelledImages], str]:
    """What a run on these images, or a study, is said to be made on."""

    def of_run(images: LabelledImages) -> str:
        return made_on(store.record(store.create(PLAN, images, owner="ada")))

    def of_study(images: LabelledImages) -> str:
        return made_on(_study(store, images))

    return of_run if request.param == "run" else of_study


def _study(store: RunStore, images: LabelledImages) -> StudyRecord:
    cells = [(replace(PLAN, arms=(arm,)), images) for arm in PLAN.arms]
    return store.studies.record(store.studies.create("freeze", PLAN, (0,), cells, owner="ada"))


def own_images(classes: tuple[str, ...]) -> LabelledImages:
    photos = [own_photo(name, seed) for name in classes for seed in (1, 2, 3, 4)]
    return split(ImageSet(classes=classes, photos=tuple(photos)), seed=0)


def own_photo(class_name: str, seed: int = 0) -> Photo:
    return Photo(picture=to_picture(noise(seed)), class_name=class_name, file=f"{seed}.jpg")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_known_by_its_pictures(
    source: Callable[[LabelledImages], str], name: str
) -> None:
    assert source(split(sample(name), seed=3)) == name


def test_a_few_pictures_of_a_sample_are_still_of_it(
    source: Callable[[LabelledImages], str],
) -> None:
    few = split(EVERYDAY, seed=0, train_per_class=2, val_per_class=1)
    assert source(few) == "everyday"


def test_ones_own_photos_in_classes_of_the_same_names_are_ones_own(
    source: Callable[[LabelledImages], str],
) -> None:
    for classes in (found.classes for found in SAMPLES.values()):
        assert source(own_images(classes)) == OWN


def test_a_sample_with_one_photo_more_or_one_in_another_class_is_ones_own(
    source: Callable[[LabelledImages], str],
) -> None:
    more = replace(EVERYDAY, photos=(*EVERYDAY.photos, own_photo("birds")))
    first, *rest = EVERYDAY.photos
    assert first.class_name != "fruit"
    moved = replace(EVERYDAY, photos=(replace(first, class_name="fruit"), *rest))
    assert source(split(more, seed=0)) == OWN
    assert source(split(moved, seed=0)) == OWN


def test_classes_of_no_sample_are_ones_own(source: Callable[[LabelledImages], str]) -> None:
    assert source(own_images(("daisy", "rose"))) == OWN


def test_a_study_whose_runs_were_deleted_is_of_no_sample(store: RunStore) -> None:
    own = _study(store, own_images(EVERYDAY.classes))
    for run in store.studies.runs(own.token):
        assert run
        store.delete(run, by="ada")
    assert made_on(own) == OWN


def test_images_are_looked_up_once_but_for_those_that_are_gone(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    found = store.studies.labelled
    monkeypatch.setattr(
        store.studies, "labelled", lambda token: (looked.append(token), found(token))[1]
    )
    study = _study(store, split(EVERYDAY, seed=0))
    with monkeypatch.context() as patched:
        patched.setattr(store.studies, "labelled", lambda token: frozenset())
        assert made_on(study) == OWN
    assert [made_on(study), made_on(study)] == ["everyday", "everyday"]
    assert looked == [study.token]
