"""What every executor promises, by all of them: see `executors/protocol.py`."""

import threading

import pytest

from tests.executors import remote_calls, trainings
from tests.executors.hearing import PATIENCE, Heard
from tests.scripted import ScriptedExecutor
from tests.training.made import job, labelled
from transfer_demo.errors import TransferDemoError
from transfer_demo.events import Progress, Started
from transfer_demo.executors.inline import InlineExecutor
from transfer_demo.training.job_events import job_events
from transfer_demo.training.meter import Meter


@pytest.fixture(
    params=["inline", "scripted", pytest.param("dask", marks=pytest.mark.cluster)],
)
def executor_for(request):
    """Makes an executor whose jobs do what the given training does."""
    if request.param == "dask":
        yield request.getfixturevalue("joined")
        return
    made = []

    def make(train):
        if request.param == "inline":
            made.append(InlineExecutor(train=train))
        else:
            made.append(ScriptedExecutor(lambda job: train(job, Meter(job.arm, lambda: False))))
        return made[-1]

    yield make
    for executor in made:
        executor.close()


def run(executor, order=None):
    heard = Heard()
    assert executor.submit(order or job(), heard).wait(PATIENCE)
    return heard


def test_events_arrive_unchanged_and_in_order(executor_for):
    order = job(epochs=30)
    heard = run(executor_for(trainings.quick), order)
    said = list(trainings.quick(order, None))
    assert heard.events[1:-1] == said[1:]  # the first names its process
    assert heard.finished.outcome == "done"
    assert isinstance(heard.events[0], Started)


def test_two_jobs_do_not_mix(executor_for):
    executor = executor_for(trainings.quick)
    heard = [Heard(), Heard()]
    orders = [job("fine_tune", epochs=3), job("scratch", epochs=5)]
    tickets = [executor.submit(o, h) for o, h in zip(orders, heard, strict=True)]
    assert all(ticket.wait(PATIENCE) for ticket in tickets)
    for order, told in zip(orders, heard, strict=True):
        assert told.kinds == ["started", *["epoch_end"] * order.plan.epochs, "finished"]
        assert {event.arm for event in told.events} == {order.arm}


def test_a_failure_with_a_sentence_passes_it_on(executor_for):
    finished = run(executor_for(trainings.refuses)).finished
    assert (finished.outcome, finished.arm) == ("failed", "fine_tune")
    assert finished.message == "These images are too few. Bring more of them."


def test_an_unexpected_failure_is_a_sentence_too(executor_for):
    finished = run(executor_for(trainings.breaks)).finished
    assert finished.outcome == "failed"
    assert "a mistake of ours" in finished.message
    assert finished.message.endswith(".")


def test_a_listener_that_fails_does_not_end_the_training(executor_for):
    told = []

    def listen(event):
        told.append(event.kind)
        raise RuntimeError("the listener's own mistake")

    assert executor_for(trainings.quick).submit(job(), listen).wait(PATIENCE)
    assert told == ["started", "epoch_end", "epoch_end", "finished"]


def test_a_listener_may_submit_the_next_job(executor_for):
    executor, first, second = executor_for(trainings.quick), Heard(), Heard()
    tickets = []

    def listen(event):
        first(event)
        if event.kind == "finished":
            executor.slots()
            tickets.append(executor.submit(job("scratch"), second))

    assert executor.submit(job(), listen).wait(PATIENCE)
    second.wait_for(type(first.finished))
    assert tickets[0].wait(PATIENCE)
    assert second.finished.outcome == "done"


def test_closing_stops_what_runs(executor_for):
    executor, heard = executor_for(trainings.endless), Heard()
    # `submit` of the inline executor returns at the end of the job only.
    thread = threading.Thread(target=executor.submit, args=[job(), heard])
    thread.start()
    heard.wait_for(Progress)
    executor.close()
    thread.join(PATIENCE)
    assert heard.finished.outcome == "stopped"
    assert heard.finished.message == ""
    assert heard.finished.seconds > 0


def test_a_job_that_comes_after_the_close_is_stopped(executor_for):
    executor = executor_for(trainings.quick)
    executor.close()
    heard = run(executor)
    assert heard.kinds == ["finished"]
    assert heard.finished.outcome == "stopped"


def test_closing_twice_is_once(executor_for):
    executor = executor_for(trainings.quick)
    executor.close()
    executor.close()


def test_there_is_at_least_one_slot(executor_for):
    assert executor_for(trainings.quick).slots() >= 1


def test_a_remote_call_brings_its_answer(executor_for):
    executor = executor_for(trainings.quick)
    answers = [executor.call(remote_calls.add, [number], ["x"]) for number in range(3)]
    assert [future.result(PATIENCE) for future in answers] == [[0, "x"], [1, "x"], [2, "x"]]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (remote_calls.refuse, "These images are too few. Bring more of them."),
        (remote_calls.fail, "of ours"),
    ],
)
def test_a_remote_call_that_fails_is_a_sentence(executor_for, call, sentence):
    problem = executor_for(trainings.quick).call(call).exception(PATIENCE)
    assert isinstance(problem, TransferDemoError)
    assert sentence in str(problem)
    assert str(problem).endswith(".")


def test_a_remote_call_that_comes_after_the_close_is_a_sentence(executor_for):
    executor = executor_for(trainings.quick)
    executor.close()
    problem = executor.call(remote_calls.add, 1, 2).exception(PATIENCE)
    assert isinstance(problem, TransferDemoError)


def test_a_model_arrives_with_the_last_event_to_the_byte(executor_for):
    order = job(epochs=1, images=labelled(train=4, validation=2), keeps_model=True)
    heard = run(executor_for(trainings.real), order)
    assert heard.finished.outcome == "done"
    *_, here = job_events(order, lambda: False)
    assert len(here.model) > 1_000_000
    assert heard.finished.model == here.model
    assert not any(getattr(event, "model", b"") for event in heard.events[:-1])


def test_a_job_that_ends_early_brings_no_model(executor_for):
    order = job(keeps_model=True)
    assert run(executor_for(trainings.refuses), order).finished.model == b""
