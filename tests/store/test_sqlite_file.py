import sqlite3

import sqlalchemy as sa

from transfer_demo.store import sqlite_file
from transfer_demo.store.database import Database

LINES = 2000


def opened(file):
    return Database(f"sqlite:///{file.as_posix()}")


def fill(database):
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE photos (file TEXT)"))
        names = [{"file": f"anna at the lake {number:05d} {'x' * 400}"} for number in range(LINES)]
        session.execute(sa.text("INSERT INTO photos VALUES (:file)"), names)


def empty(database):
    with database.writing() as session:
        session.execute(sa.text("DELETE FROM photos"))


def written(file):
    """All that is in the file, the log of the last writes included."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    return file.read_bytes()


def test_what_was_deleted_is_not_in_the_file_any_more(tmp_path):
    database = opened(tmp_path / "runs.sqlite3")
    database.migrate()
    fill(database)
    assert b"anna at the lake" in written(tmp_path / "runs.sqlite3")
    empty(database)
    database.close()
    assert b"anna at the lake" not in written(tmp_path / "runs.sqlite3")


def test_the_file_shrinks_bit_by_bit_when_much_was_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_file, "_PAGES_AT_ONCE", 100)
    database = opened(tmp_path / "runs.sqlite3")
    database.migrate()
    begun = len(written(tmp_path / "runs.sqlite3"))
    fill(database)
    empty(database)
    full = len(written(tmp_path / "runs.sqlite3"))
    assert full > begun + LINES * 400
    database.give_back_space()
    smaller = len(written(tmp_path / "runs.sqlite3"))
    assert begun < smaller < full
    for _ in range(5):
        database.give_back_space()
    assert len(written(tmp_path / "runs.sqlite3")) <= begun + 8192
    database.close()


def test_a_file_of_an_older_version_can_shrink_from_then_on(tmp_path):
    file = tmp_path / "runs.sqlite3"
    with sqlite3.connect(file) as old:
        old.execute("CREATE TABLE words (word TEXT)")
    old.close()
    database = opened(file)
    database.migrate()
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    connection.close()
    database.close()


def test_a_file_that_cannot_be_rewritten_is_used_as_it_is(tmp_path, monkeypatch, caplog):
    def refuse(engine, *commands):
        if "VACUUM" in commands:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite_file, "_run", refuse)
    sqlite_file.set_up(opened(tmp_path / "runs.sqlite3")._engine)
    assert "cannot shrink yet" in caplog.text
