"""Remote calls on workers that train, die, and do not know what is asked for."""

import asyncio
import os
import time
from types import SimpleNamespace

import pytest

from tests.executors import remote_calls, trainings
from tests.executors.hearing import PATIENCE, Heard
from tests.training.made import job
from transfer_demo.errors import ExecutorError
from transfer_demo.events import Progress, Started
from transfer_demo.executors.dask import DaskExecutor
from transfer_demo.executors.dask_remote_call import WORKERS_GONE, DaskRemoteCalls
from transfer_demo.lessons.embedding import embed

pytestmark = pytest.mark.cluster


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_remote_call_does_not_wait_for_trainings_and_does_not_end_them(joined):
    executor, heard = joined(trainings.endless), [Heard(), Heard()]
    tickets = [executor.submit(job(), h) for h in heard]
    trainers = {h.wait_for(Started).trainable_parameters for h in heard}
    process = executor.call(remote_calls.process).result(PATIENCE)
    assert process in trainers
    assert process != os.getpid()
    for ticket, h in zip(tickets, heard, strict=True):
        h.wait_for(Progress, count=len(h.of(Progress)) + 2)
        assert not ticket.wait(0)
        ticket.stop()


def test_events_of_a_training_go_on_while_a_remote_call_takes_its_time(joined, tmp_path):
    executor, heard = joined(trainings.endless), [Heard(), Heard()]
    tickets = [executor.submit(job(), h) for h in heard]
    for h in heard:
        h.wait_for(Started)
    begun, go = tmp_path / "begun", tmp_path / "go"
    call = executor.call(remote_calls.wait_for, str(begun), str(go))
    wait_until(begun.exists)
    for h in heard:
        h.wait_for(Progress, count=len(h.of(Progress)) + 5)
    assert not call.done()
    go.touch()
    call.result(PATIENCE)
    for ticket in tickets:
        ticket.stop()


def test_the_worker_that_has_nothing_to_do_is_asked_again_and_again(joined):
    executor, heard = joined(trainings.endless), Heard()
    ticket = executor.submit(job(), heard)
    trainer = heard.wait_for(Started).trainable_parameters
    asked = {executor.call(remote_calls.process).result(PATIENCE) for _ in range(4)}
    assert len(asked) == 1
    assert trainer not in asked
    ticket.stop()


def test_a_remote_call_whose_worker_died_is_run_again(joined, tmp_path):
    answer = joined().call(remote_calls.die_once, str(tmp_path / "mark"))
    assert answer.result(PATIENCE) == "alive"


def test_a_remote_call_that_kills_every_worker_is_a_sentence_and_the_next_one_runs(joined):
    executor = joined()
    with pytest.raises(ExecutorError, match=WORKERS_GONE):
        executor.call(remote_calls.die).result(PATIENCE)
    assert executor.call(remote_calls.add, 1, 2).result(PATIENCE) == 3


def test_an_answer_that_does_not_travel_is_a_sentence(joined):
    problem = joined().call(remote_calls.bring_what_does_not_travel).exception(PATIENCE)
    assert isinstance(problem, ExecutorError)
    assert "same version of transfer-demo" in str(problem)


def test_a_function_that_does_not_travel_is_a_sentence(joined):
    problem = joined().call(lambda: 1).exception(PATIENCE)
    assert isinstance(problem, ExecutorError)
    assert "could not do this" in str(problem)


def test_closing_answers_what_is_open(cluster, tmp_path):
    executor = DaskExecutor(**cluster)
    begun, go = tmp_path / "begun", tmp_path / "go"
    answer = executor.call(remote_calls.wait_for, str(begun), str(go))
    wait_until(begun.exists)
    executor.close()
    try:
        # The worker is still at it, and will be until it may go on.
        assert isinstance(answer.exception(0), ExecutorError)
    finally:
        go.touch()


def test_a_worker_compares_sentences_with_the_language_model(joined):
    ways = ("It takes less time to train.", "The sea is blue.")
    answer = joined().call(embed, ("Training is faster.",), ways)
    spoken, known = answer.result(PATIENCE)
    faster, sea = (spoken @ known.T)[0]
    assert faster > sea


def test_a_worker_that_has_gone_is_not_asked_again_before_the_scheduler_notices():
    class Scheduler:
        async def processing(self):
            return {"tls://gone": (), "tls://there": ("a training",)}

    client = SimpleNamespace(scheduler=Scheduler())
    calls_of_one = DaskRemoteCalls(connection=None)
    calls_of_one._last = "tls://gone"
    assert asyncio.run(calls_of_one._choose(client, set())) == "tls://gone"
    assert asyncio.run(calls_of_one._choose(client, {"tls://gone"})) == "tls://there"
