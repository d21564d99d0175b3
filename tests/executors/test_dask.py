import os
import subprocess
import sys
import threading
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Security

from tests.executors import trainings
from tests.executors.hearing import PATIENCE, Heard, wait_until
from tests.training.made import examples, job, labelled
from transfer_demo.errors import ExecutorError
from transfer_demo.events import Finished, Progress, Started
from transfer_demo.executors.dask import (
    DaskExecutor,
    from_environment,
    local_dask,
)
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.executors.local_cluster import LocalCluster, default_workers
from transfer_demo.executors.lost_workers import CONNECTION_LOST, WORKERS_DIED

pytestmark = pytest.mark.cluster


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("transfer_demo.executors.dask_connection.CONNECT_SECONDS", 1.0)


@pytest.fixture(scope="module")
def own():
    """An executor with a cluster of its own, of one worker."""
    executor = local_dask(workers=1)
    assert executor.slots() == 1
    yield executor
    executor.close()


def noted(path: Path, **choices):
    """A job whose training can leave notes in that file."""
    return replace(job(**choices), run=str(path))


def known_to_the_scheduler(executor):
    """The keys of all jobs that have arrived there."""
    return executor._connection.client().run_on_scheduler(
        lambda dask_scheduler: set(dask_scheduler.tasks)
    )


def test_both_arms_train_at_once_and_give_the_curves_of_the_inline_executor(joined):
    executor = joined()
    here, there = ({arm: Heard() for arm in ("fine_tune", "scratch")} for _ in range(2))
    tickets = [executor.submit(job(arm, epochs=3), heard) for arm, heard in there.items()]
    for arm, heard in here.items():
        InlineExecutor().submit(job(arm, epochs=3), heard)
    assert all(ticket.wait(PATIENCE) for ticket in tickets)
    for arm, heard in there.items():
        assert heard.finished.outcome == "done", heard.finished
        assert len(heard.curve) == 3
        assert heard.curve == here[arm].curve


def test_events_come_while_the_training_runs(joined):
    executor, heard = joined(trainings.endless), Heard()
    ticket = executor.submit(job(), heard)
    heard.wait_for(Progress, count=50)
    assert not ticket.wait(0)
    ticket.stop()


def test_stop_ends_the_training_in_the_worker(joined, tmp_path):
    executor, heard = joined(trainings.endless), Heard()
    ticket = executor.submit(noted(tmp_path / "note"), heard)
    last = heard.wait_for(Progress, count=3)
    ticket.stop()
    assert ticket.wait(PATIENCE)
    assert heard.finished.outcome == "stopped"
    assert heard.finished.seconds >= last.seconds
    wait_until((tmp_path / "note").exists)
    ticket.stop()  # once more does nothing


def test_a_job_that_waits_can_be_stopped_and_never_starts(joined):
    executor, running = joined(trainings.endless), [Heard(), Heard()]
    tickets = [executor.submit(job(), heard) for heard in running]
    for heard in running:
        heard.wait_for(Started)
    waiting = Heard()
    ticket = executor.submit(job(), waiting)
    ticket.stop()
    assert ticket.wait(PATIENCE)
    assert waiting.kinds == ["finished"]
    assert waiting.finished.outcome == "stopped"
    for ticket in tickets:
        assert not ticket.wait(0)
        ticket.stop()


def test_jobs_run_on_as_many_workers_as_there_are_slots(joined):
    executor, heard = joined(trainings.endless), [Heard(), Heard()]
    assert executor.slots() == 2
    tickets = [executor.submit(job(), h) for h in heard]
    # Both have started and neither has ended, in two processes.
    assert len({h.wait_for(Started).trainable_parameters for h in heard}) == 2
    for ticket in tickets:
        ticket.stop()


def test_a_higher_priority_starts_sooner(own):
    own._train = trainings.endless
    running, order = Heard(), []
    ticket = own.submit(job(), running)
    running.wait_for(Started)
    own._train = trainings.quick

    def submit(priority):
        def listen(event):
            if isinstance(event, Started):
                order.append(priority)

        return own.submit(job(), listen, priority=priority)

    waiting = [submit(priority) for priority in (0, 5, -3, 9)]
    wait_until(lambda: {one.key for one in waiting} <= known_to_the_scheduler(own))
    assert order == []
    ticket.stop()
    assert all(ticket.wait(PATIENCE) for ticket in waiting)
    # Dask had placed the first one at the worker already; what came later stands in order.
    assert [priority for priority in order if priority] == [9, 5, -3]
    assert order[0] == 9


def test_a_job_whose_worker_died_runs_again_on_another(joined, tmp_path):
    executor, heard = joined(trainings.dies_once), Heard()
    assert executor.submit(noted(tmp_path / "mark"), heard).wait(PATIENCE)
    assert heard.kinds == [
        *("started", "epoch_end"),
        *("started", "epoch_end", "epoch_end", "finished"),
    ]
    assert heard.finished.outcome == "done"
    first, second = heard.of(Started)
    assert first.trainable_parameters != second.trainable_parameters


