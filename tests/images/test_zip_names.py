import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import pytest

from transfer_demo.errors import ImagesError
from transfer_demo.images.archive import Archive


class Unflagged(zipfile.ZipInfo):
    """An entry whose name is these bytes, with no flag that says how to read them."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.raw, self.flag_bits & ~0x800


def zip_of(names: Sequence[bytes | str]) -> Archive:
    """Return an opened .zip; a name of bytes does not say its encoding, a text is UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(name) if isinstance(name, str) else Unflagged(f"{number}")
            if isinstance(info, Unflagged) and isinstance(name, bytes):
                info.raw = name
            archive.writestr(info, b"x")
    return Archive(buffer, name="mine.zip")


NAMES = [
    ("cp932", ["写真/猫/1.jpg", "写真/犬/1.jpg"]),
    ("cp932", ["ネコ/1.jpg", "イヌ/1.jpg"]),
    ("cp932", ["表/1.jpg", "裏/1.jpg"]),  # whose second byte is a backslash
    ("gbk", ["猫/1.jpg", "狗/1.jpg"]),
    ("gbk", ["训练集/苹果/1.jpg", "训练集/香蕉/1.jpg"]),
    ("cp949", ["고양이/1.jpg", "강아지/1.jpg"]),
    ("cp949", ["사과/1.jpg", "바나나/1.jpg"]),
    ("big5", ["蘋果/1.jpg", "香蕉/1.jpg"]),
    ("cp437", ["Äpfel/1.jpg", "Apfel/1.jpg"]),
    ("cp437", ["chats/1.jpg", "éléphants/1.jpg"]),
    ("cp437", ["niños/1.jpg", "Größe/1.jpg"]),
    ("cp850", ["maçã/1.jpg", "limão/1.jpg"]),
    ("cp852", ["rośliny/1.jpg", "żółw/1.jpg"]),
    ("cp866", ["кошки/1.jpg", "собаки/1.jpg"]),
    ("cp1251", ["Яблоки/1.jpg", "Груши/1.jpg"]),
    ("cp737", ["γάτες/1.jpg", "σκύλοι/1.jpg"]),
    ("utf-8", ["Äpfel/1.jpg", "Apfel/1.jpg"]),
    ("utf-8", ["猫/1.jpg", "кошки/1.jpg"]),
]


@pytest.mark.parametrize(("encoding", "names"), NAMES)
def test_names_that_do_not_say_their_encoding_are_read_as_their_writer_meant(
    encoding: str, names: list[str]
) -> None:
    archive = zip_of([name.encode(encoding) for name in names])
    assert {"/".join(path) for path in archive.paths} == set(names)


def test_a_name_that_says_it_is_utf_8_is_no_question() -> None:
    archive = zip_of(["Äpfel/1.jpg", "dogs/1.jpg", b"cats/1.jpg"])
    assert {path[0] for path in archive.paths} == {"Äpfel", "dogs", "cats"}
    assert not archive.encodings


def test_a_part_that_does_not_say_it_is_read_beside_one_that_does() -> None:
    archive = zip_of(["猫/1.jpg", "写真/犬/1.jpg".encode("cp932")])
    assert {path[-2] for path in archive.paths} == {"猫", "犬"}


def test_somebody_can_say_the_encoding() -> None:
    names = [name.encode("cp949") for name in ("정상/1.jpg", "불량/1.jpg")]
    buffer = zip_of(names)._zip.fp
    assert buffer is not None
    archive = Archive(buffer, name="mine.zip", zip_names="cp949")  # type: ignore[arg-type]
    assert {path[0] for path in archive.paths} == {"정상", "불량"}
    with pytest.raises(ImagesError, match=r"not written in utf-8.*cp949"):
        Archive(buffer, name="mine.zip", zip_names="utf-8")  # type: ignore[arg-type]
    with pytest.raises(ImagesError, match=r"'klingon'.*cp932"):
        Archive(buffer, name="mine.zip", zip_names="klingon")  # type: ignore[arg-type]


def with_unicode_path(raw: bytes, path: str, *, of: bytes | None = None) -> Unflagged:
    """Return an entry that says its path in Unicode beside the other one."""
    info = Unflagged("0")
    info.raw = raw
    field = struct.pack("<BI", 1, zlib.crc32(raw if of is None else of)) + path.encode()
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    return info


def test_a_path_in_unicode_beside_the_other_is_the_one() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(("猫", "犬")):
            archive.writestr(with_unicode_path(b"?/%d.jpg" % number, f"{name}/{number}.jpg"), b"x")
        archive.writestr(with_unicode_path(b"new.jpg", "old.jpg", of=b"old.jpg"), b"x")
    found = Archive(buffer, name="mine.zip")
    assert {path[0] for path in found.paths} == {"猫", "犬", "new.jpg"}
    assert not found.encodings


def test_an_encoding_may_be_called_otherwise() -> None:
    buffer = zip_of(["정상/1.jpg".encode("cp949")])._zip.fp
    assert buffer is not None
    for name in ("CP949", "uhc", "ms949"):
        assert Archive(buffer, name="x", zip_names=name).encodings[0] == "cp949"  # type: ignore[arg-type]
    with pytest.raises(ImagesError, match="nonsense"):
        Archive(zip_of(["a.jpg"])._zip.fp, name="x", zip_names="nonsense")  # type: ignore[arg-type]
