"""Sets as people bring them, drawn from a grammar: each file with what must come of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from tests.images.made import photo
from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.location import LabelSource

# Class names that can be written in an encoding, and are read in it where nobody tells it.
ALPHABETS = {
    "utf-8": [
        "cats",
        "Dogs",
        "Äpfel",
        "猫",
        "кошки",
        "10",
        "9",
        "with space",
        "train station",
        "+",
    ],
    "cp437": ["cats", "Dogs", "Äpfel", "éléphants", "niños"],
    "cp932": ["写真", "猫", "犬", "りんご", "cats"],
    "cp866": ["кошки", "собаки", "Яблоки", "cats"],
}
SPLITS = [
    *(("train", "val"), ("training_set", "test_set"), ("Train", "Testing"), ("trn", "dev")),
    *(("train_data", "holdout"), ("seg_train", "seg_test"), ("TrainSet", "EvalSet")),
]
AROUND = ["", "photos/", "data/2024/", "images/"]
INSIDE = ["", "a/", "deep/er/"]
JUNK = [".DS_Store", "__MACOSX/._x", "Thumbs.db"]
NOTES = ["readme.txt", "LICENSE", "licence.pdf", "docs/guide.md", "docs/fig.svg"]


@dataclass(frozen=True)
class Told:
    """A file with what must come of it: a class and a part, or a line why not."""

    path: str
    class_name: str | None = None
    part: Part | None = None
    readable: bool = True


@dataclass(frozen=True)
class FoundSet:
    """Files as somebody has them, and how the names in a .zip of them are written.

    `labels` is what somebody says where the set alone does not tell; `texts` are the files that are
    no pictures.
    """

    files: Sequence[Told]
    labels: LabelSource | None = None
    texts: Mapping[str, bytes] = field(default_factory=dict)
    junk: Sequence[str] = ()
    encoding: str = "utf-8"
    flagged: bool = True

    @property
    def data(self) -> dict[str, bytes]:
        """The bytes of each file, no two pictures the same."""
        return {
            told.path: self.texts[told.path]
            if told.path in self.texts
            else photo(number)
            if told.readable
            else b"damaged"
            for number, told in enumerate(self.files)
        }


Production = Callable[[st.DrawFn, list[str]], FoundSet]


def _files(draw: st.DrawFn, fewest: int = 1, most: int = 3) -> range:
    return range(draw(st.integers(fewest, most)))


def _classes(draw: st.DrawFn, names: list[str]) -> FoundSet:
    inside = draw(st.sampled_from(INSIDE))
    return FoundSet([Told(f"{name}/{inside}{n}.jpg", name) for name in names for n in _files(draw)])


def _in_parts(
    draw: st.DrawFn, names: list[str], path: str = "{top}/{name}/{inside}{number}.jpg"
) -> FoundSet:
    """A split by the names of its parts; `path` says where a picture lies."""
    parts = zip(draw(st.sampled_from(SPLITS)), ("train", "validation"), strict=True)
    inside = draw(st.sampled_from(INSIDE))
    files: list[Told] = []
    for top, part in parts:
        for name in names:
            for number in _files(draw):
                where = path.format(top=top, name=name, inside=inside, number=number)
                files.append(Told(where, name, "train" if part == "train" else "validation"))
    return FoundSet(files)


def _split(draw: st.DrawFn, names: list[str]) -> FoundSet:
    found = _in_parts(draw, names)
    beside = draw(st.sampled_from(["", "unlabelled/", "extra/misc/"]))
    more = [Told(f"{beside}{number}.jpg") for number in range(2)] if beside else []
    return replace(found, files=[*found.files, *more])


def _split_of_each_class(draw: st.DrawFn, names: list[str]) -> FoundSet:
    found = _in_parts(draw, names, "{name}/{top}/{inside}{number}.jpg")
    more = [Told(f"{names[0]}/misc/1.jpg")] if draw(st.booleans()) else []
    return replace(found, files=[*found.files, *more])


def _parts_in_names(draw: st.DrawFn, names: list[str]) -> FoundSet:
    # "train 9" may as well be the ninth part of those for training.
    names = [name for name in names if "train" not in name and not name.isdecimal()] or ["cats"]
    names = names if len(names) > 1 else [*names, "birds"]
    folder = draw(st.sampled_from(["{part}_{name}", "{name} {part}", "{part}-{name}"]))
    parts: list[tuple[str, Part]] = [("Train", "train"), ("val", "validation")]
    files = [
        Told(f"{folder.format(part=word, name=name)}/{number}.jpg", name, part)
        for name in names
        for word, part in parts
        for number in _files(draw)
    ]
    more = [Told("other/1.jpg")] if draw(st.booleans()) else []
    return FoundSet([*files, *more])


def _folds(draw: st.DrawFn, names: list[str]) -> FoundSet:
    one = _in_parts(draw, names, "{top}/{name}/{number}.jpg").files
    # What is called like folds has one picture in several of them.
    first, second, used = draw(
        st.sampled_from([("fold_1", "fold_2", False), ("north", "south", True)])
    )
    two = [replace(told, path=f"{second}/{told.path}") for told in one]
    two = two if used else [Told(told.path) for told in two]
    return FoundSet([*(replace(told, path=f"{first}/{told.path}") for told in one), *two])


def _unlabelled_test(draw: st.DrawFn, names: list[str]) -> FoundSet:
    train, test = draw(st.sampled_from(SPLITS))
    files = [Told(f"{train}/{name}/{n}.jpg", name) for name in names for n in _files(draw)]
    more = [Told("extra/misc/1.jpg")] if draw(st.booleans()) else []
    return FoundSet([*files, *(Told(f"{test}/{number}.jpg") for number in range(2)), *more])


def _split_beside_raw(draw: st.DrawFn, names: list[str]) -> FoundSet:
    found = _in_parts(draw, names, "used/{top}/{name}/{number}.jpg")
    raw = [Told(f"raw/{name}/{number}.jpg") for name in names for number in range(2)]
    return FoundSet([*found.files, *raw])


def _loose_test(draw: st.DrawFn, names: list[str]) -> FoundSet:
    files = [Told(f"{name}/{n}.jpg", name) for name in names for n in _files(draw)]
    loose = draw(st.lists(st.sampled_from(["test", "val", "holdout"]), min_size=1, unique=True))
    return FoundSet([*files, *(Told(f"{top}/{n}.jpg") for top in loose for n in range(2))])


def _validation_beside(draw: st.DrawFn, names: list[str]) -> FoundSet:
    learned = [Told(f"{name}/{n}.jpg", name, "train") for name in names for n in _files(draw)]
    asked = [
        Told(f"val/{name}/{n}.jpg", name, "validation") for name in names for n in _files(draw)
    ]
    return FoundSet([*learned, *asked])


def _same_folders(draw: st.DrawFn, names: list[str]) -> FoundSet:
    learned = [Told(f"x/{name}/{n}.jpg", name, "train") for name in names for n in range(4)]
    asked = [Told(f"y/{name}/{n}.jpg", name, "validation") for name in names for n in range(2)]
    stray = [Told("x/all.jpg")] if draw(st.booleans()) else []
    return FoundSet([*learned, *asked, *stray])


def _numbered(draw: st.DrawFn, names: list[str]) -> FoundSet:
    return FoundSet(
        [
            Told(f"fold {fold}/{name}/{number}.jpg", name)
            for fold in range(4)
            for name in names
            for number in _files(draw)
        ]
    )


def _merged(draw: st.DrawFn, names: list[str]) -> FoundSet:
    again = draw(st.sampled_from(["{n}", "IMG_{n}"]))
    files = [Told(f"{name}/{n}.jpg", name) for name in names for n in range(2)]
    inner = [
        Told(f"mine/{told.path[:-5]}{again.format(n=told.path[-5])}.jpg", told.class_name)
        for told in files
    ]
    return FoundSet([*files, *inner])


def _forms(draw: st.DrawFn, names: list[str]) -> FoundSet:
    files = [Told(f"color/{name}/leaf_{n}7.jpg", name) for name in names for n in range(3)]
    ends = draw(st.sampled_from(["", "_masked", " (1)"]))
    grey = [told.path.replace("color", "grayscale").replace(".jpg", "") for told in files]
    other = [Told(f"{path}{ends}.jpg") for path in grey]
    return FoundSet([*files, *other])


def _masks(draw: st.DrawFn, names: list[str]) -> FoundSet:
    where = draw(st.sampled_from(["{name}/{n}_mask.jpg", "{name}/masks/{n}.jpg"]))
    files = [Told(f"{name}/{n}.jpg", name) for name in names for n in _files(draw)]
    masks = [Told(where.format(name=told.class_name, n=told.path[-5])) for told in files]
    return FoundSet([*files, *masks])


def _names(draw: st.DrawFn, names: list[str]) -> FoundSet:
    kinds = draw(st.sampled_from([["cat", "dog"], ["Ape", "Bee", "cow"]]))
    top = draw(st.sampled_from(["", "images/"]))
    files = [Told(f"{top}{name}_{n}.jpg", name) for name in kinds for n in range(3)]
    return FoundSet(files, labels="names")


def _table(draw: st.DrawFn, names: list[str]) -> FoundSet:
    separator = draw(st.sampled_from(",;\t"))
    files = [Told(f"images/{at}{n}.jpg", name) for at, name in enumerate(names) for n in range(2)]
    rows = [f"{told.path}{separator}{told.class_name}" for told in files]
    table = "\n".join([f"file{separator}label", *rows]).encode()
    more = [Told("images/none.jpg")] if draw(st.booleans()) else []
    return FoundSet([*files, *more, Told("labels.csv")], texts={"labels.csv": table})


# Most ways to understand how files lie.
PRODUCTIONS: list[Production] = [
    *(_classes, _split, _split_of_each_class, _parts_in_names, _folds, _unlabelled_test),
    *(_loose_test, _validation_beside, _same_folders, _numbered, _merged, _forms, _masks),
    *(_names, _table, _split_beside_raw),
]
_IN_ONE_FOLDER = (_names, _table)


@st.composite
def found_sets(draw: st.DrawFn, *, with_table: bool = True) -> FoundSet:
    """A set, with what lies about: documents, a picture beside the folders, a broken file."""
    encoding = draw(st.sampled_from(sorted(ALPHABETS)))
    names = draw(
        st.lists(st.sampled_from(ALPHABETS[encoding]), min_size=2, max_size=3, unique=True)
    )
    produce = draw(st.sampled_from([each for each in PRODUCTIONS if with_table or each != _table]))
    found = produce(draw, names)
    files = list(found.files)
    broken = draw(st.integers(-4 * len(files), len(files) - 1))
    if broken >= 0 and files[broken].class_name:
        files[broken] = Told(files[broken].path, readable=False)
    around = draw(st.sampled_from(AROUND))
    files = [replace(told, path=f"{around}{told.path}") for told in files]
    notes = draw(st.lists(st.sampled_from(NOTES), unique=True))
    files += [Told(note) for note in notes]
    if produce not in _IN_ONE_FOLDER and draw(st.booleans()):
        files.append(Told("stray.jpg"))
    return replace(
        found,
        files=files,
        texts={**{f"{around}{path}": data for path, data in found.texts.items()}, **_texts(notes)},
        junk=draw(st.lists(st.sampled_from(JUNK), unique=True)),
        encoding=encoding,
        flagged=draw(st.booleans()),
    )


def _texts(notes: Sequence[str]) -> dict[str, bytes]:
    return dict.fromkeys(notes, b"text")
