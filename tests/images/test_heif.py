import subprocess
import sys

from PIL import Image

from tests.images.made import encoded, noise, size_box
from transfer_demo.images import heif


def test_the_largest_picture_of_a_file_is_found_wherever_it_stands() -> None:
    assert heif.largest_claim(encoded(noise(width=64, height=64), heif.FORMAT)) == (64, 64)
    data = size_box(10, 10) + b"between" + size_box(70_000, 3) + size_box(90, 900)
    assert heif.largest_claim(data) == (70_000, 3)


def test_bytes_that_hold_no_size_or_half_of_one_claim_nothing() -> None:
    assert heif.largest_claim(b"") == (0, 0)
    assert heif.largest_claim(size_box(9, 9)[:-1]) == (0, 0)


def test_registering_twice_changes_nothing() -> None:
    heif.register()
    heif.register()
    assert heif.FORMAT in Image.OPEN


def test_the_library_is_only_loaded_for_whom_it_is_needed() -> None:
    program = "import sys; import transfer_demo.images.intake; print('pillow_heif' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
