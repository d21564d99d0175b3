"""The server is killed in the middle of writing; a new one finds what was measured."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from tests.scripted import ScriptedExecutor, learn
from tests.store.made import images, until, with_bytes
from transfer_demo.history import fold
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.training.job import Job

PLAN = ResolvedPlan(epochs=12, frozen_stages=7)
# Says the number of each epoch once it is written, and goes on writing in the tenth for ever.
SERVER = """
from itertools import repeat
import sys
from transfer_demo.events import EpochEnd, Progress
from tests.scripted import ScriptedExecutor, learn
from transfer_demo.plan import ResolvedPlan
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore
from tests.store.made import images

def endless(job):
    for event in learn(job):
        yield event
        if isinstance(event, EpochEnd) and event.epoch == 10:
            yield from repeat(Progress(arm=job.arm, fraction=0.9, seconds=10.5))

class TalkingStore(RunStore):
    def write(self, token, event, **_):
        super().write(token, event, **_)
        if isinstance(event, EpochEnd):
            print(event.arm, event.epoch, flush=True)

recorder = Recorder(TalkingStore.open(), ScriptedExecutor(endless))
print(recorder.start(ResolvedPlan(epochs=12, frozen_stages=7), images(), owner="ada"), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def killed(store, pytestconfig):
    """The token of a run whose server was killed, and the epochs that it had written."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=pytestconfig.rootpath,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        lines = [server.stdout.readline() for _ in range(15)]
        server.kill()
        lines += server.stdout.readlines()
    words = [line.split() for line in lines if line.endswith("\n")]
    (token,) = [word[0] for word in words if len(word) == 1]
    return token, {(word[0], int(word[1])) for word in words if len(word) == 2}


def test_a_kill_loses_no_finished_epoch_and_the_run_ends_with_the_same_curve(store, killed):
    token, written = killed
    assert len(written) >= 14
    found = store.history(token)
    epochs = {(arm.arm, epoch.epoch) for arm in found.arms.values() for epoch in arm.epochs}
    # Each arm may have written one more without having said so.
    assert written <= epochs
    assert len(epochs) <= len(written) + 2
    assert not found.finished
    assert with_bytes(store.images(token)) == images()
    assert store.record(token).status == "running"

    with closing(Recorder(store, ScriptedExecutor())) as recorder:
        until(lambda: store.record(token).status == "done")
        assert recorder.ahead(token) == 0
    jobs = [Job(run=token, arm=arm, plan=PLAN, images=images(), threads=1) for arm in PLAN.arms]
    undisturbed = fold([event for job in jobs for event in learn(job)], arms=PLAN.arms)
    assert store.history(token) == undisturbed


# Trains one arm and dies in a step of keeping its model, like a machine whose power fails.
DYING_SERVER = """
import os, sys
from tests.scripted import ScriptedExecutor
from tests.store.made import images
from tests.store.test_crash import ONE_ARM, with_model
from transfer_demo.store.database import Database
from transfer_demo.store.models.kept_models import KeptModels
from transfer_demo.store.queue.recorder import Recorder
from transfer_demo.store.run_store import RunStore

def die(*_, **__):
    os._exit(9)

step = sys.argv[1]
if step == "before the row":
    KeptModels.keep = die
elif step == "before the file":
    KeptModels._write = die
elif step == "with half a file":
    replace = os.replace
    def unless_of_a_model(draft, file):
        return (die if file.suffix == ".safetensors" else replace)(draft, file)
    os.replace = unless_of_a_model
elif step == "before the event":
    keep = KeptModels.keep
    def and_die(*args):
        keep(*args)
        die()
    KeptModels.keep = and_die
recorder = Recorder(RunStore.open(), ScriptedExecutor(with_model))
recorder.start(ONE_ARM, images(), owner="ada")
sys.stdin.read()
"""
ONE_ARM = ResolvedPlan(epochs=2, frozen_stages=7, arms=("scratch",))
MODEL = b"a trained network"


def with_model(job):
    """A training whose end brings a model."""
    *events, end = learn(job)
    yield from events
    yield replace(end, model=MODEL)


@pytest.mark.parametrize(
    "step", ["before the row", "before the file", "with half a file", "before the event"]
)
def test_killed_while_a_model_is_kept_a_run_is_whole_after_the_restart(store, pytestconfig, step):
    command = [sys.executable, "-c", DYING_SERVER, step]
    with subprocess.Popen(command, cwd=pytestconfig.rootpath, stdin=subprocess.PIPE) as server:
        assert server.wait(120) == 9
    (run,) = store.runs("ada")
    # Not over, so nobody is told of a model that is not there.
    assert run.status == "running"
    assert len(store.history(run.token).arms["scratch"].epochs) == 2
    with closing(Recorder(store, ScriptedExecutor(with_model))):
        until(lambda: store.record(run.token).status == "done")
    kept = store.models.of(run.token)["scratch"]
    assert kept.file.data == MODEL
    store.delete(run.token, by="ada")
    assert not [file for file in store.files.models.folder.rglob("*") if file.is_file()]
