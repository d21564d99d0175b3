"""A cluster as a school has it: scheduler and workers are processes that we did not start."""

import json
import subprocess
import sys
import time

import dask
import pytest
from distributed import Security

from tests.executors.hearing import PATIENCE, Heard
from tests.training.made import job
from transfer_demo.events import EpochEnd, Started
from transfer_demo.executors.dask import from_environment
from transfer_demo.executors.inline import InlineExecutor

pytestmark = pytest.mark.cluster

ARMS = ("fine_tune", "scratch")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Files with a certificate authority, a certificate and its key."""
    folder, made = tmp_path_factory.mktemp("tls"), Security.temporary()
    files = {}
    texts = {"ca": made.tls_ca_file, "cert": made.tls_client_cert, "key": made.tls_client_key}
    for name, text in texts.items():
        files[name] = folder / f"{name}.pem"
        files[name].write_text(text, encoding="ascii")
    return files


@pytest.fixture(scope="module")
def school(certificates, tmp_path_factory):
    """The address of a scheduler, and its worker processes by name."""
    tls = [
        *("--tls-ca-file", str(certificates["ca"])),
        *("--tls-cert", str(certificates["cert"])),
        *("--tls-key", str(certificates["key"])),
    ]
    where = tmp_path_factory.mktemp("school") / "scheduler.json"
    common = ["--host", "127.0.0.1", "--no-dashboard", *tls]
    scheduler = subprocess.Popen(
        [*_dask("scheduler"), *common, "--protocol", "tls", "--port", "0"]
        + ["--scheduler-file", str(where)],
        stderr=subprocess.DEVNULL,
    )
    address = _address(where)
    warm = ["--preload", "transfer_demo.executors.warm_up"]
    workers = {
        name: subprocess.Popen(
            [*_dask("worker"), address, *common, "--name", name, "--nthreads", "1"]
            + ["--no-nanny", "--memory-limit", "0", *warm],
            stderr=subprocess.DEVNULL,
        )
        for name in ("first", "second")
    }
    yield address, workers
    for process in (*workers.values(), scheduler):
        process.kill()
        process.wait()


def _dask(role):
    return [sys.executable, "-m", f"distributed.cli.dask_{role}"]


def _address(file):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return json.loads(file.read_text(encoding="utf-8"))["address"]
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError(file)


@pytest.fixture
def executor(school, certificates, monkeypatch):
    """What the program makes when its environment names the school's cluster."""
    address, _ = school
    monkeypatch.setenv("TRANSFER_DEMO_SCHEDULER", address)
    prefix = "DASK_DISTRIBUTED__COMM__TLS__"
    monkeypatch.setenv(f"{prefix}CA_FILE", str(certificates["ca"]))
    monkeypatch.setenv(f"{prefix}CLIENT__CERT", str(certificates["cert"]))
    monkeypatch.setenv(f"{prefix}CLIENT__KEY", str(certificates["key"]))
    dask.config.refresh()  # it reads its environment when it is imported
    executor = from_environment()
    yield executor
    executor.close()
    monkeypatch.undo()
    dask.config.refresh()


def test_a_race_whose_worker_is_killed_gives_the_undisturbed_curves(executor, school):
    _, workers = school
    orders = {arm: job(arm, epochs=6) for arm in ARMS}
    heard = {arm: Heard() for arm in ARMS}
    tickets = {arm: executor.submit(orders[arm], heard[arm]) for arm in ARMS}
    heard["scratch"].wait_for(EpochEnd, count=2)
    name = _worker_of(tickets["scratch"], executor)
    workers[name].kill()

    undisturbed = {arm: Heard() for arm in ARMS}
    for arm, order in orders.items():
        InlineExecutor().submit(order, undisturbed[arm])
        assert tickets[arm].wait(PATIENCE)
    for arm in ARMS:
        assert heard[arm].finished.outcome == "done", heard[arm].finished
        assert len(heard[arm].curve) == 6
        assert heard[arm].curve == undisturbed[arm].curve
    assert len(heard["scratch"].of(Started)) == 2
    assert executor.slots() == 1


def _worker_of(ticket, executor):
    client = executor._connection.client()
    (address,) = (a for a, keys in client.processing().items() if ticket.key in keys)
    return client.scheduler_info()["workers"][address]["name"]
