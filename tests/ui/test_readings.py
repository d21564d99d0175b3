import threading

import pytest

from transfer_demo.errors import ImagesError, StoreError
from transfer_demo.images.dataset import ImageSet
from transfer_demo.ui.readings import Reading, Readings

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
    assert readings.of("me") == [first, second]
    gate.set()
    assert second.wait(PATIENCE)
    assert [each.classes[0] for each in added] == ["other", "slow", "next"]
    assert not [each for each in readings.of("you") if not each.over]


def test_after_a_pause_a_person_can_bring_more():
    readings, added = Readings(), []
    for name in ("a", "b"):
        each = reading(lambda note, name=name: iter([named(name)]), added)
        readings.start("me", each)
        assert each.wait(PATIENCE)
    assert [each.classes for each in added] == [("a",), ("b",)]
