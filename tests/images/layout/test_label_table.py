import pytest

from transfer_demo.images.code_pages import CODE_PAGES
from transfer_demo.images.layout import label_table, named_pictures
from transfer_demo.images.layout.by_table import by_table
from transfer_demo.images.layout.label_table import Table, read_table
from transfer_demo.images.layout.location import Layout
from transfer_demo.images.layout.table_columns import NoLabels

PICTURES = [("images", f"{number}.jpg") for number in range(4)]
ROWS = "{0}.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n"


def table(text: str | bytes, *path: str) -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    found = read_table(path or ("labels.csv",), data)
    assert found is not None
    return found


def layout(*tables: Table, paths: list[tuple[str, ...]] = PICTURES) -> Layout:
    found = by_table(paths, tables)
    assert isinstance(found, Layout)
    return found


def classes(*tables: Table, paths: list[tuple[str, ...]] = PICTURES) -> list[str | None]:
    return [place.class_name for place in layout(*tables, paths=paths).places]


CATS_AND_DOGS = ["cat", "cat", "dog", "dog"]


@pytest.mark.parametrize(
    "text",
    [
        "file,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n",
        "0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n",
        "id;Breed;size\n0;cat;9\n1;cat;9\n2;dog;9\n3;dog;9\n",
        "size\tClass name\tpath\n9\tcat\timages/0.jpg\n9\tcat\timages/1.JPG\n"
        "9\tdog\timages\\2.jpg\n9\tdog\t./images/3.jpg\n",
        'image_id,label\n"0.jpg","cat"\n"1.jpg","cat"\n"2.jpg","dog"\n"3.jpg","dog"\n',
        "\ufefffile,label\r\n0.jpg,cat\r\n1.jpg,cat\r\n2.jpg,dog\r\n3.jpg,dog\r\n",
        "name,class_id,class\n0.jpg,0,cat\n1.jpg,0,cat\n2.jpg,1,dog\n3.jpg,1,dog\n",
        ",file,label\n3,0.jpg,cat\n2,1.jpg,cat\n1,2.jpg,dog\n0,3.jpg,dog\n",
        "file,label,label_name\n0.jpg,0,cat\n1.jpg,0,cat\n2.jpg,1,dog\n3.jpg,1,dog\n",
        "file,label\n/kaggle/in/images/0.jpg,cat\nC:\\x\\images\\1.jpg,cat\n2.png,dog\n3,dog\n",
        "filename,cat,dog\n0.jpg,1,0\n1.jpg,1,0\n2.jpg,0,1\n3.jpg,0.0,1.0\n",
        "Datei;Klasse;Anmerkung\n0.jpg;cat;\n1.jpg;cat;gut\n2.jpg;dog;\n3.jpg;dog;\n",
        "ファイル名,ラベル,x\n0.jpg,cat,1\n1.jpg,cat,2\n2.jpg,dog,3\n3.jpg,dog,4\n",
        "a,b,size\n0.jpg,cat,31\n1.jpg,cat,32\n2.jpg,dog,31\n3.jpg,dog,32\n",
        "file,label\nimages/9.jpg,cow\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\nother,x\n",
    ],
)
def test_files_and_labels_are_found_in_tables_of_many_kinds(text: str) -> None:
    assert classes(table(text)) == CATS_AND_DOGS


def test_a_table_of_another_encoding_is_read() -> None:
    text = "file,label\n0.jpg,Äpfel\n1.jpg,Äpfel\n2.jpg,dog\n3.jpg,dog\n"
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert classes(table(text.encode(encoding)))[0] == "Äpfel"


def test_what_the_table_does_not_say_is_told_file_by_file() -> None:
    text = "file,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n2.jpg,cow\n3.jpg,dog\n4.jpg,dog\n"
    paths = [*PICTURES, ("images", "4.jpg"), ("images", "5.jpg"), ("labels.csv",)]
    places = layout(table(text), paths=paths).places
    assert "says cow and dog of it" in (places[2].reason or "")
    assert "has no line for it" in (places[5].reason or "")
    assert places[6].reason == "This is a table of labels, and no picture."
    assert [place.class_name for place in places] == ["cat", "cat", None, "dog", "dog", None, None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("file,species\n", "no column with the names of"),  # a form to be filled in
        (
            "file,age\n0.jpg,31\n1.jpg,32\n2.jpg,33\n3.jpg,34\n",
            "4 labels for 4 pictures",
        ),  # a number for each
        ("x,y\n1,2\n3,4\n", "2 labels for 2 pictures"),  # of something else
        ("file,label\n0.jpg,cat\n1.jpg,cat\n", "the same label to all"),  # one class
        ("file,label,x\n0.jpg,,\n1.jpg,,\n2.jpg,,\n3.jpg,,\n", "is empty for these files"),
        (
            "file,cat\n0.jpg,1,0\n1.jpg,0,1\n2.jpg,1,0\n3.jpg,0,1\n",
            "which column",
        ),  # a heading is missing
        ("0.jpg,1,0\n1.jpg,0,1\n2.jpg,1,0\n3.jpg,0,1\n", "which column"),  # all are
        (
            "file,wings,legs\n0.jpg,1,1\n1.jpg,1,1\n2.jpg,0,0\n3.jpg,0,0\n",
            "is empty for these files",
        ),  # two at once, or none
    ],
)
def test_a_table_without_classes_says_what_is_wrong(text: str, why: str) -> None:
    found = by_table(PICTURES, [table(text)])
    assert isinstance(found, NoLabels)
    assert why in found.why
    assert found.why.startswith(("labels.csv", "The column"))


