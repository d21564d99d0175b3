import os
import stat
from pathlib import Path

import pytest

from transfer_demo.paths import home_folder, keep_private

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes say nothing on Windows")


@pytest.fixture(autouse=True)
def umask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_new_home_is_closed_to_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(tmp_path / "home"))
    assert mode(home_folder()) == 0o700


def test_what_is_written_later_is_closed_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(tmp_path / "home"))
    keep_private()
    (home_folder() / "folder").mkdir()
    (home_folder() / "folder" / "file").touch()
    assert [mode(path) for path in sorted(home_folder().rglob("*"))] == [0o700, 0o600]


def test_what_an_older_version_left_open_is_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    (home / "images" / "ab").mkdir(parents=True)
    (home / "images" / "ab" / "picture.jpg").touch()
    (home / "runs.sqlite3").touch()
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(home))
    assert mode(home / "runs.sqlite3") & 0o077
    keep_private()
    assert {mode(path) & 0o077 for path in (home, *home.rglob("*"))} == {0}


def test_what_belongs_to_everybody_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    everybodys = tmp_path / "tmp"
    everybodys.mkdir()
    everybodys.chmod(0o1777)
    (tmp_path / "elsewhere").touch()
    (everybodys / "link").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(everybodys))
    keep_private()
    assert mode(everybodys) == 0o1777
    assert mode(tmp_path / "elsewhere") == 0o644


def test_a_home_that_is_no_folder_does_not_keep_the_server_from_starting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRANSFER_DEMO_HOME", str(tmp_path / "file"))
    keep_private()
