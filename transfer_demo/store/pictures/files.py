"""Pictures as files, each stored once under the digest of its bytes."""

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from transfer_demo.errors import PictureMissing, StoreError
from transfer_demo.images.dataset import AnyPicture, PictureFile


class Pictures:
    """A folder of pictures: `ab/ab12....jpg`, never a half-written one under its final name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the picture with this digest lies, or would lie."""
        return self.folder / digest[:2] / f"{digest}.jpg"

    def holds(self, picture: AnyPicture) -> bool:
        """Say whether a picture is there, as far as can be seen without reading one."""
        target = self.path(picture.digest)
        try:
            # A power cut can leave a short file, so its size is looked at too.
            size = target.stat().st_size
            if not isinstance(picture, PictureFile):
                return size == len(picture.data)
            return picture.path == target or size == picture.path.stat().st_size
        except OSError:
            return False

    def put(self, picture: AnyPicture) -> None:
        """Write a picture unless it is there.

        Raises:
            StoreError: it cannot be written.
        """
        target = self.path(picture.digest)
        if self.holds(picture):
            return
        draft = target.with_name(f"{picture.digest}.{os.getpid()}-{threading.get_ident()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(picture.data)
            os.replace(draft, target)
        except OSError as exc:
            with suppress(OSError):
                draft.unlink()
            # Windows does not replace a file that somebody reads; then it is there already.
            if not self.holds(picture):
                raise StoreError(
                    f"The images could not be saved in {self.folder} ({exc.strerror}). "
                    "Make that folder writable or free some space, then try again."
                ) from exc

    def get(self, digest: str, *, width: int, height: int) -> PictureFile:
        """Return a picture, whose bytes are read when they are asked for.

        Raises:
            PictureMissing: it is not there.
        """
        path = self.path(digest)
        try:
            path.stat()
        except OSError as exc:
            raise PictureMissing(
                f"An image of this run is not in {self.folder} any more ({exc.strerror}). "
                "Bring the images again and start a new run."
            ) from exc
        return PictureFile(path=path, width=width, height=height, digest=digest)

    def remove(self, digests: Iterable[str]) -> None:
        """Delete pictures; those that are not there count as deleted.

        Raises:
            StoreError: a picture is there and cannot be deleted.
        """
        for digest in digests:
            try:
                self.path(digest).unlink(missing_ok=True)
            except OSError as exc:
                raise StoreError(
                    f"An image could not be deleted from {self.folder} ({exc.strerror}). "
                    "Make that folder writable, then try again."
                ) from exc

    def remove_drafts(self, digests: Iterable[str]) -> None:
        """Delete what was left of the writing of these pictures when a process was killed."""
        for digest in digests:
            for draft in self.path(digest).parent.glob(f"{digest}.*.part"):
                with suppress(OSError):
                    draft.unlink()
