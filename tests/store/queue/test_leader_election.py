import subprocess
import sys

import pytest

from tests.store.made import until
from transfer_demo.store.queue.leader_election import Lead

HOLD = """
import time
from transfer_demo.store.queue.leader_election import Lead
from transfer_demo.store.run_store import RunStore
assert Lead(RunStore.open().database).take()
print("mine", flush=True)
time.sleep(60)
"""


@pytest.fixture
def leads(store):
    pair = Lead(store.database), Lead(store.database)
    yield pair
    for lead in pair:
        lead.release()


def test_only_one_leads(leads):
    first, second = leads
    assert first.take()
    assert not second.take()
    assert first.take()  # it stays so


def test_a_lead_that_is_released_can_be_taken(leads):
    first, second = leads
    first.take()
    first.release()
    assert second.take()
    assert not first.take()


def test_releasing_twice_is_harmless(leads):
    first, second = leads
    first.take()
    first.release()
    first.release()
    assert second.take()


def test_the_lead_does_not_keep_others_from_writing(leads, store):
    first, _ = leads
    first.take()
    with store.database.writing():
        pass


def test_the_lead_of_a_killed_process_is_free(leads):
    first, _ = leads
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"mine"
    assert not first.take()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    until(first.take)  # a server of its own hears a moment later that nobody is there
