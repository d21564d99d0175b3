import gc
import weakref

from transfer_demo.ui.server.derived import derived


class Images:
    """Something that is told apart by identity."""


class Made:
    """What is made of it."""


def test_it_is_made_once_for_all_who_hold_the_object() -> None:
    images = Images()
    first = derived("strips", images, make=Made)
    assert derived("strips", images, make=Made) is first


def test_another_object_name_or_circumstance_has_its_own() -> None:
    images = Images()
    first = derived("split", images, given=0, make=Made)
    assert derived("split", images, given=1, make=Made) is not first
    assert derived("strips", images, given=0, make=Made) is not first
    assert derived("split", Images(), given=0, make=Made) is not first
    assert derived("split", images, given=0, make=Made) is first


def test_it_goes_with_its_object() -> None:
    images = Images()
    made = weakref.ref(derived("strips", images, make=Made))
    gc.collect()
    assert made() is not None
    del images
    gc.collect()
    assert made() is None


def test_of_many_circumstances_the_latest_are_kept() -> None:
    images = Images()
    made = [weakref.ref(derived("split", images, given=seed, make=Made)) for seed in range(100)]
    gc.collect()
    kept = [each() is not None for each in made]
    assert kept[-2:] == [True, True]  # one can go back
    assert sum(kept) < 10


def test_what_cannot_be_made_is_tried_again() -> None:
    images, asked = Images(), []

    def make() -> int:
        asked.append(1)
        return 1 // (len(asked) - 1)

    for _ in range(2):
        try:
            made = derived("split", images, make=make)
        except ZeroDivisionError:
            made = None
    assert made == 1
