"""plotly's JavaScript as a file, for pages that draw charts in the browser themselves.

It is plotly's own bundle for charts with two axes (npm: plotly.js-cartesian-dist-min), and not the
one with maps and 3D that comes with the Python package: a browser gets a third as much, and stands
still for a third as long when it runs it, which on a phone is the longest wait of a first visit.
"""

import hashlib
from typing import Final

from transfer_demo.paths import assets_folder

FILE: Final = assets_folder() / "plotly" / "plotly-cartesian.min.js"
# Belongs into its address, so that a browser may keep what it has.
VERSION: Final = hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]
