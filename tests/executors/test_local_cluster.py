import json
import os
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest
from dask.utils import parse_timedelta

from tests.executors.hearing import PATIENCE, wait_until
from transfer_demo.errors import ExecutorError
from transfer_demo.executors import local_cluster
from transfer_demo.executors.cluster_process import CONFIG
from transfer_demo.executors.dask_remote_call import JOIN_SECONDS
from transfer_demo.executors.local_cluster import LocalCluster, default_workers
from transfer_demo.executors.warm_up import NICENESS
from transfer_demo.paths import PACKAGE

# What the web process does: start a cluster, submit, listen. It tells the test what it sees.
WEB_PROCESS = """
import json, sys, time
from tests.executors import trainings
from tests.executors.hearing import Heard
from tests.training.made import job
from transfer_demo.events import Progress, Started
from transfer_demo.executors.dask import DaskExecutor

executor, heard = DaskExecutor(workers=1, train=trainings.endless), Heard()
executor.submit(job(), heard)
heard.wait_for(Progress)
print(json.dumps({
    "cluster": executor._connection._cluster._process.pid,
    "worker": heard.of(Started)[0].trainable_parameters,
    "worker_has": heard.of(Started)[0].notes,
    "torch": any(name in sys.modules for name in ("torch", "torchvision", "timm")),
}), flush=True)
time.sleep(600)
"""


def test_a_worker_that_is_long_in_coming_back_is_not_given_up_while_somebody_waits_for_it():
    # Dask would close what restarts it, and the app have one worker less until it ends.
    assert parse_timedelta(CONFIG["distributed.deploy.lost-worker-timeout"]) > 2 * JOIN_SECONDS


@pytest.fixture(scope="module")
def web_process(tmp_path_factory):
    """A web process whose worker trains, and what it told."""
    folder = tmp_path_factory.mktemp("folder")
    # Whatever lies in the folder where the program is started must not get into its workers.
    (folder / "json.py").write_text("raise RuntimeError('the wrong json')", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", WEB_PROCESS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        stdout=subprocess.PIPE,
    )
    yield process, json.loads(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def listening(pid):
    connections = psutil.Process(pid).net_connections(kind="inet")
    return [c.laddr for c in connections if c.status == psutil.CONN_LISTEN]


@pytest.mark.cluster
def test_the_web_process_has_trained_and_not_imported_torch(web_process):
    _, told = web_process
    assert alive(told["cluster"])
    assert alive(told["worker"])
    assert told["torch"] is False


@pytest.mark.cluster
def test_a_worker_lets_the_page_go_first(web_process):
    _, told = web_process
    if sys.platform == "win32":
        lowered = psutil.BELOW_NORMAL_PRIORITY_CLASS
    else:
        lowered = max(NICENESS, psutil.Process().nice())
    assert psutil.Process(told["worker"]).nice() == lowered


@pytest.mark.cluster
def test_a_cluster_whose_parent_ends_while_it_starts_ends_without_a_word():
    process = subprocess.Popen(
        [sys.executable, "-m", "transfer_demo.executors.cluster_process", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.close()
    process.stdout.close()
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait() == 0


# Says how often Dask began to start another worker for the one that was killed.
KILLED = """
import threading
from distributed import Nanny, Security
from transfer_demo.executors import cluster_process
from transfer_demo.executors.cluster_process import kill_workers, start_cluster

if __name__ == "__main__":
    cluster_process.CLOSING_SECONDS = 600.0  # however slow the machine is
    cluster = start_cluster(Security.temporary())
    cluster.shutdown_on_close = False
    cluster.scale(1)
    cluster.wait_for_workers(1)
    begun, seen = [], threading.Event()
    see = Nanny._on_worker_exit

    async def begin(nanny):
        begun.append(nanny)

    async def exited(nanny, code):
        await see(nanny, code)
        seen.set()

    Nanny.instantiate, Nanny._on_worker_exit = begin, exited
    kill_workers()
    seen.wait()
    print(len(begun))
"""


@pytest.mark.cluster
def test_no_worker_is_started_for_one_that_is_killed_at_the_end(tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert ended.stdout == "0\n"


def test_what_python_tidies_up_after_the_cluster_is_not_told_to_the_user():
    # A process that ends at once leaves its semaphores to Python's resource tracker.
    leave = "import multiprocessing as m, os; queue = m.get_context('spawn').Queue(); os._exit(0)"
    ended = subprocess.run(
        [sys.executable, "-c", leave],
        env=local_cluster._environment(),
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""


@pytest.mark.cluster
def test_a_worker_has_loaded_what_a_training_needs_before_its_first_job(web_process):
    _, told = web_process
    assert told["worker_has"] == ["torch", "timm"]


@pytest.mark.cluster
def test_it_listens_on_the_loopback_interface_only_and_shows_no_dashboard(web_process):
    _, told = web_process
    addresses = listening(told["cluster"]) + listening(told["worker"])
    assert {address.ip for address in addresses} == {"127.0.0.1"}
    for address in addresses:
        for page in ("status", "info/main/workers.html", "json/counts.json", "metrics", "health"):
            # Ports with TLS hang up; the others know no page.
            with pytest.raises((urllib.error.HTTPError, OSError)):
                urllib.request.urlopen(f"http://127.0.0.1:{address.port}/{page}", timeout=5)


@pytest.mark.cluster
def test_nothing_is_left_after_a_kill_of_the_web_process(web_process):
    process, told = web_process
    process.kill()
    process.wait()
    wait_until(lambda: not alive(told["cluster"]) and not alive(told["worker"]))


@pytest.mark.cluster
def test_closing_ends_the_process_even_while_workers_start(capfd):
    cluster = LocalCluster(2)
    address, certificates = cluster.start()
    assert address.startswith("tls://127.0.0.1:")
    assert certificates["require_encryption"]
    children = psutil.Process(cluster._process.pid).children(recursive=True)
    cluster.close()
    assert not cluster.running
    gone, still_there = psutil.wait_procs(children, timeout=PATIENCE)
    assert not still_there
    # No traceback and no complaint for an ordinary end.
    assert capfd.readouterr().err == ""


def test_a_cluster_that_ends_before_it_is_ready_is_a_sentence(capfd):
    cluster = LocalCluster("two")
    with pytest.raises(ExecutorError, match="could not be started"):
        cluster.start()
    assert not cluster.running
    assert "ValueError" in capfd.readouterr().err  # the terminal has the details


def test_a_cluster_that_does_not_get_ready_is_a_sentence(monkeypatch):
    monkeypatch.setattr(local_cluster, "START_SECONDS", 0.0)
    cluster = LocalCluster(1)
    with pytest.raises(ExecutorError, match="could not be started"):
        cluster.start()
    assert not cluster.running


def test_a_python_that_cannot_be_started_is_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(ExecutorError, match="could not be started"):
        LocalCluster(1).start()


@pytest.mark.parametrize(("cores", "workers"), [(1, 2), (2, 2), (4, 2), (6, 3), (8, 4), (64, 4)])
def test_there_is_a_worker_for_each_arm_and_a_few_more_on_a_big_machine(
    monkeypatch, cores, workers
):
    monkeypatch.setattr(local_cluster, "CPU_COUNT", cores)
    assert default_workers() == workers
    assert LocalCluster().workers == workers
