import subprocess
import sys
import threading

from tests.executors import trainings
from tests.executors.hearing import PATIENCE, Heard
from tests.training.made import job
from transfer_demo.events import Progress
from transfer_demo.executors.inline import InlineExecutor


def test_the_job_runs_in_the_calling_thread_and_is_over_on_return():
    heard = Heard()
    ticket = InlineExecutor(train=trainings.quick).submit(job(), heard)
    assert heard.threads == {threading.get_ident()}
    assert heard.finished.outcome == "done"
    assert ticket.wait(0)


def test_it_trains_for_real_when_nothing_else_is_given():
    heard = Heard()
    InlineExecutor().submit(job(epochs=1), heard)
    assert heard.kinds == ["started", "untrained", "epoch_end", "finished"]
    assert heard.finished.outcome == "done"


def test_where_a_score_is_asked_for_nothing_is_trained():
    heard = Heard()
    InlineExecutor().submit(job("score", arms=("score",)), heard)
    assert heard.kinds == ["started", "scored", "finished"]
    assert heard.finished.outcome == "done"


def test_a_listener_can_close_the_executor_that_calls_it():
    executor, heard = InlineExecutor(train=trainings.endless), Heard()

    def listen(event):
        heard(event)
        if isinstance(event, Progress):
            executor.close()

    executor.submit(job(), listen)
    assert heard.finished.outcome == "stopped"
    assert len(heard.of(Progress)) == 1


def test_jobs_of_two_threads_run_one_after_the_other():
    inside, asked, told = threading.Event(), threading.Event(), []

    def held(order, meter):
        # The first job is not over before the second thread has asked for its turn.
        inside.set()
        assert asked.wait(PATIENCE)
        yield from trainings.quick(order, meter)

    class Turn:
        def __init__(self, lock):
            self._lock = lock

        def __enter__(self):
            if inside.is_set():
                asked.set()
            self._lock.acquire()

        def __exit__(self, *_):
            self._lock.release()

    executor = InlineExecutor(train=held)
    executor._turn = Turn(executor._turn)
    first, second = (
        threading.Thread(target=executor.submit, args=[job(arm), told.append])
        for arm in ("fine_tune", "scratch")
    )
    first.start()
    assert inside.wait(PATIENCE)
    second.start()
    first.join()
    second.join()
    assert [event.arm for event in told] == ["fine_tune"] * 4 + ["scratch"] * 4


def test_importing_it_does_not_import_torch():
    code = "import sys, transfer_demo.executors.inline; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
