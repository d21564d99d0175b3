"""What a run or a study was made on: a sample that the app brings, or somebody's own images."""

from functools import lru_cache

from transfer_demo.images.samples import SAMPLES
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.store.studies.study_record import StudyRecord
from transfer_demo.ui.images.choose_images import OWN
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.server import services


class _NoImages(LookupError):
    """Nothing tells what it was: the runs of a study were deleted. That is never kept."""


def made_on(record: RunRecord | StudyRecord) -> str:
    """Return the key of the images, as the control "Images" has it.

    Classes prove nothing: anybody may sort photos into "birds" and "fruit". It was a sample if all
    pictures are of it, each in its class. Of none, nothing can be said: they were somebody's own.
    """
    try:
        return _made_on(record.token, record.classes, run=isinstance(record, RunRecord))
    except _NoImages:
        return OWN


@lru_cache(maxsize=1000)
def _made_on(token: str, classes: tuple[str, ...], *, run: bool) -> str:
    """Look for the sample once for each token: the images of a run never change."""
    alike = [name for name, found in SAMPLES.items() if found.classes == classes]
    if not alike:
        return OWN
    store = services.store()
    labelled = store.labelled(token) if run else store.studies.labelled(token)
    if not labelled:
        raise _NoImages
    return next((name for name in alike if labelled <= _labelled_in(name)), OWN)


@lru_cache
def _labelled_in(name: str) -> frozenset[tuple[str, str]]:
    return frozenset((photo.class_name, photo.picture.digest) for photo in sample(name).photos)
