"""What lies beside pictures and is none, by the ends of the names."""

from typing import Final

from transfer_demo.images.names import ending

TABLES: Final = ("csv", "tsv")
SPREADSHEETS: Final = ("xlsx", "xls", "ods")
_PICTURE_ENDINGS: Final = "jpg jpeg jpe jfif png gif bmp tif tiff webp avif heic ppm pgm pbm"
PICTURES: Final = frozenset(_PICTURE_ENDINGS.split())
# Archives, and files of many numbers: there may be pictures in them, which are not looked for.
_HOLDER_ENDINGS: Final = (
    "zip rar 7z tar gz tgz bz2 xz zst npz npy h5 hdf5 pkl pickle mat parquet arrow tfrecord tfrec "
    "db sqlite onnx pt pth keras pb tflite ckpt mp4 mov avi mkv webm"
)
_DOCUMENT_ENDINGS: Final = (
    "txt json jsonl xml yaml yml toml ini cfg lst names md rst html htm pdf doc docx odt py ipynb "
    "m r sh log dcm nii data mp3 wav svg eps ps ai psd ico"
)
# Without an end.
_DOCUMENT_NAMES: Final = "license licence readme notice copying authors changelog manifest makefile"
_DOCUMENTS: Final = frozenset(_DOCUMENT_NAMES.split())
_HOLDERS: Final = frozenset(_HOLDER_ENDINGS.split())
_NO_PICTURES: Final = frozenset((*TABLES, *SPREADSHEETS, *_HOLDERS, *_DOCUMENT_ENDINGS.split()))


def may_be_picture(name: str) -> bool:
    """Say whether a file may be a picture: cameras write names of every kind."""
    return ending(name) not in _NO_PICTURES and name.casefold() not in _DOCUMENTS


def holds_files(name: str) -> bool:
    """Say whether a file may hold pictures that must be taken out of it first."""
    return ending(name) in _HOLDERS
