"""A worker that says nothing any more, and is still there."""

import os
import signal
import sys

import dask
import pytest

from tests.executors import trainings
from tests.executors.conftest import started
from tests.executors.hearing import PATIENCE, Heard
from tests.training.made import job
from transfer_demo.events import Progress, Started
from transfer_demo.executors.cluster_process import CONFIG
from transfer_demo.executors.dask import DaskExecutor
from transfer_demo.executors.lost_workers import BEGUN_AGAIN

_TTL = "distributed.scheduler.worker-ttl"


def test_the_scheduler_looks_twice_a_minute_whether_workers_are_alive() -> None:
    # It looks as often as it waits, so it may take twice as long.
    assert 2 * dask.utils.parse_timedelta(CONFIG[_TTL]) < 60


@pytest.mark.cluster
@pytest.mark.skipif(sys.platform == "win32", reason="stops a process as POSIX can")
def test_the_training_of_a_worker_that_froze_is_begun_again_and_says_so() -> None:
    with started(1, **{_TTL: "1 s"}) as cluster:
        executor = DaskExecutor(**cluster, train=trainings.endless)
        heard = Heard()
        ticket = executor.submit(job(), heard)
        heard.wait_for(Progress, count=3)
        (first,) = heard.of(Started)
        os.kill(first.trainable_parameters, signal.SIGSTOP)  # the number of its process
        heard.wait_for(Started, count=2)
        _, second = heard.of(Started)
        assert second.trainable_parameters != first.trainable_parameters
        assert second.notes[-1] == BEGUN_AGAIN
        assert BEGUN_AGAIN not in first.notes
        ticket.stop()
        assert ticket.wait(PATIENCE)
        executor.close()
