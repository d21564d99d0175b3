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


def test_what_was_deleted_is_in_no_file_any_more_while_the_server_runs(tmp_path):
    database = opened(tmp_path / "runs.sqlite3")
    database.migrate()
    fill(database)
    empty(database)
    database.give_back_space()
    files = {file.name: file.read_bytes() for file in tmp_path.glob("runs.sqlite3*")}
    assert "runs.sqlite3-wal" in files
    assert not [name for name, data in files.items() if b"anna at the lake" in data]
    database.close()


def test_a_connection_overwrites_what_it_deletes():
    # Debian's SQLite does it anyway.
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete=OFF")
    sqlite_file.prepare(connection, None)
    assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    connection.close()


def test_nobody_waits_for_space_to_be_given_back(tmp_path):
    database = opened(tmp_path / "runs.sqlite3")
    database.migrate()
    fill(database)
    empty(database)
    other = sqlite3.connect(tmp_path / "runs.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database.give_back_space()
    other.execute("ROLLBACK")
    other.close()
    with database.reading() as session:  # it waits for writers as before
        patience = session.scalar(sa.text("PRAGMA busy_timeout"))
    assert patience == 1000 * sqlite_file.BUSY_SECONDS
    database.close()


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
