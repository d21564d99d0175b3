import ast
import email
import os
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from transfer_demo.paths import PACKAGE

REPOSITORY = PACKAGE.parent

pytestmark = pytest.mark.skipif(
    not (REPOSITORY / "pyproject.toml").is_file(), reason="only a checkout can be built"
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, "."],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (file,) = folder.iterdir()
    with zipfile.ZipFile(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def installed(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked, far from the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    wheel.extractall(folder)
    return folder


def _tracked(*folders: str) -> set[str]:
    """The files below these folders that belong to the project."""
    skipped = {"__pycache__"}
    return {
        file.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for file in (REPOSITORY / folder).rglob("*")
        if file.is_file() and skipped.isdisjoint(file.parts)
    }


def test_everything_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert _tracked("transfer_demo") <= names
    assert any("migrations/" in name for name in names)
    assert any(name.endswith(".js") for name in names)


def test_the_app_its_pages_and_its_assets_travel_inside_the_package(
    wheel: zipfile.ZipFile,
) -> None:
    inside = {
        name.removeprefix("transfer_demo/_app/")
        for name in wheel.namelist()
        if name.startswith("transfer_demo/_app/")
    }
    assert _tracked("pages", "assets", ".streamlit") | {"app.py"} == inside


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"transfer_demo"}
    assert not [name for name in wheel.namelist() if "tests/" in name or "__pycache__" in name]


def test_name_command_and_licence_stand_in_the_metadata(wheel: zipfile.ZipFile) -> None:
    def read(ending: str) -> str:
        (name,) = (name for name in wheel.namelist() if name.endswith(f".dist-info/{ending}"))
        return wheel.read(name).decode()

    metadata = email.message_from_string(read("METADATA"))
    assert metadata["Name"] == "transfer-demo"
    assert metadata["License-Expression"] == "MIT AND GPL-2.0-or-later"
    assert "MIT License" in read("licenses/LICENSE")
    assert "transfer-demo = transfer_demo.cli:main" in read("entry_points.txt")


def test_every_package_that_is_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = " ".join(project["dependencies"]).replace("-", "_")
    extra = " ".join(project["optional-dependencies"]["interview"]).replace("-", "_")
    known = {"PIL": "pillow", "google": "protobuf", "sklearn": "scikit_learn"}
    for file in (*PACKAGE.rglob("*.py"), REPOSITORY / "app.py", *REPOSITORY.glob("pages/*/*.py")):
        # What may be missing is imported in one place, which says so then.
        allowed = f"{declared} {extra}" if file == PACKAGE / "lessons/embedding.py" else declared
        for name in _third_party_imports(file):
            assert known.get(name, name) in allowed, f"{file} imports {name}: not declared"


def _third_party_imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"transfer_demo"}


def _environment(installed: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}


def _run(installed: Path, *words: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=_environment(installed),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_unpacked_wheel_runs_from_any_folder(installed: Path, tmp_path: Path) -> None:
    assert "efficientnet_lite0" in _run(
        installed, "-m", "transfer_demo.cli", "models", folder=tmp_path
    )


def test_the_unpacked_wheel_finds_its_app_and_samples(installed: Path, tmp_path: Path) -> None:
    code = (
        "from transfer_demo.paths import app_folder\n"
        "from transfer_demo.images.samples import everyday\n"
        "print(app_folder(), len(everyday().photos))"
    )
    folder, photos = _run(installed, "-c", code, folder=tmp_path).split()
    assert Path(folder) == installed / "transfer_demo" / "_app"
    assert int(photos) > 50


def test_the_unpacked_wheel_shows_its_own_training_loop(installed: Path, tmp_path: Path) -> None:
    code = "from transfer_demo.lessons.source import training_loop; print(training_loop())"
    assert _run(installed, "-c", code, folder=tmp_path).startswith("def _epochs(")


def test_the_unpacked_wheel_serves_its_app_with_its_own_settings(
    installed: Path, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as opened:
        server = subprocess.Popen(
            [sys.executable, "-m", "transfer_demo.cli", "app", "--headless", "--port", str(port)],
            # A home in which Streamlit has never been started: then it speaks of its statistics.
            env={**_environment(installed), "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)},
            cwd=tmp_path,
            stdout=opened,
            stderr=subprocess.STDOUT,
        )
        try:
            assert _answer(f"http://localhost:{port}/_stcore/health", server) == b"ok"
        finally:
            server.terminate()
            server.wait(30)
    # It does so on its start, unless our .streamlit/config.toml is heard.
    assert "usage statistics" not in log.read_text(encoding="utf-8")


def _answer(address: str, server: "subprocess.Popen[bytes]") -> bytes:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(address, timeout=5) as response:
                return bytes(response.read())
        except OSError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)
