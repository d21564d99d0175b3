import struct
import subprocess
import sys

from tests.images.made import encoded, heif_box, noise, size_box
from transfer_demo.images import heif


def test_the_largest_picture_of_a_file_is_found_wherever_its_header_stands() -> None:
    assert heif.largest_claim(encoded(noise(width=64, height=64), heif.FORMAT)) == (64, 64)
    sizes = size_box(10, 10) + b"between" + size_box(70_000, 3) + size_box(90, 900)
    assert heif.largest_claim(heif_box(b"ftyp", b"heic") + heif_box(b"meta", sizes)) == (70_000, 3)
    long = struct.pack(">I4sQ", 1, b"meta", 16 + len(sizes)) + sizes
    assert heif.largest_claim(heif_box(b"free", b"") + long) == (70_000, 3)
    assert heif.largest_claim(struct.pack(">I4s", 0, b"meta") + sizes) == (70_000, 3)


def test_four_letters_among_compressed_pixels_claim_nothing() -> None:
    data = heif_box(b"meta", size_box(4032, 3024)) + heif_box(b"mdat", size_box(70_000, 70_000))
    assert heif.largest_claim(data) == (4032, 3024)


def test_bytes_that_hold_no_size_or_half_of_one_claim_nothing() -> None:
    for data in (b"", b"\0\0\0\1meta", bytes(100), heif_box(b"meta", size_box(9, 9)[:-1])):
        assert heif.largest_claim(data) == (0, 0)


def test_the_library_is_only_loaded_for_whom_it_is_needed() -> None:
    program = "import sys; import transfer_demo.images.intake; print('pillow_heif' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
