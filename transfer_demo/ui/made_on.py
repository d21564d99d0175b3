"""What a run or a study was made on: a sample that the app brings, or somebody's own images."""

from transfer_demo.images.samples import SAMPLES
from transfer_demo.store.record import RunRecord
from transfer_demo.store.studyrecord import StudyRecord
from transfer_demo.ui import services
from transfer_demo.ui.choose_images import OWN, sample


def made_on(record: RunRecord | StudyRecord) -> str:
    """Return the key of the images, as the control "Images" has it.

    Classes prove nothing: anybody may sort photos into "birds" and "fruit". It was a sample if all
    pictures are of it, each in its class.
    """
    alike = [name for name, found in SAMPLES.items() if found.classes == record.classes]
    return next((name for name in alike if _labelled(record) <= _labelled_in(name)), OWN)


def _labelled(record: RunRecord | StudyRecord) -> frozenset[tuple[str, str]]:
    store = services.store()
    of = store.labelled if isinstance(record, RunRecord) else store.studies.labelled
    return of(record.token)


def _labelled_in(name: str) -> frozenset[tuple[str, str]]:
    return frozenset((photo.class_name, photo.picture.digest) for photo in sample(name).photos)
