import threading

import pytest

from tests.store.made import epoch_end
from transfer_demo.history import ArmHistory, fold
from transfer_demo.store.runs.histories import Histories


def history(epochs):
    said = [epoch_end(epoch=epoch) for epoch in range(1, epochs + 1)]
    return fold(said, arms=["scratch"]).arms["scratch"]


def test_a_history_is_found_by_its_run_arm_and_version():
    histories = Histories(limit=3)
    histories.keep("run", "scratch", version=4, history=history(2))
    assert histories.find("run", "scratch", version=4) == history(2)
    assert histories.find("run", "fine_tune", version=4) is None
    assert histories.find("other", "scratch", version=4) is None


@pytest.mark.parametrize("version", [3, 5])
def test_a_history_of_another_version_is_not_the_one(version):
    histories = Histories(limit=3)
    histories.keep("run", "scratch", version=4, history=history(2))
    assert histories.find("run", "scratch", version=version) is None


def test_of_a_run_only_the_newest_version_takes_room():
    histories = Histories(limit=2)
    histories.keep("still", "scratch", version=1, history=history(1))
    for version in range(1, 10):
        histories.keep("busy", "scratch", version=version, history=history(version))
    assert histories.find("still", "scratch", version=1) == history(1)
    assert histories.find("busy", "scratch", version=9) == history(9)


def test_what_was_not_asked_for_longest_makes_room():
    histories = Histories(limit=2)
    for run in "ab":
        histories.keep(run, "scratch", version=1, history=history(1))
    histories.find("a", "scratch", version=1)
    histories.keep("c", "scratch", version=1, history=history(1))
    found = [histories.find(run, "scratch", version=1) is not None for run in "abc"]
    assert found == [True, False, True]


def test_threads_may_share_it():
    histories = Histories(limit=5)
    wrong = []

    def come_and_look(seed):
        for i in range(500):
            run = str((seed + i) % 10)
            histories.keep(run, "scratch", version=1, history=ArmHistory(arm=run))
            found = histories.find(run, "scratch", version=1)
            if found is not None and found.arm != run:
                wrong.append(found)

    threads = [threading.Thread(target=come_and_look, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sum(histories.find(str(run), "scratch", version=1) is not None for run in range(10)) == 5
