"""Pictures as files, each stored once under the digest of its bytes."""

from pathlib import Path

from transfer_demo.errors import PictureMissing
from transfer_demo.images.dataset import AnyPicture, PictureFile
from transfer_demo.store.digest_files import DigestFiles


class Pictures(DigestFiles):
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, suffix=".jpg", what="an image")

    def holds(self, picture: AnyPicture) -> bool:
        """Say whether a picture is there, as far as can be seen without reading one."""
        if not isinstance(picture, PictureFile):
            return self.has(picture.digest, size=len(picture.data))
        try:
            size = picture.path.stat().st_size
        except OSError:
            return False
        return self.has(picture.digest, size=size)

    def put(self, picture: AnyPicture) -> None:
        """Write a picture unless it is there.

        Raises:
            StoreError: it cannot be written.
        """
        if not self.holds(picture):
            self.write(picture.digest, picture.data)

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
