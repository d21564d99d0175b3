import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from transfer_demo.errors import StoreError
from transfer_demo.store.database import Database, _engine
from transfer_demo.store.tables import Base

OPEN = "from transfer_demo.store.run_store import RunStore; RunStore.open()"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "runs.sqlite3"


@pytest.fixture
def database(file):
    # Waits for a tenth of a second only, to be quick where a test wants it to give up.
    made = Database(f"sqlite:///{file.as_posix()}?timeout=0.1")
    with made.writing() as session:
        session.execute(sa.text("CREATE TABLE words (word TEXT UNIQUE)"))
    yield made
    made.close()


def write(database, word):
    with database.writing() as session:
        session.execute(sa.text("INSERT INTO words VALUES (:word)"), {"word": word})


def words(database):
    with database.reading() as session:
        return session.scalars(sa.text("SELECT word FROM words ORDER BY word")).all()


def test_what_fails_in_the_middle_is_not_written_at_all(database):
    def fail_in_the_middle():
        with database.writing() as session:
            session.execute(sa.text("INSERT INTO words VALUES ('crow')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_in_the_middle()
    assert words(database) == []


def test_two_threads_that_read_before_they_write_do_not_lose_a_write(file):
    database = Database(f"sqlite:///{file.as_posix()}")
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE counter (n INTEGER)"))
        session.execute(sa.text("INSERT INTO counter VALUES (0)"))

    def count():
        for _ in range(20):
            with database.writing() as session:
                n = session.scalar(sa.text("SELECT n FROM counter"))
                session.execute(sa.text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT n FROM counter")) == 40
    database.close()


def test_a_reader_does_not_wait_for_a_writer(database):
    database.migrate()
    write(database, "crow")
    with database.writing() as session:
        session.execute(sa.text("INSERT INTO words VALUES ('owl')"))
        assert words(database) == ["crow"]


def test_a_writer_does_not_wait_for_a_reader(database):
    database.migrate()
    with database.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM words")) == 0
        write(database, "crow")
        assert session.scalar(sa.text("SELECT count(*) FROM words")) == 0  # one consistent state
    assert words(database) == ["crow"]


def test_who_writes_has_the_database_from_the_first_moment(database, file):
    other = sqlite3.connect(file, isolation_level=None, timeout=0)
    with database.writing(alone=True), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_migration_waits_for_who_writes_before_it_looks(file):
    database = Database(f"sqlite:///{file.as_posix()}")
    database.migrate()
    with database.writing() as session:
        Base.metadata.drop_all(session.connection())
        session.execute(sa.text("DROP TABLE alembic_version"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE words (word TEXT)")
    asked, statements = threading.Event(), []

    @sa.event.listens_for(database._engine, "before_cursor_execute")
    def note(connection, cursor, statement, *rest):
        statements.append(statement)
        if statement == "BEGIN IMMEDIATE":
            asked.set()

    with ThreadPoolExecutor() as threads:
        migration = threads.submit(database.migrate)
        assert asked.wait(60)
        assert statements == ["BEGIN IMMEDIATE"]
        other.execute("COMMIT")
        migration.result()
    other.close()
    with database.reading() as session:
        assert "runs" in sa.inspect(session.connection()).get_table_names()
    database.close()


def test_a_full_disk_is_a_sentence(database):
    with database.writing() as session:
        pages = session.scalar(sa.text("PRAGMA page_count"))
        session.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreError, match="disk is full.*Free some"):
        write(database, "crow" * 100_000)


def test_a_disk_that_is_full_at_the_start_is_a_sentence(file):
    database = Database(f"sqlite:///{file.as_posix()}")

    @sa.event.listens_for(database._engine, "connect")
    def leave_no_space(connection, record):
        connection.execute("PRAGMA max_page_count = 1")

    with pytest.raises(StoreError, match="disk is full"):
        database.migrate()
    database.close()


def test_a_busy_database_is_a_sentence(database, file):
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="busy in another program"):
        write(database, "crow")
    other.close()
    write(database, "crow")
    assert words(database) == ["crow"]


def test_a_read_only_database_is_a_sentence(database, file):
    read_only = Database(f"sqlite:///file:{file.as_posix()}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="read-only"):
        write(read_only, "crow")
    read_only.close()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        Database(f"sqlite:///{tmp_path.as_posix()}/nowhere/runs.sqlite3").migrate()


def test_a_damaged_database_is_a_sentence(file):
    file.write_bytes(b"This is a letter to my grandmother. " * 100)
    with pytest.raises(StoreError, match="damaged"):
        Database(f"sqlite:///{file.as_posix()}").migrate()


@pytest.mark.parametrize(
    "url", ["runs.sqlite3", "mysql://server/runs", "sqlite://", "sqlite:///:memory:", "x://y"]
)
def test_an_address_of_no_database_is_a_sentence_without_the_password(url):
    with pytest.raises(StoreError, match="TRANSFER_DEMO_DATABASE_URL is not the address"):
        Database(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_with_the_driver_that_is_installed(scheme):
    pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")
    engine = _engine(f"{scheme}://ada:secret@localhost/runs")
    assert engine.url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://ada:secret@localhost/runs"
    )


def test_postgresql_without_its_driver_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install \"transfer-demo\[postgres\]\""):
        Database("postgresql://ada:secret@localhost/runs")


def test_a_server_that_does_not_answer_is_a_sentence_without_its_address_and_password(caplog):
    pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")
    with pytest.raises(StoreError, match="does not answer") as caught:
        Database("postgresql://ada:secret@127.0.0.1:1/runs").migrate()
    assert not any(word in str(caught.value) for word in ("secret", "127.0.0.1", "ada"))
    assert "127.0.0.1" in caplog.text  # for whoever runs the server
    assert "secret" not in caplog.text


def test_errors_do_not_quote_what_was_to_be_written(database):
    write(database, "my_house.jpg")
    with pytest.raises(StoreError) as caught:
        write(database, "my_house.jpg")
    assert "my_house" not in f"{caught.value} {caught.value.__cause__}"


def test_processes_that_open_a_new_store_at_once_all_succeed(home):
    # TRANSFER_DEMO_HOME is in the environment that they inherit.
    starts = [subprocess.Popen([sys.executable, "-c", OPEN]) for _ in range(2)]
    assert [start.wait(60) for start in starts] == [0, 0]
    assert (home / "runs.sqlite3").exists()