def test_a_job_that_kills_every_worker_fails_with_a_sentence_and_the_next_one_runs(joined):
    heard, next_one = Heard(), Heard()
    assert joined(trainings.dies_always).submit(job(), heard).wait(PATIENCE)
    assert heard.finished.outcome == "failed"
    assert heard.finished.message == WORKERS_DIED
    assert joined(trainings.quick).submit(job(), next_one).wait(PATIENCE)
    assert next_one.finished.outcome == "done"


def test_a_training_whose_client_has_gone_ends(cluster, tmp_path):
    executor, heard = DaskExecutor(**cluster, train=trainings.endless), Heard()
    executor.submit(noted(tmp_path / "note"), heard)
    heard.wait_for(Progress)
    # As if the web process had been killed: nobody says that the job shall stop.
    client = executor._connection.client()
    client.loop.add_callback(client.scheduler_comm.abort)
    wait_until((tmp_path / "note").exists)
    wait_until(lambda: heard.of(Finished))
    assert heard.finished.message == CONNECTION_LOST
    executor.close()


def test_two_executors_on_one_cluster_hear_only_their_own(joined):
    heard = [Heard(), Heard()]
    tickets = [joined(trainings.quick).submit(job(), h) for h in heard]
    assert all(ticket.wait(PATIENCE) for ticket in tickets)
    assert [h.kinds for h in heard] == [["started", "epoch_end", "epoch_end", "finished"]] * 2


def test_tens_of_megabytes_of_images_travel_without_a_warning(joined):
    (example,) = examples(1)
    # Different bytes each, or pickle would send one picture once.
    pictures = [replace(example.picture, data=os.urandom(1_000_000)) for _ in range(30)]
    images = replace(labelled(), train=tuple(replace(example, picture=p) for p in pictures))
    heard = Heard()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ticket = joined(trainings.quick).submit(job(images=images), heard)
        assert ticket.wait(PATIENCE)
    assert heard.finished.outcome == "done"
    assert heard.of(Started)[0].train_images == 30


def test_a_training_that_the_worker_does_not_have_fails_with_a_sentence(joined):
    def travels_not(job, should_stop):
        yield threading.Lock()

    lock = threading.Lock()
    heard = Heard()
    ticket = joined(lambda job, stop: (lock, travels_not)).submit(job(), heard)
    assert ticket.wait(PATIENCE)
    assert heard.kinds == ["finished"]
    assert heard.finished.outcome == "failed"
    assert "The worker could not run this training" in heard.finished.message


def test_a_scheduler_that_is_not_there_is_a_sentence(cluster, impatient):
    executor = DaskExecutor("tls://127.0.0.1:9", security=cluster["security"])
    heard = Heard()
    assert executor.submit(job(), heard).wait(PATIENCE)
    assert heard.kinds == ["finished"]
    assert heard.finished.outcome == "failed"
    assert "The training workers at tls://127.0.0.1:9 cannot be reached" in heard.finished.message
    with pytest.raises(ExecutorError, match="cannot be reached"):
        executor.slots()
    executor.close()


@pytest.mark.parametrize("security", [Security.temporary(), None], ids=["wrong", "none"])
def test_the_cluster_refuses_who_has_not_its_certificate(cluster, security, impatient):
    executor = DaskExecutor(cluster["address"], security=security)
    with pytest.raises(ExecutorError, match="TLS certificates"):
        executor.slots()
    executor.close()


def test_without_a_scheduler_in_the_environment_there_is_a_local_cluster(monkeypatch):
    begun = threading.Event()

    def start(cluster):
        begun.set()
        raise ExecutorError("How a real one starts is tested elsewhere.")

    monkeypatch.setattr(LocalCluster, "start", start)
    monkeypatch.delenv("TRANSFER_DEMO_SCHEDULER", raising=False)
    executor = from_environment()
    assert executor.slots() == default_workers()
    assert begun.wait(PATIENCE)
    executor.close()


def test_a_scheduler_without_encryption_is_refused(monkeypatch):
    monkeypatch.setenv("TRANSFER_DEMO_SCHEDULER", "tcp://scheduler:8786")
    with pytest.raises(ExecutorError, match="must begin with tls://"):
        from_environment()


def test_a_local_cluster_that_died_is_replaced_by_the_next_job(own):
    own._train = trainings.endless
    heard, again = Heard(), Heard()
    own.submit(job(), heard)
    heard.wait_for(Progress)
    own._connection._cluster._process.kill()
    assert heard.wait_for(Finished).outcome == "failed"
    assert heard.finished.message == CONNECTION_LOST
    own._train = trainings.quick
    assert own.submit(job(), again).wait(PATIENCE)
    assert again.finished.outcome == "done"


def test_importing_it_imports_neither_dask_nor_torch():
    code = """
import sys, transfer_demo.executors.dask
sys.exit(any(name in sys.modules for name in ("distributed", "torch", "torchvision", "timm")))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
