"""What a server does when it starts, before anybody comes."""

import stat
from contextlib import closing
from pathlib import Path

from tests.serving import free_port, serve
from tests.store.made import until
from transfer_demo.images.samples import everyday
from transfer_demo.plan import Plan
from transfer_demo.race import prepare
from transfer_demo.store.run_store import RunStore

SECONDS = 120
PLAN = Plan(
    backbone="efficientnet_lite0",
    image_size_px=32,
    epochs=1,
    train_per_class=2,
    val_per_class=1,
    arms=("fine_tune",),
)


def test_a_run_that_was_left_goes_on_without_a_visitor_and_nobody_else_reads_what_is_kept(
    home: Path,
) -> None:
    race = prepare(everyday(), PLAN)
    with closing(RunStore.open()) as store:
        token = store.create(race.plan, race.images, owner="somebody")
        store.set_status(token, "running")  # and the server was killed
        assert open_to_others(home)
        with serve(home, port=free_port()):
            until(lambda: store.record(token).status == "done", seconds=SECONDS)
            # Of today and of before: the files above were written as older versions did.
            assert not open_to_others(home)


def open_to_others(home: Path) -> list[Path]:
    kept = [path for path in home.rglob("*") if path.name != "server.log"]
    return [path for path in kept if stat.S_IMODE(path.lstat().st_mode) & 0o077]
