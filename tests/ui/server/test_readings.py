import io
import threading
import time

import pytest

from transfer_demo.errors import ImagesError, LabelsUnclear, StoreError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.ui.http import uploads
from transfer_demo.ui.server import readings as module
from transfer_demo.ui.server.readings import Reading, Readings

PATIENCE = 10


def named(*classes):
    return ImageSet(classes=classes, photos=())


def reading(portions, added):
    return Reading(lambda note: portions(note), add=added.append)


def test_each_portion_is_added_as_soon_as_it_is_read():
    added, seen = [], []

    def portions(note):
        for number in range(3):
            seen.append(len(added))
            note(number + 1, 3)
            yield named(str(number))

    first = reading(portions, added)
    first.run()
    assert [each.classes for each in added] == [("0",), ("1",), ("2",)]
    assert seen == [0, 1, 2]
    assert (first.done, first.total, first.over, first.problem) == (3, 3, True, "")


@pytest.mark.parametrize(
    ("error", "said"),
    [(ImagesError("It is no .zip."), "It is no .zip."), (RuntimeError("x"), "mistake in the pro")],
)
def test_what_goes_wrong_is_said_and_what_was_read_before_is_kept(error, said):
    added = []

    def portions(note):
        yield named("a")
        raise error

    broken = reading(portions, added)
    broken.run()
    assert said in broken.problem
    assert broken.over
    assert len(added) == 1


def test_a_full_store_is_said():
    def full(part):
        raise StoreError("The disk is full.")

    stuck = Reading(lambda note: iter([named("a"), named("b")]), add=full)
    stuck.run()
    assert stuck.problem == "The disk is full."


def test_one_person_s_readings_come_one_after_the_other_and_nobody_waits_for_another_s():
    readings, added = Readings(), []
    gate = threading.Event()

    def slow(note):
        gate.wait(PATIENCE)
        yield named("slow")

    first, second = reading(slow, added), reading(lambda note: iter([named("next")]), added)
    other = reading(lambda note: iter([named("other")]), added)
    readings.start("me", first)
    readings.start("me", second)
    readings.start("you", other)
    assert other.wait(PATIENCE)
    assert readings.going("me") == [first, second]
    gate.set()
    assert second.wait(PATIENCE)
    assert [each.classes[0] for each in added] == ["other", "slow", "next"]
    assert not readings.going("you")


def test_after_a_pause_a_person_can_bring_more():
    readings, added = Readings(), []
    for name in ("a", "b"):
        each = reading(lambda note, name=name: iter([named(name)]), added)
        readings.start("me", each)
        assert each.wait(PATIENCE)
    assert [each.classes for each in added] == [("a",), ("b",)]


def failed(readings, owner, error):
    """A reading that has ended with something to say."""

    def portions(note):
        raise error
        yield

    ended = reading(portions, [])
    readings.start(owner, ended)
    assert ended.wait(PATIENCE)
    while readings.going(owner) or ended not in readings.ended(owner):
        time.sleep(0.01)
    return ended


def test_what_a_reading_had_to_say_stays_until_the_next_one_or_until_it_is_dealt_with():
    readings = Readings()
    failed(readings, "me", ImagesError("It is no .zip."))
    flat = failed(readings, "me", LabelsUnclear("No folders.", why="", layouts=[]))
    assert readings.ended("me") == [flat]
    assert readings.ended("you") == []
    fine = reading(lambda note: iter(()), [])
    readings.start("me", fine)
    assert fine.wait(PATIENCE)
    assert readings.ended("me") == [flat]
    readings.dismiss("me", flat)
    assert readings.ended("me") == []


def test_of_many_questions_that_nobody_answers_the_newest_stay_and_the_files_of_others_go(
    monkeypatch,
):
    readings, discarded = Readings(), []
    monkeypatch.setattr(Reading, "discard", lambda self: discarded.append(self))
    asked = [
        failed(readings, "me", LabelsUnclear(f"No folders in {number}.", why="", layouts=[]))
        for number in range(module._MOST_ENDED + 3)
    ]
    assert readings.ended("me") == asked[3:]
    assert discarded == asked[:3]


def test_after_a_cancel_nothing_more_is_added():
    readings, added = Readings(), []
    gate, begun = threading.Event(), threading.Event()

    def portions(note):
        yield named("before")
        begun.set()
        gate.wait(PATIENCE)
        yield named("after")

    slow = reading(portions, added)
    readings.start("me", slow)
    assert begun.wait(PATIENCE)
    readings.cancel("me")
    gate.set()
    assert slow.wait(PATIENCE)
    assert [each.classes for each in added] == [("before",)]


class File(io.BytesIO):
    """An uploaded file."""

    def __init__(self, file_id):
        super().__init__(b"")
        self.file_id = file_id


def test_files_that_are_being_read_are_not_read_twice():
    readings, added = Readings(), []
    gate = threading.Event()

    def portions(note):
        gate.wait(PATIENCE)
        yield named("once")

    def start(*ids):
        each = Reading(portions, add=added.append, files=[File(name) for name in ids])
        readings.start("me", each)

    start("a", "b")
    start("b", "a")
    start("c")
    assert len(readings.going("me")) == 2
    gate.set()
    while readings.going("me"):
        time.sleep(0.01)
    assert len(added) == 2


@pytest.mark.parametrize("asked", [True, False])
def test_files_are_deleted_when_they_are_read_unless_labels_are_asked_for(asked, monkeypatch):
    gone = []
    monkeypatch.setattr(uploads, "discard", gone.append)
    file = File("a")

    def portions(note):
        raise LabelsUnclear("No.", why="", layouts=[]) if asked else ImagesError("No.")
        yield

    Reading(portions, add=lambda part: None, files=[file]).run()
    assert (not gone) == asked
