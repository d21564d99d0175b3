"""The digest of the code that decides what a training measures.

Whatever was measured belongs to one engine: a recording of an older one, or a run that was stored
by it, must not stand beside what is trained today.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.backbones.spec import Backbone
from transfer_demo.paths import PACKAGE

# From the picture as it is kept to the numbers of an epoch, the clock and the cache included. What
# only makes a training faster or tells of it is left out. How images are divided is not here:
# whatever was measured names the images themselves.
_DECIDES: Final = (
    "plan.py",
    "training/activation_cache.py",
    "training/arm_setup.py",
    "training/augmented_views.py",
    "training/batches.py",
    "training/batchnorm_folding.py",
    "training/batchnorm_statistics.py",
    "training/boundary_activations.py",
    "training/cached_boundaries.py",
    "training/cost.py",
    "training/device.py",
    "training/job_events.py",
    "training/linear_probe.py",
    "training/loop.py",
    "training/memory_budget.py",
    "training/memory_layout.py",
    "training/meter.py",
    "training/metrics.py",
    "training/network.py",
    "training/normalisation.py",
    "training/recipe.py",
    "training/scoring.py",
    "training/transferability.py",
    "backbones/architectures.py",
    "backbones/spec.py",
    "images/decode.py",
)


@cache
def engine_version() -> str:
    """Return the digest of the engine: 16 hex digits. Comments and docstrings play no part."""
    return digest_of(
        {name: PACKAGE / name for name in _DECIDES},
        *map(_entry, CATALOGUE.values()),
    )


def digest_of(files: dict[str, Path], *values: str) -> str:
    """Return the digest of the code in some files, by the names that they go by, and of values."""
    code = [(name, _code(file.read_text(encoding="utf-8"))) for name, file in files.items()]
    return hashlib.sha256(repr((sorted(code), values)).encode()).hexdigest()[:16]


def _entry(backbone: Backbone) -> str:
    """Return what decides in an entry: its network, weights and stages, and how pictures are cut.

    What else it says, from its title to its published accuracy, is for the learner.
    """
    stages = [stage.modules for stage in backbone.stages]
    return repr(
        (
            backbone.name,
            backbone.source,
            backbone.architecture,
            backbone.weights.file_name,
            backbone.features,
            backbone.input_size_px,
            backbone.preprocessing,
            stages,
        )
    )


def _code(source: str) -> str:
    """Return a program without comments, docstrings and layout.

    Of imports from our own modules only the names count: to move one changes nothing that is
    measured, and what stands behind a name counts where it is.
    """
    tree = ast.parse(source)
    own = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _is_ours(node)]
    names = sorted(f"{name.name} as {name.asname}" for node in own for name in node.names)
    tree.body = [node for node in tree.body if node not in own]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            # A body must not be empty.
            node.body[0] = ast.Pass()
    return "\n".join([*names, ast.unparse(tree)])


def _is_ours(node: ast.ImportFrom) -> bool:
    return str(node.module).split(".")[0] == PACKAGE.name
