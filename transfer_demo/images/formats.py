"""Which file formats are read, and what a file that is none of them seems to be."""

from typing import Final

from PIL import features

# Plain pictures only. Left out on purpose: EPS and PDF run programs, SVG is a drawing, ICO and ICNS
# hold pictures whose size is unknown until they are decoded, and rare formats have rare bugs.
# WebP and AVIF depend on how Pillow was built.
READABLE: Final = (
    *("JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM"),  # JPEG takes in MPO, of two lenses
    *(name for name in ("WEBP", "AVIF") if features.check(name.lower())),
)
HEIC: Final = "HEIC"  # read by a library of its own, see `heif`
READABLE_IN_WORDS: Final = ", ".join((*READABLE, HEIC)).replace("WEBP", "WebP")

_STARTS: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)

_OTHERS: Final = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript drawing (EPS)"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript drawing (EPS)"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive (.gz or .tar.gz)"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x93NUMPY", "a NumPy array (.npy): numbers, and not pictures"),
    (b"\x89HDF", "an HDF5 file: numbers, and not pictures"),
    (b"PAR1", "a Parquet table: the pictures in it must be saved as files first"),
    (b"ARROW1", "an Arrow table: the pictures in it must be saved as files first"),
    (b"\x80\x03", "a Python pickle, which is not opened: it could run a program"),
    (b"\x80\x04", "a Python pickle, which is not opened: it could run a program"),
    (b"\x80\x05", "a Python pickle, which is not opened: it could run a program"),
    (b"\x80\x02", "a Python pickle, which is not opened: it could run a program"),
    (b"MATLAB 5", "a MATLAB file: numbers, and not pictures"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x00\x00\x08\x03", "a file of the MNIST format: numbers, and not pictures"),
    (b"\x00\x00\x08\x01", "a file of the MNIST format: numbers, and not pictures"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x00\x00\x02\x00", "a cursor"),
    (b"icns", "an icon"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"ID3", "a sound file"),
)
# So much of a file tells its kind: a tar archive says it late.
KIND_BYTES: Final = 1024
_TAR: Final = (257, b"ustar")
_TEXT: Final = "a text file"
_WEB_PAGE: Final = "a web page"
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
# The first brand of such a file, or one of those it says it is compatible with.
_HEIC_BRANDS: Final = (
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
    *(b"mif1", b"msf1"),
)
_AVIF_BRANDS: Final = (b"avif", b"avis")


def claimed_format(data: bytes) -> str | None:
    """Return the readable format that the first bytes claim, or None."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        brands = _brands(data)
        if any(brand in brands for brand in _AVIF_BRANDS):
            return "AVIF"
        return HEIC if brands[0] in _HEIC_BRANDS else None
    return next((name for start, name in _STARTS if data.startswith(start)), None)


def _brands(data: bytes) -> list[bytes]:
    """Return what the box at the beginning of an ISO media file names, the first one first."""
    end = min(int.from_bytes(data[:4], "big"), 256)
    return [data[8:12], *(data[start : start + 4] for start in range(16, end, 4))]


def why_unknown(data: bytes) -> str:
    """Return the reason why bytes that open as no readable format are refused."""
    if not data:
        return "The file is empty."
    claimed = claimed_format(data)
    if claimed and claimed.upper() in (*READABLE, HEIC):
        return f"The {claimed} file is damaged or cut short."
    if data.startswith(_ZIP_STARTS):
        return (
            "This is a .zip archive or an office document, and those are not opened inside "
            "something else. Unpack it first, or choose the .zip on its own."
        )
    kind = _kind(data)
    if "archive" in kind:
        return f"This is {kind}. Unpack it first, and bring the folder or a .zip of it."
    if kind in (_TEXT, _WEB_PAGE):
        return f"This is {kind}, and no picture."
    return f"This is {kind}. Save it as JPEG or PNG; read here are {READABLE_IN_WORDS}."


def other_kind(data: bytes) -> str | None:
    """Return what the beginning of a file says that it is, if that is no picture and no .zip."""
    if data[_TAR[0] :].startswith(_TAR[1]):
        return "a tar archive"
    return next((kind for start, kind in _OTHERS if data.startswith(start)), None)


def _kind(data: bytes) -> str:
    if (kind := other_kind(data)) is not None:
        return kind
    claimed = claimed_format(data)
    if claimed:
        return f"a picture in {claimed}, which Pillow on this machine cannot read"
    if data[4:8] == b"ftyp":
        return "a video"
    head = data[:1024].lower()
    if b"<svg" in head:
        return "an SVG drawing"
    if b"<html" in head or b"<!doctype html" in head:
        return _WEB_PAGE
    if _is_text(data[:KIND_BYTES]):
        return _TEXT
    return "no picture in a format that we know"


def _is_text(head: bytes) -> bool:
    """Say whether bytes can be read as lines of UTF-8; the last letter may be half of one."""
    try:
        text = head.decode() if len(head) < KIND_BYTES else head[:-4].decode(errors="ignore")
    except UnicodeDecodeError:
        return False
    return len(text) > 0 and all(char.isprintable() or char.isspace() for char in text)
