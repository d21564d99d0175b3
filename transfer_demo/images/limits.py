"""How much of everything is accepted, in one place, so that it can be shown before it bites."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from transfer_demo.errors import ImagesError

MIB: Final = 1024 * 1024
GIB: Final = 1024 * MIB

# A picture is kept at most this large: no backbone of the catalogue is given more than 512 px.
KEPT_SIDE_PX: Final = 512
# A picture that had to be reduced to fit keeps at least this much of its shorter side.
NARROWEST_STRIP_PX: Final = 8

# Just below Pillow's own limit for decompression bombs. Decoded, such a picture takes 360 MB; the
# decoders of WebP, AVIF and HEIC take 15, 8 and 8 bytes a pixel where others take 4.
PIXELS: Final = 89_000_000
PIXELS_OF_FORMAT: Final[Mapping[str, int]] = {
    "WEBP": 32_000_000,
    "AVIF": 50_000_000,
    "HEIF": 50_000_000,
}

# A camera or a web page makes a progressive JPEG of about ten scans.
SCANS: Final = 200
FILE_BYTES: Final = 100 * MIB
# Of reading one file, of looking into a .zip, and of comparing all photos with each other. On a
# busy machine a large photo takes a second.
FILE_SECONDS: Final = 20.0
# Files that take longer are given up, and after so many of them the whole upload.
FILES_GIVEN_UP: Final = 3
ARCHIVE_SECONDS: Final = 30.0
COMPARE_SECONDS: Final = 90.0
# Of the process that reads a file, with all that it has loaded. A picture of the largest size takes
# a quarter of it.
READER_BYTES: Final = 2 * GIB
FILES: Final = 20_000
# Of files that a browser sends one by one, at once; more go into a .zip.
SENT_FILES: Final = 5_000
# Of what a page says over its websocket: so many files with their addresses, which is 240 bytes a
# file besides its name, of 255 characters at most.
MESSAGE_BYTES: Final = 4 * MIB
# Windows and tabs of one browser that are connected at the same time.
CONNECTIONS: Final = 12
# Of a wish to be drawn: widgets with a state, and names of what the browser still has. The fullest
# page has some hundreds. A list of uploads may be longer than this, and nothing else.
WIDGETS: Final = 2_000
WIDGET_BYTES: Final = 256 * 1024
JSON_CHARACTERS: Final = 16_000
# How often one browser may ask for something, however many windows it has: as often as live panels
# do in all of them. Who says much at once has asked more than once.
WISHES_A_SECOND: Final = 2.0 * CONNECTIONS
WISHES_AT_ONCE: Final = 2 * WISHES_A_SECOND
WISH_BYTES: Final = 50_000
WISH_PARTS: Final = 100
# Thumbnails on a page.
THUMBNAILS: Final = 600
# Of what a person writes into one field of text.
ANSWER_CHARACTERS: Final = 20_000
# Each class is a strip of the page, with two pictures at least of those that a page shows.
CLASSES: Final = 300

# Of a path in a .zip or a folder, in characters. Systems allow 255 for each of its parts.
PATH_CHARACTERS: Final = 1024
PATH_PARTS: Final = 32
# Of a .zip's list of files, which has folders and hidden files too. It is read at once, and it
# takes 46 bytes for each besides its path and some notes.
ZIP_ENTRIES: Final = 3 * FILES
ZIP_ENTRY_BYTES: Final = 1024

# Tables of labels that are read in one set of files, and what is read of each and of all.
TABLES: Final = 20
TABLE_BYTES: Final = 8 * MIB
TABLE_BYTES_OF_ALL: Final = 16 * MIB

# Of uploads that wait to be read: of one person, and of all. So much of the disk stays free for
# what is kept.
UPLOADED_BYTES: Final = 6 * GIB
UPLOADED_BYTES_OF_ALL: Final = 24 * GIB
FREE_BYTES: Final = 2 * GIB
# Pictures that are kept are small, and so is what must stay free for the database beside them.
KEPT_FREE_BYTES: Final = 256 * MIB
# Of one person: runs that wait at a time, studies not counted, and runs and studies in all.
WAITING_RUNS: Final = 50
RUNS: Final = 2_000
STUDIES: Final = 500
# Uploads of one person that arrive at the same time; browsers send six.
UPLOADS_AT_ONCE: Final = 12
# Of waiting for the next bytes of an upload.
UPLOAD_SECONDS: Final = 60.0

# A zip is read one file at a time, so its total costs time, not memory.
ZIP_TOTAL_BYTES: Final = 16 * GIB
# Photographs hardly shrink in a zip, and a blank scan about 100 times. Small files may shrink more:
# they cannot do harm.
ZIP_RATIO: Final = 200
ZIP_RATIO_FROM_BYTES: Final = 4 * MIB


def check_classes(number: int, *, of: str) -> None:
    """Raise ImagesError if these are too many classes for a page; `of` says whose they are."""
    if number > CLASSES:
        raise ImagesError(
            f"{of} would have {number:,} classes, and a page shows {CLASSES} at most. Bring fewer; "
            "with more, use the command line: transfer-demo compare FOLDER."
        )


def spare_bytes(folder: Path, *, reserve: int) -> int:
    """Return how much may be written there; `reserve` or a twentieth of the disk is left free."""
    space = shutil.disk_usage(folder)
    return space.free - min(reserve, space.total // 20)


def in_words(*, zip_bytes: int) -> str:
    """Return the limits as a few sentences for the page.

    Args:
        zip_bytes: how large a .zip may be that is sent.
    """
    large = f"WebP {PIXELS_OF_FORMAT['WEBP'] // 1_000_000}, AVIF and HEIC "
    large += f"{PIXELS_OF_FORMAT['AVIF'] // 1_000_000}"
    return (
        f"At once: {SENT_FILES:,} files of {FILE_BYTES // MIB} MB each, or a .zip of "
        f"{zip_bytes // 1_000**3} GB with {FILES:,} files. In all: {CLASSES} classes and {FILES:,} "
        f"photos. A photo may have {PIXELS // 1_000_000} megapixels ({large}); {KEPT_SIDE_PX} px "
        "of its longer side are kept; where and when it was taken is left out."
    )
