"""What a pupil uploads to do harm costs that file, and nobody else a thing."""

import asyncio
import io
import zipfile

from tests.images.made import photo
from tests.images.test_archive import directory_of
from tests.images.test_file_picture import many_scans
from tests.server.conftest import played, pupils, visitor
from tests.server.pupil import PATIENCE, Tab
from tests.serving import App
from transfer_demo.images import limits
from transfer_demo.store.run_store import RunStore


async def told(tab: Tab, words: str) -> None:
    """Draw the page again until it says this."""
    async with asyncio.timeout(PATIENCE):
        while words not in tab.see():
            await tab.run()


def with_long_names() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("1" * 60_000, "_" * 60_000):
            archive.writestr(name, b"")
    return data.getvalue()


@played
async def test_hostile_files_cost_themselves_and_a_photo_beside_them_is_read(
    app: App, store: RunStore
) -> None:
    async with pupils(app, "eve") as (eve,), eve.tab(images="own") as tab:
        store.albums.add_class(visitor(eve), "cats")
        await tab.run()
        files = {
            "passes.jpg": many_scans(limits.SCANS + 1),
            "cut.jpg": photo(1)[:300],
            "letter.jpg": b"Dear Sir",
            "cat.jpg": photo(2),
        }
        await tab.upload("Photos of cats", files)
        await told(tab, "3 files were not used")
        assert "ordinary JPEG" in tab.see()
        assert [one.file for one in store.albums.get(visitor(eve)).photos] == ["cat.jpg"]


@played
async def test_hostile_archives_are_refused_in_a_sentence(app: App, store: RunStore) -> None:
    async with pupils(app, "eve") as (eve,):
        for data, words in (
            (directory_of(limits.ZIP_ENTRIES + 1, path=b"a"), "files and folders; at most"),
            (directory_of(20_000, claimed=1), "far too long"),
            (with_long_names(), "far too long"),
        ):
            async with eve.tab(images="own") as tab:
                await tab.upload("A .zip of folders", {"evil.zip": data})
                await told(tab, words)
    assert not [file for file in (app.home / "uploads").iterdir() if file.stat().st_size > 10**6]