@pytest.mark.parametrize("text", ["", "\n\n", "one column\nonly\n", "a,b\nx,\0y\n"])
def test_what_is_no_table_gives_none_or_nothing(text: str) -> None:
    found = read_table(("labels.csv",), text.encode())
    assert found is None or isinstance(by_table(PICTURES, [found]), NoLabels)


def test_a_table_of_boxes_is_not_one_of_classes() -> None:
    assert read_table(("a.csv",), b"filename,class,xmin,ymin\n0.jpg,cat,1,2\n") is None


def test_a_column_says_which_part_a_file_belongs_to() -> None:
    text = "file,label,split\n0.jpg,cat,train\n1.jpg,cat,valid\n2.jpg,dog,Train\n3.jpg,dog,test\n"
    places = layout(table(text)).places
    assert [place.part for place in places] == ["train", "validation", "train", None]
    assert "keeps it out" in (places[3].reason or "")
    without = text.replace("valid", "test")
    assert [place.part for place in layout(table(without)).places][1::2] == ["validation"] * 2


def test_two_tables_called_like_parts_are_a_split() -> None:
    train = table("id,label\n1,cat\n2,dog\n", "train.csv")
    test = table("id,label\n1,dog\n2,cat\n", "test.csv")
    paths = [(top, f"{number}.jpg") for top in ("train", "test") for number in (1, 2)]
    found = layout(train, test, paths=paths)
    assert [(place.class_name, place.part) for place in found.places] == [
        *(("cat", "train"), ("dog", "train")),
        *(("dog", "validation"), ("cat", "validation")),
    ]


def test_of_files_with_one_name_those_beside_the_table_are_meant() -> None:
    here = table("0.jpg,cat\n1.jpg,dog\n", "a", "labels.csv")
    there = table("0.jpg,dog\n1.jpg,cat\n", "b", "labels.csv")
    paths = [(top, f"{number}.jpg") for top in ("a", "b") for number in (0, 1)]
    assert classes(here, there, paths=paths) == ["cat", "dog", "dog", "cat"]


def test_a_form_that_is_to_be_filled_in_is_no_table() -> None:
    for name in ("sample_submission.csv", "sampleSubmission.csv"):
        assert read_table((name,), ROWS.encode()) is None


def test_a_name_in_both_parts_is_never_both() -> None:
    train = table("id,label\n0,cat\n1,cat\n2,dog\n3,dog\n", "trainLabels.csv")
    paths = [(top, f"{number}.png") for top in ("train", "test") for number in range(4)]
    assert classes(train, paths=paths) == [*CATS_AND_DOGS, *[None] * 4]
    nobody = table("id,label\n0,cat\n1,cat\n2,dog\n3,dog\n", "labels.csv")
    assert isinstance(by_table(paths, [nobody]), NoLabels)


def test_the_folders_say_the_part_where_no_table_does() -> None:
    tops = ("train", "val")
    paths = [(top, f"{number}.jpg") for top in tops for number in range(4)]
    rows = [f"{'/'.join(path)},{CATS_AND_DOGS[n % 4]}" for n, path in enumerate(paths)]
    found = layout(table("\n".join(["file,label", *rows])), paths=paths)
    assert [place.part for place in found.places] == ["train"] * 4 + ["validation"] * 4


def test_one_table_may_say_the_labels_and_others_the_parts() -> None:
    every = table(ROWS.format(0))
    train = table("file,label\n0.jpg,cat\n2.jpg,dog\n", "train_subset0.csv")
    test = table("file,label\n1.jpg,cat\n3.jpg,dog\n", "test_subset0.csv")
    found = layout(every, train, test)
    assert [place.class_name for place in found.places] == CATS_AND_DOGS
    assert [place.part for place in found.places] == ["train", "validation"] * 2
    both = table("file,label\n0.jpg,cat\n", "val.csv")
    assert "more than one part" in (layout(every, train, test, both).places[0].reason or "")


def test_a_name_that_many_pictures_share_tells_none_of_them() -> None:
    paths = [(f"patient {n}", "0.jpg") for n in range(300)]
    assert isinstance(by_table(paths, [table("0.jpg,cat\n1.jpg,dog\n")]), NoLabels)


def test_few_pictures_are_enough_where_a_heading_says_label() -> None:
    assert classes(table("file,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n"))[:3] == ["cat"] * 2 + [
        "dog"
    ]


def test_a_table_that_was_cut_says_so_of_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_table, "_LINES", 4)
    found = layout(table("file,label\n" + ROWS.format(0)))
    assert found.places[2].class_name == "dog"
    assert "only its beginning is read" in (found.places[3].reason or "")


