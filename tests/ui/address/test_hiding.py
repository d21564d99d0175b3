import re
from pathlib import Path

import pytest

from transfer_demo.paths import app_folder
from transfer_demo.ui.address.hiding import CONTROLS, selector_of
from transfer_demo.ui.address.presenting import WITHOUT


@pytest.fixture(scope="module")
def sources() -> str:
    files = [
        file
        for folder in (Path("pages"), Path("transfer_demo", "ui"))
        for file in (app_folder() / folder).rglob("*.py")
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("name", CONTROLS)
def test_what_a_link_can_hide_has_its_place_on_a_page(name: str, sources: str) -> None:
    # Found by the key of a container: whoever renames it must do so in the list too.
    for key in re.findall(r"\.st-key-(\w+)", selector_of(name)):
        assert re.search(rf'key="{key}"', sources), key


def test_presenter_view_leaves_out_what_can_be_hidden() -> None:
    assert set(WITHOUT) <= set(CONTROLS)


def test_the_readme_names_all_that_a_link_can_hide() -> None:
    text = (app_folder() / "README.md").read_text(encoding="utf-8")
    assert [name for name in CONTROLS if f"`{name}`" not in text] == []
