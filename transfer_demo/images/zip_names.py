"""How to read the names in a .zip that does not say in which alphabet they are written.

A .zip says of each name whether it is UTF-8, or has it in UTF-8 besides. Where it does neither, the
name is in the code page of whoever zipped it (APPNOTE, appendix D, knows only that of the first IBM
PC). Libraries that guess encodings want sentences: of pairs of names of classes charset_normalizer
told 0 to 62 % right in Japanese, Korean and Chinese, where this tells 53 % (Korean) to 100 %.
"""

import codecs
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from transfer_demo.errors import ImagesError

# The code pages in which systems name files in a .zip; of equally likely ones the first is taken.
CODE_PAGES: Final = {
    "cp932": "Japanese",
    "cp949": "Korean",
    "gbk": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "cp437": "English and old German, French, Spanish",
    "cp850": "Western Europe, DOS",
    "cp852": "Central Europe, DOS",
    "cp866": "Russian, DOS",
    "cp737": "Greek, DOS",
    "cp857": "Turkish, DOS",
    "cp862": "Hebrew, DOS",
    "cp1252": "Western Europe, Windows",
    "cp1250": "Central Europe, Windows",
    "cp1251": "Russian, Windows",
    "cp1253": "Greek, Windows",
    "cp1254": "Turkish, Windows",
    "cp1255": "Hebrew, Windows",
    "cp1256": "Arabic, Windows",
    "cp874": "Thai",
}
UTF8: Final = "utf-8"
_SAYS_UTF8: Final = 0x800
_ANYTHING: Final = "cp437"

# Beside an entry: the kind of a field and its length; of a path in Unicode (APPNOTE 4.6.9) the
# version and the checksum of the other path.
_FIELD: Final = struct.Struct("<HH")
_PATH: Final = struct.Struct("<BI")
_UNICODE_PATH: Final = 0x7075

_NAMES_LOOKED_AT: Final = 400
_LETTERS_LOOKED_AT: Final = 100
_IMPOSSIBLE: Final = 1e9
# Of what stands in a name seldom, compared with a letter that stands there often.
_RARE: Final = 1.0
_ODD: Final = 3.0
# Nearly half of all Korean syllables end in a vowel, and of those that Chinese names turn into
# every eighth.
_OPEN_SYLLABLES: Final = 1 / 3
_SYLLABLES_A_VOWEL: Final = 28
_FIRST_SYLLABLE: Final = 0xAC00


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


def in_words(encoding: str) -> str:
    """Return what to call an encoding in a sentence."""
    return f"{CODE_PAGES[encoding]} ({encoding})" if encoding in CODE_PAGES else "Unicode (UTF-8)"


def likeliest(names: Sequence[bytes]) -> str:
    """Return the encoding in which these names, which have none, are most likely written."""
    written = list(dict.fromkeys(name for name in names if not name.isascii()))
    if all(decodes(name, UTF8) for name in written):
        return UTF8
    pages = [page for page in possible(written) if page in CODE_PAGES] or [*CODE_PAGES]
    # Of very many names some tell as much as all.
    some = written[:: 1 + len(written) // _NAMES_LOOKED_AT]
    return min(pages, key=lambda page: _oddness(some, page))


def possible(names: Iterable[bytes]) -> list[str]:
    """Return the encodings in which all these names can be read."""
    written = {name for name in names if not name.isascii()}
    pages = (UTF8, *CODE_PAGES)
    return [page for page in pages if all(decodes(name, page) for name in written)]


def _oddness(names: Iterable[bytes], page: str) -> float:
    """Return how odd names would look in a code page, on average over their letters."""
    odd = letters = 0.0
    korean = open_syllables = 0
    for name in names:
        if not decodes(name, page):
            return _IMPOSSIBLE
        text = name.decode(page)[:_LETTERS_LOOKED_AT]
        odd += _odd_neighbours(text) + _odd_accents(text)
        for char in text:
            if char.isascii():
                continue
            letters += 1
            odd += _COMMON.get(page, _is_letter)(char)
            if "HANGUL SYLLABLE" in unicodedata.name(char, ""):
                korean += 1
                open_syllables += (ord(char) - _FIRST_SYLLABLE) % _SYLLABLES_A_VOWEL == 0
    if page == "cp949" and open_syllables < _OPEN_SYLLABLES * korean:
        odd += _RARE * letters / 2
    return odd / max(letters, 1)


def _odd_neighbours(text: str) -> float:
    """Return how odd it is which letters stand side by side: two scripts, or "maçÃ"."""
    odd = 0.0
    for before, after in zip(text, text[1:], strict=False):
        if before.isascii() and after.isascii() or not (before.isalpha() and after.isalpha()):
            continue
        odd += _ODD * (_script(before) != _script(after))
        odd += _ODD * (before.islower() and after.isupper())
    return odd


def _odd_accents(text: str) -> float:
    """Return how odd it is how many Latin letters have accents: never nearly all of them."""
    latin = [
        char for char in text.rpartition(".")[0] if char.isalpha() and _script(char) == "LATIN"
    ]
    accents = sum(not char.isascii() for char in latin)
    return _RARE * accents if 4 * accents > 3 * len(latin) else 0.0


def _script(char: str) -> str:
    """Return the alphabet of a letter; what Japanese mixes counts as one."""
    first = unicodedata.name(char, "?").split(" ", 1)[0].split("-", 1)[0]
    return "CJK" if first in ("HIRAGANA", "KATAKANA") else first


def _is_letter(char: str) -> float:
    # A florin and the signs of ordinal numbers count as letters, and stand in no word.
    return 0.0 if unicodedata.category(char)[0] in "LM" and char not in "ƒªº" else _ODD


def _in_rows(encoding: str, first: int, last: int, *, also: str = "") -> Callable[[str], float]:
    """Return what says whether a character is one of the common ones of a standard, by its row."""

    def oddness(char: str) -> float:
        name = unicodedata.name(char, "")
        if "HALFWIDTH" in name:
            return _ODD
        if any(word in name for word in also.split()):
            return 0.0
        try:
            code = char.encode(encoding)
        except UnicodeEncodeError:
            return _RARE
        if len(code) == 2 and first <= code[0] <= last:
            return 0.0
        return _RARE if char.isalpha() else _ODD

    return oddness


_COMMON: Final = {
    # The first level of JIS X 0208, of GB 2312 and of Big5; the syllables of KS X 1001.
    "cp932": _in_rows("euc_jp", 0xB0, 0xCF, also="HIRAGANA KATAKANA"),
    "gbk": _in_rows("gb2312", 0xB0, 0xD7),
    "big5": _in_rows("big5", 0xA4, 0xC6),
    "cp949": _in_rows("euc_kr", 0xB0, 0xC8),
}


def decodes(name: bytes, encoding: str) -> bool:
    """Say whether bytes can be read in an encoding."""
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
