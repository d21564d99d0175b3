"""How to read the names in a .zip that does not say in which alphabet they are written.

A .zip says of each name whether it is UTF-8, or has it in UTF-8 besides. Where it does neither, the
name is in the code page of whoever zipped it (APPNOTE, appendix D, knows only that of the first IBM
PC).
"""

import codecs
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import Final

from transfer_demo.errors import ImagesError
from transfer_demo.images.code_pages import CODE_PAGES, UTF8, decodes, likeliest, possible

_SAYS_UTF8: Final = 0x800
_ANYTHING: Final = "cp437"

# Beside an entry: the kind of a field and its length; of a path in Unicode (APPNOTE 4.6.9) the
# version and the checksum of the other path.
_FIELD: Final = struct.Struct("<HH")
_PATH: Final = struct.Struct("<BI")
_UNICODE_PATH: Final = 0x7075


def read_paths(
    infos: Sequence[zipfile.ZipInfo], *, zip_names: str | None = None
) -> tuple[list[str], list[str]]:
    """Return the paths in a .zip, and the encodings in which they can be read, the one used first.

    There are no encodings where all paths say theirs, or need none.

    Args:
        zip_names: the encoding of those that do not say it; None takes the likeliest.

    Raises:
        ImagesError: they cannot be in that encoding, or nobody knows it.
    """
    if zip_names is not None:
        zip_names = known_encoding(zip_names)
    told = [_told(info) for info in infos]
    # What has no flag was read in the code page that reads anything.
    raw = [
        b"" if path is not None else info.orig_filename.encode(_ANYTHING)
        for info, path in zip(infos, told, strict=True)
    ]
    choices = possible(raw) if any(not name.isascii() for name in raw) else []
    if not choices:
        return [path or info.filename for info, path in zip(infos, told, strict=True)], []
    chosen = zip_names or likeliest(raw)
    if chosen not in choices:
        raise ImagesError(
            f"The names in this .zip are not written in {chosen}. They can be read as: "
            f"{', '.join(choices)}."
        )
    paths = [
        name.decode(chosen).split("\0", 1)[0] if path is None else path
        for name, path in zip(raw, told, strict=True)
    ]
    return paths, [chosen, *(each for each in choices if each != chosen)]


def _told(info: zipfile.ZipInfo) -> str | None:
    """Return the path that an entry says in Unicode, by its flag or beside the other one."""
    if info.flag_bits & _SAYS_UTF8:
        return info.filename
    extra, raw = info.extra, info.orig_filename.encode(_ANYTHING)
    while len(extra) >= _FIELD.size:
        kind, length = _FIELD.unpack_from(extra)
        field, extra = extra[_FIELD.size : _FIELD.size + length], extra[_FIELD.size + length :]
        if kind != _UNICODE_PATH or len(field) < _PATH.size:
            continue
        version, crc = _PATH.unpack_from(field)
        # Of a name that was changed since, it is that of before.
        if version == 1 and crc == zlib.crc32(raw) and decodes(field[_PATH.size :], UTF8):
            return field[_PATH.size :].decode().split("\0", 1)[0]
    return None


def known_encoding(encoding: str) -> str:
    """Return the name of an encoding as it is called here: "cp949" for "CP949".

    Raises:
        ImagesError: nobody knows it.
    """
    names = {codecs.lookup(name).name: name for name in (UTF8, *CODE_PAGES)}
    try:
        return names[codecs.lookup(encoding).name]
    except (LookupError, ValueError) as exc:  # it may hold a NUL
        raise ImagesError(
            f"No names in a .zip are in {encoding!r}. Known are: {', '.join(names.values())}."
        ) from exc