def test_of_a_table_with_many_columns_few_are_looked_through() -> None:
    pixels = ",".join(["7"] * 400)
    rows = [f"{number}.jpg,{pixels},{name}" for number, name in enumerate(CATS_AND_DOGS)]
    heads = ",".join(f"p{number}" for number in range(400))
    last = [f"{pixels},{number}.jpg,{name}" for number, name in enumerate(CATS_AND_DOGS)]
    assert classes(table("\n".join([f"id,{heads},label", *rows]))) == CATS_AND_DOGS
    assert classes(table("\n".join([f"{heads},id,label", *last]))) == CATS_AND_DOGS


def test_names_are_found_however_they_are_composed_or_spelt() -> None:
    paths = [("images", f"cafe\u0301 {number}.jpg") for number in range(4)]
    rows = [f"caf\u00e9 {number}.jpg,{name}" for number, name in enumerate(CATS_AND_DOGS)]
    assert classes(table("\n".join(["file,label", *rows])), paths=paths) == CATS_AND_DOGS
    names = ("aB", "Ab", "x", "y")
    rows = [f"{name}.jpg,{label}" for name, label in zip(names, CATS_AND_DOGS, strict=True)]
    paths = [("images", f"{name}.jpg") for name in names]
    assert classes(table("\n".join(["file,label", *rows])), paths=paths) == CATS_AND_DOGS


def test_another_kind_of_file_of_the_same_name_is_not_the_picture() -> None:
    text = "file,label\n0.jpg,cat\n1.jpg,cat\n2.jpg,dog\n3.jpg,dog\n0.old,dog\n"
    assert classes(table(text)) == CATS_AND_DOGS


@pytest.mark.parametrize(
    "text",
    [
        ROWS.format(0).replace("\n", "\r"),
        "Our pictures of the trip\nfile,label\n" + ROWS.format(0),
        "# made by hand\n\n" + ROWS.format(0),
    ],
)
def test_lines_may_end_otherwise_and_begin_with_a_title(text: str) -> None:
    assert classes(table(text)) == CATS_AND_DOGS


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp932", "犬の写真"), ("gbk", "狗的照片"), ("cp1251", "собака")]
)
def test_an_encoding_that_is_guessed_is_said(encoding: str, name: str) -> None:
    text = "file,label\n" + ROWS.format(0).replace("cat", name)
    found = layout(table(text.encode(encoding)))
    assert found.places[0].class_name == name
    assert f"not in Unicode, and read as {CODE_PAGES[encoding]} ({encoding})" in found.says
    assert "Unicode" not in layout(table(text)).says


def test_utf_16_without_a_mark_is_read() -> None:
    for name in ("chèvre", "cat", "猫"):
        text = f"file,label\n0.jpg,{name}\n1.jpg,{name}\n2.jpg,dog\n3.jpg,dog\n"
        for encoding in ("utf-16-le", "utf-16-be"):
            assert classes(table(text.encode(encoding)))[0] == name


def test_short_lines_are_not_looked_up_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(named_pictures, "split_path", lambda name: asked.append(name) or ())
    wide = ",".join(["x"] * 400)
    by_table(PICTURES, [table("\n".join([wide, *(["y"] * 1000)]))])
    assert len(asked) < 5_000


def test_pictures_that_a_table_names_and_that_are_not_there_are_said() -> None:
    text = "file,label\n" + ROWS.format(0) + "8.jpg,cow\n9.jpg,cow\n"
    assert "2 pictures that it names are not there: 8.jpg, 9.jpg." in layout(table(text)).says
    assert "not there" not in layout(table(ROWS.format(0))).says


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("phase", ("train", "val")),
        ("phase", ("train", "test")),
        ("data_split", ("Training", "Validation")),
        ("is_train", ("True", "False")),
        ("is_training_image", ("1", "0")),
    ],
)
def test_a_split_is_found_in_a_column_of_any_name(heading: str, values: tuple[str, str]) -> None:
    rows = [f"{n}.jpg,{name},{values[n % 2]}" for n, name in enumerate(CATS_AND_DOGS)]
    places = layout(table("\n".join([f"file,label,{heading}", *rows]))).places
    assert [place.part for place in places] == ["train", "validation"] * 2


def test_a_picture_of_another_part_is_not_the_one_that_a_table_names() -> None:
    names = ("cat", "cat", "dog", "dog")
    rows = [f"train/{n}.jpg,{name}" for n, name in enumerate(names)]
    others = [f"test/{n}.jpg,{name}" for n, name in enumerate(reversed(names))]
    paths = [("train", f"{number}.jpg") for number in range(4)]
    found = layout(table("\n".join(["file,label", *rows, *others])), paths=paths)
    assert [place.class_name for place in found.places] == CATS_AND_DOGS
    assert "4 pictures that it names are not there: test/0.jpg" in found.says


def test_a_table_that_contradicts_itself_says_so() -> None:
    rows = "".join(f"{n}.jpg,cat\n{n}.jpg,dog\n" for n in range(4))
    found = by_table(PICTURES, [table("file,label\n" + rows)])
    assert isinstance(found, NoLabels)
    assert "several things of each file" in found.why
