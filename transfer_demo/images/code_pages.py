"""In which code page words are written that do not say it: names in a .zip, tables of labels.

Libraries that guess encodings want sentences: of pairs of names charset_normalizer tells 1 to 85 %
right, where this tells 95 to 100 %, of Korean ones 80 % and of Turkish ones 49 %
(tests/benchmarks/code_pages.py).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Final

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
# Those of them that programs write into a text on Windows.
WINDOWS: Final = (
    *("cp932", "cp949", "gbk", "big5", "cp1252", "cp1250", "cp1251"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "cp874"),
)
UTF8: Final = "utf-8"

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
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


def in_words(encoding: str) -> str:
    """Return what to call an encoding in a sentence."""
    return f"{CODE_PAGES[encoding]} ({encoding})" if encoding in CODE_PAGES else "Unicode (UTF-8)"


def likeliest(names: Sequence[bytes], *, pages: Iterable[str] = CODE_PAGES) -> str:
    """Return the encoding in which these names, which have none, are most likely written.

    Args:
        pages: those of `CODE_PAGES` that may be, besides UTF-8.
    """
    written = list(dict.fromkeys(name for name in names if not name.isascii()))
    if all(decodes(name, UTF8) for name in written):
        return UTF8
    pages = list(pages)
    pages = [page for page in possible(written) if page in pages] or pages
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
    """Return how odd it is how many Latin letters have accents: never nearly all of a word."""
    odd = 0.0
    for word in _WORD.findall(text):
        accents = sum(not char.isascii() for char in word if _script(char) == "LATIN")
        odd += _RARE * accents if 4 * accents > 3 * len(word) else 0.0
    return odd


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
