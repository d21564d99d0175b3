import pytest

from transfer_demo.images.layout.folder_names import (
    folded,
    holds_annotations,
    may_hold_annotations,
    role_of,
    roles_of,
    says_nothing,
    words_of,
)


@pytest.mark.parametrize(
    ("names", "role"),
    [
        (
            "train Training TRAIN train_data TrainSet training_set x_train seg_train",
            "train",
        ),
        (
            "val Valid validation val2017 dev development",
            "validation",
        ),
        ("holdout hold-out Held_Out eval Evaluation", "holdout"),
        ("test Testing test_set test1 TestData testset imgs_test", "test"),
        ("unlabelled Unlabeled seg_pred predictions", "unlabelled"),
        ("训练集 entraînement Treino 학습 学習データ обучение", "train"),
        ("验证集 Validación 検証 검증", "validation"),
        ("测试集 prueba テスト 테스트", "test"),
    ],
)
def test_a_part_of_a_split_is_known_in_any_spelling(names: str, role: str) -> None:
    assert {name: role_of(name) for name in names.split()} == dict.fromkeys(names.split(), role)


@pytest.mark.parametrize(
    "name", ["cats", "trainers", "testudo", "valley", "Trainstation", "devil", "7", "images", "a"]
)
def test_other_names_are_no_part_of_a_split(name: str) -> None:
    assert role_of(name) is None


@pytest.mark.parametrize("name", ["images", "IMG", "photos_2", "Data", "JPEGImages", "图片"])
def test_some_names_say_nothing_of_what_is_on_the_pictures(name: str) -> None:
    assert says_nothing(name)


@pytest.mark.parametrize("name", ["cats", "7", "train", "images of cats", "", "a"])
def test_other_names_say_something(name: str) -> None:
    assert not says_nothing(name)


@pytest.mark.parametrize("name", ["labels", "Annotations", "masks", "label_images", "bbox"])
def test_some_names_are_those_of_annotations(name: str) -> None:
    assert holds_annotations(name)


@pytest.mark.parametrize("name", ["images", "no_mask", "cats", "images_train"])
def test_other_names_are_not(name: str) -> None:
    assert not holds_annotations(name)


def test_capitals_accents_and_signs_make_no_difference() -> None:
    spelt = ("Labrador Retriever", "labrador_retriever", "LABRADOR-retriever")
    assert len(set(map(folded, spelt))) == 1
    assert folded("Café") == folded("Cafe\u0301")
    assert folded("cats") != folded("dogs")
    assert folded("犬") != folded("猫")


def test_of_folders_side_by_side_what_is_common_is_left_aside() -> None:
    assert roles_of(["asl_train", "asl_test"]) == {"asl_train": "train", "asl_test": "test"}
    assert roles_of(["train", "cars"]) == {"train": "train"}
    assert roles_of(["asl_train"]) == {}
    assert roles_of(["blood test", "urine test"]) == {}
    assert roles_of([]) == {}


def test_names_of_signs_alone_stay_different() -> None:
    assert len({*map(folded, ("+", "-", "=", "🐱", "🐶", "++"))}) == 6


@pytest.mark.parametrize(
    "name", ["SegmentationClass", "train_labels", "valannot", "gtFine", "1st_manual", "masks 2"]
)
def test_some_names_are_those_of_annotations_of_a_kind(name: str) -> None:
    assert may_hold_annotations(name)


@pytest.mark.parametrize("name", ["surgical mask", "with_mask", "food label", "train", ""])
def test_a_class_may_have_such_a_word_in_its_name(name: str) -> None:
    assert not may_hold_annotations(name)


def test_long_names_of_many_marks_take_no_time() -> None:
    name = "a" + "\u0301\u0316" * 500_000  # composing it would take hours
    assert folded(name)
    assert words_of(name)
