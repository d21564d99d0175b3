import subprocess
import sys
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from transfer_demo.paths import PACKAGE

HEAVY = ("torch", "torchvision", "timm", "transformers", "sentence_transformers", "sklearn")

# What the web process loads: everything but what only runs where a training runs.
WEB_PACKAGES = (
    "backbones",
    "charts",
    "cli",
    "executors",
    "images",
    "lessons",
    "models",
    "report",
    "store",
    "ui",
)
TRAINS = {
    "transfer_demo.backbones.architectures",
    "transfer_demo.models.predictor",
    "transfer_demo.models.published",
    # Run in processes of their own: these start the workers, and are their preload.
    "transfer_demo.executors.cluster_process",
    "transfer_demo.executors.warm_up",
}


def _modules() -> list[str]:
    scripts = [*PACKAGE.glob("*.py")]
    for package in WEB_PACKAGES:
        scripts += (PACKAGE / package).rglob("*.py")
    names = {_name(script) for script in scripts} - TRAINS
    return sorted(name for name in names if not name.endswith("__main__") and _is_code(name))


def _name(script: Path) -> str:
    parts = script.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _is_code(name: str) -> bool:
    # Alembic runs the scripts of its folder by itself, and they work only then.
    return ".migrations." not in name


def _loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_everything_of_the_web_process_together_loads_no_torch() -> None:
    loaded = _loaded_after("\n".join(f"import {name}" for name in _modules()))
    assert {"transfer_demo.race", "streamlit", "plotly"} <= loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_package_loads_nothing_until_it_is_used() -> None:
    loaded = _loaded_after("from transfer_demo import *; import transfer_demo")
    assert {"transfer_demo.race", "transfer_demo.images.intake"} <= loaded
    assert loaded.isdisjoint(HEAVY)
    assert not any(
        name.startswith("transfer_demo.") for name in _loaded_after("import transfer_demo")
    )


def test_pandas_is_whole_before_the_web_process_can_draw_a_chart() -> None:
    # Plotly fails where the thread of another visitor has only begun to load it.
    assert "pandas" not in _loaded_after("import transfer_demo.ui.frame.page")
    assert "pandas" in _loaded_after("import transfer_demo.ui.elements.plot")


def test_the_command_line_loads_neither_streamlit_nor_plotly() -> None:
    loaded = _loaded_after("import transfer_demo.cli")
    assert loaded.isdisjoint((*HEAVY, "streamlit", "plotly", "dask", "sqlalchemy"))


def test_what_the_package_offers_is_there() -> None:
    package = import_module("transfer_demo")
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name).__name__ == name
    with pytest.raises(AttributeError, match="magic"):
        _ = package.magic


def test_each_package_has_code() -> None:
    # A package that is misspelt above would be searched for torch in vain.
    known = {folder.name for folder in files("transfer_demo").iterdir() if folder.is_dir()}
    assert set(WEB_PACKAGES) - {"report"} <= known
