"""What the name of a folder says: a part of a split, or nothing about what is on its pictures."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

Role = Literal["train", "validation", "holdout", "test", "unlabelled"]

# In the languages of which somebody has shared a set with us, or will.
_ROLES: Final[Mapping[Role, str]] = {
    "train": (
        "train training trn trainval learn learning entrenamiento entrainement apprentissage "
        "treino treinamento addestramento обучение обучающая тренировка 训练 訓練 学習 훈련 학습"
    ),
    "validation": (
        "val valid validate validation validating dev devel development validierung validacion "
        "validacao validazione валидация 验证 驗證 検証 검증"
    ),
    # Kept for the end, and used before that only where nothing else is for validation.
    "holdout": "holdout heldout eval evaluate evaluation 評価 評估 评估 평가",
    "test": (
        "test tests testing tst pruefung prueba pruebas essai prova teste тест тестовая "
        "测试 測試 テスト 테스트 시험"
    ),
    "unlabelled": "unlabelled unlabeled unsup pred predict prediction predictions submission",
}
_ROLE_OF: Final = {word: role for role, words in _ROLES.items() for word in words.split()}
# What stands beside such a word without changing it, or alone says nothing.
_FILLER_WORDS: Final = (
    "set sets data dataset datasets image images img imgs picture pictures pic pics photo photos "
    "foto fotos bild bilder jpeg jpegs jpg jpgs png pngs folder folders dir split splits subset "
    "part sample samples seg cls classification raw resized cropped final original originals all "
    "satz daten conjunto 集 数据 数据集 图片 画像 写真 セット データ 데이터 세트 셋"
)
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
# Folders that hold what is said of pictures, not pictures that are learned from.
_ANNOTATION_WORDS: Final = (
    "annotation annotations annot annots label labels mask masks segmentation segmentations "
    "groundtruth gt xml xmls json bbox bboxes boxes trimap trimaps manual"
)
_ANNOTATIONS: Final = frozenset(_ANNOTATION_WORDS.split())
# What is left of a number: "1st_manual".
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_KINDS: Final = frozenset(
    ["class", "object", "instance", "semantic", "panoptic", "fine", "coarse", "ids"]
)
_BESIDE_ANNOTATIONS: Final = _ORDINALS | _KINDS | _FILLERS | {*_ROLE_OF}
_ORIGINALS: Final = frozenset({"original", "originals", "raw", "color", "colour", "rgb"})
# What programs that make more of few pictures call what they make.
_AUGMENTED_WORDS: Final = (
    "augmented augmentation augment aug flip flipped hflip vflip fliplr flipud mirror mirrored rot "
    "rotate rotated rotation"
)
_AUGMENTED: Final = frozenset(_AUGMENTED_WORDS.split())
_FORM_WORDS: Final = (
    "grey gray greyscale grayscale bw segmented cropped masked edges resized normalized normalised "
    "enhanced thermal depth"
)
_FORMS: Final = _AUGMENTED | {*_FORM_WORDS.split()}
# The same folders are asked about again and again.
_REMEMBERED: Final = 4096
# Of a name, in characters: systems allow no more.
_LONGEST: Final = 255
_CAMEL_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACCENT: Final = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")
_WORD: Final = re.compile(r"[^\W\d_]+")


def role_of(folder: str) -> Role | None:
    """Return which part of a split a folder seems to be: "train_data", "TestSet", "val2017"."""
    roles: set[Role] = set()
    for word in _joined(words_of(folder)):
        if word in _FILLERS or _is_letter(word):
            continue
        role = _ROLE_OF.get(word) or _ROLE_OF.get(_without(word, _FILLERS))
        if role is None:
            return None
        roles.add(role)
    return roles.pop() if len(roles) == 1 else None


def roles_of(folders: Iterable[str]) -> dict[str, Role]:
    """Return which of some folders, side by side, are parts of a split, by their names.

    What all of them are called makes no difference: "asl_train" and "asl_test".
    """
    names = list(folders)
    words = [words_of(name) for name in names]
    common = set.intersection(*map(set, words)) if len(names) > 1 else set()
    found: dict[str, Role] = {}
    for name, of_name in zip(names, words, strict=True):
        left = " ".join(word for word in of_name if word not in common)
        if role := role_of(name) or role_of(left):
            found[name] = role
    return found


def separated(folder: str) -> str:
    """Return a name with a space where a capital begins a word: "valCats"."""
    return _CAMEL_HUMP.sub(" ", folder)


def without_numbers(folder: str) -> str:
    """Return the words of a name: the "fold" of "fold_3"."""
    return " ".join(words_of(folder))


def only_numbered(names: Iterable[str]) -> bool:
    """Say whether names differ in a number only: "batch 1", "batch 2"; mere numbers do not."""
    words = {*map(without_numbers, names)}
    return len(words) == 1 and words != {""}


def says_nothing(folder: str) -> bool:
    """Say whether a folder is called so that nobody knows what is on its pictures: "images_2"."""
    words = words_of(folder)
    return (
        bool(words)
        and all(word in _FILLERS or _is_letter(word) for word in words)
        and any(word in _FILLERS for word in words)
    )


def _is_letter(word: str) -> bool:
    """Say whether a word is one letter, which numbers folders; in Chinese it is a word."""
    return len(word) == 1 and word.isascii()


def holds_annotations(folder: str) -> bool:
    """Say whether a folder is called like one of labels, boxes or masks."""
    words = [word for word in words_of(folder) if word not in _FILLERS | _ORDINALS]
    return bool(words) and all(word in _ANNOTATIONS for word in words)


@lru_cache(maxsize=_REMEMBERED)
def may_hold_annotations(folder: str) -> bool:
    """Say whether a folder is called like one of labels, boxes or masks of some kind or part.

    "SegmentationClass", "train_labels" and "gtFine" are; "surgical mask" and "with_mask" are not.
    """
    left = [word for word in words_of(folder) if word not in _BESIDE_ANNOTATIONS]
    kinds = [word in _ANNOTATIONS or _without(word, _ANNOTATIONS) != word for word in left]
    return bool(kinds) and all(kinds)


def says_form(folder: str) -> bool:
    """Say whether a folder is called like one of pictures that were made of others: "train_aug"."""
    return any(word in _FORMS for word in words_of(folder))


def says_augmented(name: str) -> bool:
    """Say whether a name begins with a word for what was turned, mirrored, or made by a program."""
    return any(word in _AUGMENTED for word in words_of(name)[:1])


def says_original(folder: str) -> bool:
    """Say whether a folder is called like one of pictures of which others were made."""
    return any(word in _ORIGINALS for word in words_of(folder))


def folded(folder: str) -> str:
    """Return a name without what people spell in several ways: capitals, accents, separators.

    Of signs alone, as "+" and "-", nothing is left out.
    """
    plain = _normalised(folder).casefold()
    return "".join(char for char in plain if char.isalnum()) or plain


def _normalised(name: str) -> str:
    """Return a name with its accents apart; that takes time with the square of its length."""
    return unicodedata.normalize("NFKD", name) if len(name) <= _LONGEST else name


@lru_cache(maxsize=_REMEMBERED)
def words_of(folder: str) -> tuple[str, ...]:
    """Return the words of a name, without accents and numbers."""
    plain = _normalised(separated(folder))
    # Accents of Latin letters only: those of other scripts make another letter.
    letters = unicodedata.normalize("NFC", _ACCENT.sub("", plain))
    return tuple(word.casefold() for word in _WORD.findall(letters))


def _joined(words: Sequence[str]) -> Sequence[str]:
    """Return the words with those of one kind of part put together: "hold out"."""
    whole = "".join(words)
    return [whole] if whole in _ROLE_OF else words


def _without(word: str, around: frozenset[str]) -> str:
    """Return the "train" of "trainset" and of "imgtrain", where "set" and "img" are around it."""
    for other in sorted(around, key=len, reverse=True):
        if word.endswith(other) and word[: -len(other)] in _ROLE_OF:
            return word[: -len(other)]
        if word.startswith(other) and word[len(other) :] in _ROLE_OF:
            return word[len(other) :]
    return word
