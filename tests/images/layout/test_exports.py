import pytest

from transfer_demo.images.layout.exports import Export

BOX = b"0 0.5 0.5 0.2 0.2\n1 0.1 0.1 0.25 1\n"


def export(files: dict[str, bytes]) -> Export:
    paths = [tuple(path.split("/")) for path in files]
    data = list(files.values())
    return Export(paths, data.__getitem__)


@pytest.mark.parametrize(
    "files",
    [
        {"train/images/1.jpg": b"", "train/labels/1.txt": BOX, "data.yaml": b"names: [cat]"},
        {"images/a.jpg": b"", "labels/other.txt": BOX},
        {"1.jpg": b"", "1.txt": b"0 0.1 0.1 0.2 0.2 0.3 0.3"},
        {"JPEGImages/1.jpg": b"", "Annotations/1.xml": b"<object><bndbox><xmin>1</xmin></bndbox>"},
        {"1.jpg": b"", "instances.json": b'{"annotations": [{"bbox": [1, 2, 3, 4]}]}'},
        {"1.jpg": b"", "1.json": b'{"shapes": [{"label": "cat"}]}'},
        {"1.jpg": b"", "_annotations.csv": b"filename,class,xmin,ymin,xmax,ymax\n"},
    ],
)
def test_pictures_with_boxes_are_known_as_such(files: dict[str, bytes]) -> None:
    found = export(files)
    sentence = found.made_for
    assert "lie beside the pictures" in found.boxes
    assert "object detection" in sentence
    assert "one sub-folder per class" in sentence
    assert ("YOLO" in sentence) == ("data.yaml" in files)


def test_pictures_with_masks_are_known_as_such() -> None:
    files = {f"{folder}/{n}.png": b"" for folder in ("images", "masks") for n in range(3)}
    found = export(files)
    assert "segmentation: to the pictures in images/ belong masks in masks/" in found.made_for
    assert not found.boxes


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"1.jpg": b"", "2.jpg": b""},
        {"1.jpg": b"", "1.txt": b"A cat on a sofa.", "notes.txt": BOX},
        {"1.jpg": b"", "labels.csv": b"file,label\n1.jpg,cat\n"},
        {"1.jpg": b"", "about.json": b'{"licence": "CC0"}'},
        {"mask/1.jpg": b"", "no_mask/1.jpg": b""},
        {"1.jpg": b"", "1.txt": b""},
    ],
)
def test_other_files_are_not(files: dict[str, bytes]) -> None:
    assert not export(files).made_for
    assert not export(files).boxes
