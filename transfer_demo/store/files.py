"""The folders beside the database: what rows refer to, and is too large for them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from transfer_demo.store.digest_files import DigestFiles
from transfer_demo.store.pictures.files import Pictures


@dataclass(frozen=True)
class Files:
    """Where pictures and trained models lie."""

    pictures: Pictures
    models: DigestFiles

    @classmethod
    def within(cls, home: Path) -> Self:
        """Return the folders of a home, which are made when something comes into them."""
        models = DigestFiles(home / "models", suffix=".safetensors", what="a model")
        return cls(Pictures(home / "images"), models)
