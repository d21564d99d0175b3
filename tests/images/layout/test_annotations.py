import pytest

from transfer_demo.images.layout.annotations import annotations_among


def in_folders(*folders: str, name: str = "2007_00{}.png") -> list[str]:
    return [f"{folder}/{name.format(number)}" for folder in folders for number in range(4)]


def aside(paths: list[str]) -> set[str]:
    """Return the files that are taken for annotations."""
    parts = [tuple(path.split("/")) for path in paths]
    found = annotations_among(parts)
    return {
        path for index, path in enumerate(paths) if index in found.masks or found.hold(parts[index])
    }


@pytest.mark.parametrize(
    ("pictures", "annotations"),
    [
        (
            in_folders("VOC/JPEGImages"),
            in_folders("VOC/SegmentationClass", "VOC/SegmentationObject", "VOC/Annotations"),
        ),
        (in_folders("train", "val"), in_folders("trainannot", "valannot")),
        (
            in_folders("train", "val"),
            in_folders("train_labels", "val_labels", name="2007_00{}_L.png"),
        ),
        (
            in_folders("training/images", "test/images", name="{}_training.tif"),
            in_folders("training/1st_manual", "training/mask", name="{}_manual1.gif"),
        ),
        (in_folders("cats", "dogs"), in_folders("cats/masks", "dogs/masks")),
        (
            in_folders("leftImg8bit/train/aachen", name="aachen_0{}_leftImg8bit.png"),
            in_folders("gtFine/train/aachen", name="aachen_0{}_gtFine_labelIds.png"),
        ),
        (
            in_folders("benign", name="benign ({}).png"),
            in_folders("benign", name="benign ({})_mask.png") + ["benign/benign (1)_mask_1.png"],
        ),
        (
            [
                *in_folders("normal", "more", "most", name="n{}.png"),
                *in_folders("tumor", name="tumor ({}).png"),
            ],
            in_folders("tumor", name="tumor ({})_mask.png"),
        ),
        (in_folders("land", name="{}_sat.jpg"), in_folders("land", name="{}_mask.png")),
        (in_folders("images"), in_folders("labels", name="other {}.txt")),
    ],
)
def test_what_belongs_to_pictures_is_known(pictures: list[str], annotations: list[str]) -> None:
    assert aside(pictures + annotations) == {*annotations}


@pytest.mark.parametrize(
    "paths",
    [
        in_folders("mask", "no_mask"),
        in_folders("mask", "face", name="{}.jpg"),
        in_folders("surgical mask", "scarf", name="IMG_{}.jpg"),
        in_folders("with_mask", name="{}-with-mask.jpg") + in_folders("without", name="{}.jpg"),
        in_folders("labels", "bottles", name="{}.jpg"),
        in_folders("mask", "plain/photos", "other/photos", name="IMG_{}.jpg"),
        in_folders("train/mask", "train/no_mask/images", name="IMG_{}.jpg"),
        in_folders("mask/indoor", "mask/outdoor", "no_mask/indoor", "no_mask/outdoor"),
        in_folders("mask", "no_mask", name="{}.jpg") + ["images/preview.jpg"],
        in_folders("with mask", "without mask", "other", name="person_0000{}.jpg"),
        in_folders("mask", "face", name="person_0000{}.jpg"),
        in_folders("food", "food label", name="IMG_1234{}.jpg"),
        in_folders("surgical mask", "cloth mask", "images", name="person_0000{}.jpg"),
        ["people/1.jpg", "people/2.jpg", "people/3.jpg", "people/1_mask.jpg"],
        ["1.jpg", "2.jpg"],
        [],
    ],
)
def test_classes_may_be_called_like_them(paths: list[str]) -> None:
    assert not aside(paths)
