import re
from pathlib import Path

import plotly.offline

from transfer_demo.charts import library

CHARTS = Path(library.__file__).parent
# Of what the bundle can draw (its README), what charts here may use.
TRACES = {"Scatter", "Bar", "Heatmap", "Box", "Histogram", "Contour", "Image", "Pie", "Violin"}


def test_the_file_is_as_new_as_the_package_that_writes_the_figures() -> None:
    with library.FILE.open(encoding="utf-8") as script:
        found = re.search(r"plotly\.js \(cartesian - minified\) v(\d+)\.", script.read(200))
    assert found
    assert found[1] == plotly.offline.get_plotlyjs_version().partition(".")[0]


def test_charts_use_only_what_the_bundle_can_draw() -> None:
    sources = "".join(file.read_text("utf-8") for file in CHARTS.glob("*.py"))
    used = set(re.findall(r"\bgo\.([A-Z]\w*)", sources))
    assert {"Scatter", "Bar"} <= used
    assert used <= TRACES | {"Figure"}


def test_the_licence_lies_beside_it() -> None:
    assert "MIT License" in (library.FILE.parent / "LICENSE").read_text("utf-8")
