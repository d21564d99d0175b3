"""plotly's JavaScript as a file, for pages that draw charts in the browser themselves."""

from pathlib import Path
from typing import Final

import plotly

FILE: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
VERSION: Final[str] = plotly.__version__
