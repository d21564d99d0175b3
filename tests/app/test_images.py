import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.app.visitor import Visitor, play, wait_until, wait_until_over
from tests.images.made import photo, zipped
from tests.images.test_zip_names import Unflagged
from tests.scripted import ScriptedExecutor
from transfer_demo.images import limits
from transfer_demo.ui.server import services
from transfer_demo.ui.server.readings import readings

HOSTILE = "**x** <img src=y onerror=z> [a](http://b) $x$ :smile:"


@pytest.fixture
def owner(visitor: Visitor) -> Visitor:
    """Somebody who is about to bring images."""
    return visitor.choose("Images", "own")


def _photos(*seeds: int) -> list[tuple[str, bytes]]:
    return [(f"{seed}.jpg", photo(seed)) for seed in seeds]


def _parts(visitor: Visitor) -> dict[str, tuple[int, int]]:
    """How many training and validation images of each class the next run gets."""
    visitor.press("Start training").assert_calm()
    assert visitor.token
    images = services.store().images(visitor.token)
    return {
        name: (
            sum(example.label == label for example in images.train),
            sum(example.label == label for example in images.validation),
        )
        for label, name in enumerate(images.classes)
    }


def test_digits_are_not_mirrored_unless_somebody_asks(visitor: Visitor) -> None:
    visitor.choose("Images", "digits")
    assert visitor.value("Augmentation") == "crop"
    visitor.choose("Images", "everyday")
    assert visitor.value("Augmentation") == "crop_flip"
    visitor.choose("Augmentation", "none").choose("Images", "digits")
    assert visitor.value("Augmentation") == "none"
    visitor.assert_calm()


def test_the_thumbnails_tell_held_out_images_apart(visitor: Visitor) -> None:
    before = visitor.see()
    assert "24 training · 11 held out" in before
    visitor.choose("Seed", 1)
    after = visitor.see()
    assert "24 training · 11 held out" in after
    assert after != before


def test_own_images_class_by_class(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2, 3, 4))
    owner.add_class("square").upload("Photos of square", *_photos(5, 6))
    owner.assert_calm()
    assert "3 training" not in owner.see()
    assert _parts(owner) == {"round": (2, 2), "square": (1, 1)}


def test_the_uploader_lets_go_of_what_was_read(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    assert not any(uploader.value for uploader in owner.at.file_uploader)
    owner.upload("Photos of round", *_photos(3))
    assert len(owner.album.photos) == 3


def test_own_images_as_a_zip(owner: Visitor) -> None:
    files = {f"top/{name}/{i}.jpg": photo(10 * i + len(name)) for name in "ab" for i in range(3)}
    files = {path: photo(number) for number, path in enumerate(files)}
    owner.upload("A .zip of folders", ("mine.zip", zipped(files)))
    owner.assert_calm()
    assert _parts(owner) == {"a": (2, 1), "b": (2, 1)}


def test_own_images_as_a_folder(owner: Visitor) -> None:
    paths = [f"top/{name}/{i}.jpg" for name in "ab" for i in range(2)]
    sent = [(path, photo(number)) for number, path in enumerate(paths)]
    owner.upload("A folder of folders", *sent)
    owner.assert_calm()
    assert _parts(owner) == {"a": (1, 1), "b": (1, 1)}


def test_each_uploader_shows_the_limit_that_holds_for_its_files(owner: Visitor) -> None:
    owner.add_class("round")
    limits_mb = {u.label: u.proto.max_upload_size_mb for u in owner.at.file_uploader}
    largest_zip = limits_mb.pop("A .zip of folders")
    assert set(limits_mb.values()) == {limits.FILE_BYTES // limits.MIB}
    assert largest_zip > limits.FILE_BYTES // limits.MIB


def test_images_from_several_uploads_come_together(owner: Visitor) -> None:
    owner.upload("A .zip of folders", ("m.zip", zipped({"a/1.jpg": photo(1), "a/2.jpg": photo(2)})))
    owner.add_class("b").upload("Photos of b", *_photos(3, 4))
    owner.upload("Photos of a", *_photos(5, 6))
    assert _parts(owner) == {"a": (2, 2), "b": (1, 1)}


def test_a_broken_zip_is_explained_and_nothing_is_lost(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    owner.upload("A .zip of folders", ("mine.zip", b"PK\x03\x04 and then rubbish"))
    assert not owner.at.exception
    assert len(owner.at.error) == 1
    assert len(owner.album.photos) == 2
    owner.upload("Photos of round", *_photos(3)).assert_calm()


def test_files_that_are_no_pictures_are_listed_with_a_reason(owner: Visitor) -> None:
    owner.add_class("round")
    owner.upload("Photos of round", ("a.jpg", b"rubbish"), ("<b>.jpg", b""), *_photos(1))
    owner.assert_calm()
    (expander,) = [e for e in owner.at.expander if "not used" in e.label]
    assert expander.label == "2 files were not used"
    (listed,) = [html.value for html in expander.html]
    assert "<b>a.jpg</b>" in listed
    assert "<b>&lt;b&gt;.jpg</b>" in listed
    assert not expander.proto.expanded


def test_who_sees_nothing_of_what_they_brought_is_told_why_at_once(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", ("a.jpg", b"rubbish"))
    (expander,) = [e for e in owner.at.expander if "not used" in e.label]
    assert expander.proto.expanded


def test_a_hostile_class_name_is_shown_letter_for_letter(owner: Visitor) -> None:
    owner.add_class(HOSTILE)
    owner.assert_calm()
    (label,) = [u.label for u in owner.at.file_uploader if u.label.startswith("Photos of")]
    assert label.replace("\\", "") == f"Photos of {HOSTILE}"
    assert "<img src=y" not in "".join(html.value for html in owner.at.html)
    owner.upload(label, *_photos(1, 2)).assert_calm()
    assert "<img src=y" not in "".join(html.value for html in owner.at.html)


@pytest.mark.parametrize(
    ("classes", "sentence"),
    [
        ({}, "at least two are needed"),
        ({"round": 2}, "at least two are needed"),
        ({"round": 2, "square": 1}, "needs at least two"),
        ({"round": 2, "square": 0}, "needs at least two"),
    ],
)
def test_too_few_images_are_explained_and_nothing_starts(
    owner: Visitor, classes: dict[str, int], sentence: str
) -> None:
    seed = 0
    for name, count in classes.items():
        owner.add_class(name)
        if count:
            owner.upload(f"Photos of {name}", *_photos(*range(seed, seed + count)))
        seed += count
    owner.assert_calm()
    owner.press("Start training")
    assert owner.token is None
    (error,) = owner.at.error
    assert sentence in error.value
    assert owner.value("Images") == "own"


def test_a_class_can_be_removed_and_everything_too(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2)).add_class("square")
    owner.at.toggle(key="class_remove_round").set_value(True).run()
    owner.at.button(key="class_removed_round").click().run()
    assert owner.album.classes == ("square",)
    assert "Photos of round" not in [uploader.label for uploader in owner.at.file_uploader]
    owner.unfold("remove_images").press("Remove for good").assert_calm()
    assert owner.album.classes == ()


def test_what_goes_with_the_images_is_said_before_and_chosen(
    owner: Visitor, executor: ScriptedExecutor
) -> None:
    _bring_two_classes(owner).press("Start training")
    play(executor)
    wait_until_over(owner.token)
    run = str(owner.token)
    owner.at.run()
    assert "8 photos" not in owner.read()
    owner.unfold("remove_images")
    assert "This removes 8 photos and 1 run for good. What is still trained, stops." in owner.read()
    copies = "Also remove 1 run made with images of yours"
    assert owner.value(copies)
    owner.choose(copies, False)
    assert "This removes 8 photos from here. Copies stay in 1 run, until" in owner.read()
    owner.press("Remove for good").assert_calm()
    assert not owner.album.photos
    assert owner.token == run
    assert len(services.store().images(run).train) > 0
    # What was left goes with everything.
    owner.unfold("delete_everything")
    assert "This removes 1 run for good" in owner.read()
    owner.press("Delete everything for good").assert_calm()
    assert [toast.value for toast in owner.at.toast] == ["Deleted: 1 run."]
    assert owner.token is None
    assert not services.store().belongings.of(owner.owner)


def test_the_copies_go_with_the_images_unless_somebody_wants_to_keep_them(
    owner: Visitor, executor: ScriptedExecutor, home: Path
) -> None:
    _bring_two_classes(owner).press("Start training")
    play(executor)
    wait_until_over(owner.token)
    owner.at.run()
    owner.unfold("remove_images").press("Remove for good").assert_calm()
    assert owner.token is None
    assert not [file for file in (home / "images").rglob("*") if file.is_file()]


def test_who_has_nothing_is_told_so(visitor: Visitor) -> None:
    assert "nothing of yours" in visitor.unfold("delete_everything").read()


def _bring_two_classes(owner: Visitor) -> Visitor:
    for name, seeds in (("round", range(1, 5)), ("square", range(5, 9))):
        owner.add_class(name).upload(f"Photos of {name}", *_photos(*seeds))
    return owner


def test_a_class_can_be_renamed_and_put_together_with_another(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    owner.add_class("square").upload("Photos of square", *_photos(3))
    owner.at.text_input(key="class_rename_round").set_value("circles").run()
    owner.at.button(key="class_renamed_round").click().run()
    assert owner.album.classes == ("circles", "square")
    owner.at.text_input(key="class_rename_square").set_value(" circles ").run()
    assert owner.at.button(key="class_renamed_square").label == "Merge with circles"
    owner.at.button(key="class_renamed_square").click().run()
    owner.assert_calm()
    assert owner.album.classes == ("circles",)
    assert len(owner.album.photos) == 3


def test_a_sample_can_be_copied_and_edited(owner: Visitor) -> None:
    owner.press("Copy Everyday photos").assert_calm()
    assert len(owner.album.classes) == 4
    owner.at.toggle(key="class_remove_birds").set_value(True).run()
    owner.at.button(key="class_removed_birds").click().run()
    assert len(owner.album.classes) == 3
    owner.choose("Images", "everyday").assert_calm()
    assert "24 training · 11 held out" in owner.see()


def test_a_flat_zip_offers_the_names_of_its_files_as_labels(owner: Visitor) -> None:
    names = [f"{name}_{number}.jpg" for name in ("cat", "dog") for number in range(2)]
    flat = zipped({name: photo(seed) for seed, name in enumerate(names)})
    owner.upload("A .zip of folders", ("flat.zip", flat))
    assert "cat (2), dog (2)" in owner.at.warning[0].value.replace("\\", "")
    assert not owner.album.photos
    owner.press("Use these classes").assert_calm()
    wait_until(lambda: len(owner.album.photos) == 4)
    assert owner.album.classes == ("cat", "dog")


@pytest.mark.parametrize("names", [("IMG_1.jpg", "IMG_2.jpg"), ("cat_1.jpg", "dog_1.jpg")])
def test_the_photos_of_a_flat_zip_can_all_belong_to_one_class(
    owner: Visitor, names: tuple[str, ...]
) -> None:
    flat = zipped({name: photo(seed) for seed, name in enumerate(names)})
    owner.upload("A .zip of folders", ("flat.zip", flat))
    assert not owner.at.error
    owner.at.text_input(key="one_class_0").set_value(" my  cats ").run()
    owner.press("Use this class").assert_calm()
    wait_until(lambda: len(owner.album.photos) == 2)
    assert owner.album.classes == ("my cats",)


def test_a_flat_zip_can_be_left_out(owner: Visitor) -> None:
    names = [f"{name}_{number}.jpg" for name in ("cat", "dog") for number in range(2)]
    flat = zipped({name: photo(seed) for seed, name in enumerate(names)})
    owner.upload("A .zip of folders", ("flat.zip", flat)).press("Leave them out").assert_calm()
    assert not owner.at.warning
    assert not owner.album.photos


def _bring_zip(owner: Visitor, files: Iterable[str], **more: bytes) -> Visitor:
    pictures = {path: photo(seed) for seed, path in enumerate(files)}
    return owner.upload("A .zip of folders", ("mine.zip", zipped({**pictures, **more})))


def test_folders_that_can_be_read_in_two_ways_are_a_question(owner: Visitor) -> None:
    paths = [f"{top}/{name}/1.jpg" for top in ("x", "y") for name in ("cats", "dogs")]
    _bring_zip(owner, paths)
    assert not owner.album.photos
    assert "more than one way" in owner.at.warning[0].value
    ways = owner.at.radio(key="layout_0")
    assert len(ways.options) == 3
    ways.set_value("folders").run()
    owner.press("Use these classes").assert_calm()
    wait_until(lambda: len(owner.album.photos) == 4)
    assert owner.album.classes == ("x", "y")


def test_what_was_assumed_is_said_until_somebody_has_read_it(owner: Visitor) -> None:
    tops, names = ("train_data", "holdout"), ("cats", "dogs")
    _bring_zip(owner, [f"{top}/{name}/1.jpg" for top in tops for name in names])
    assert _parts(owner) == {"cats": (1, 1), "dogs": (1, 1)}
    said = "train_data/ for training and holdout/ for validation."
    assert said in owner.at.info[0].value.replace("\\", "")
    owner.press("Got it").assert_calm()
    assert not [info for info in owner.at.info if "for training" in info.value]


def test_names_in_no_known_alphabet_are_shown_before_they_are_taken(owner: Visitor) -> None:
    names = [f"{name}/{number}.jpg" for name in ("정상", "불량") for number in range(2)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for seed, name in enumerate(names):
            info = Unflagged(name)
            info.raw = name.encode("cp949")
            archive.writestr(info, photo(seed))
    owner.upload("A .zip of folders", ("mine.zip", buffer.getvalue()))
    assert "alphabet" in owner.at.warning[0].value
    assert not owner.album.photos
    owner.choose("Alphabet of the names", "cp949")
    wait_until(lambda: not readings().going(owner.owner))
    owner.at.run()
    assert "불량 (2), 정상 (2)" in owner.at.warning[0].value.replace("\\", "")
    owner.press("Use these classes").assert_calm()
    wait_until(lambda: len(owner.album.photos) == 4)
    assert set(owner.album.classes) == {"정상", "불량"}


def test_a_set_of_another_purpose_is_recognised(owner: Visitor) -> None:
    paths = ["train/images/1.jpg", "train/images/2.jpg"]
    _bring_zip(owner, paths, **{"train/labels/1.txt": b"0 0.5 0.5 0.1 0.1", "data.yaml": b"x"})
    assert "object detection (YOLO)" in owner.at.warning[0].value.replace("\\", "")
    assert "Use these classes" not in [button.label for button in owner.at.button]


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b\x08rest", b"\x93NUMPY", zipped({"x.npy": b"\x93NUMPY"})]
)
def test_what_is_no_zip_is_called_by_what_it_is(owner: Visitor, data: bytes) -> None:
    owner.upload("A .zip of folders", ("mine.zip", data))
    (error,) = owner.at.error
    assert re.search("gzip|NumPy", error.value)


def test_of_many_classes_one_uploader_is_drawn(owner: Visitor) -> None:
    _bring_zip(owner, [f"class {number}/{n}.jpg" for number in range(1, 15) for n in (1, 2)])
    assert owner.album.classes == tuple(f"class {number}" for number in range(1, 15))
    uploaders = [each.label for each in owner.at.file_uploader]
    assert [label for label in uploaders if "Photos of" in label] == ["Photos of class 1"]
    owner.choose("One of your 14 classes", "class 9")
    owner.upload("Photos of class 9", *_photos(99)).assert_calm()
    assert [each.class_name for each in owner.album.photos].count("class 9") == 3


def test_a_photo_with_two_labels_is_left_out_until_it_is_resolved(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2, 3))
    owner.add_class("square").upload("Photos of square", *_photos(3, 4, 5))
    assert "1 photo has two labels" in [expander.label for expander in owner.at.expander]
    assert _parts(owner) == {"round": (1, 1), "square": (1, 1)}
    owner.press("round").assert_calm()
    assert [e.label for e in owner.at.expander if "two labels" in e.label] == []
    assert [p.class_name for p in owner.album.photos].count("round") == 3
    assert [p.class_name for p in owner.album.photos].count("square") == 2


def test_photos_that_show_none_of_the_classes_are_kept_and_not_trained_on(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    owner.add_class("square").upload("Photos of square", *_photos(3, 4))
    owner.upload("None of these (optional)", *_photos(5, 6))
    assert len(owner.album.others) == 2
    assert "None of these" in owner.see()
    assert _parts(owner) == {"round": (1, 1), "square": (1, 1)}


def test_own_images_outlive_a_reload(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    again = Visitor(images="own")
    again.at.session_state.owner = owner.at.session_state.owner
    again.at.run()
    assert "<b>round</b>" in again.see()
    stranger = Visitor(images="own")
    assert "<b>round</b>" not in stranger.see()


def test_the_list_of_refused_files_can_be_cleared(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", ("a.jpg", b"rubbish"))
    owner.press("Clear this list").assert_calm()
    assert not [e for e in owner.at.expander if "not used" in e.label]


def test_a_class_is_named_once_and_not_by_blanks(owner: Visitor) -> None:
    owner.add_class("round").add_class("  round ")
    assert "already" in owner.at.warning[0].value
    owner.add_class("   ")
    assert "Type a name" in owner.at.warning[0].value
    assert len([u for u in owner.at.file_uploader if u.label.startswith("Photos of")]) == 1


def test_own_images_stay_while_another_set_is_looked_at(owner: Visitor) -> None:
    owner.add_class("round").upload("Photos of round", *_photos(1, 2))
    owner.choose("Images", "everyday").choose("Images", "own")
    assert len(owner.album.photos) == 2
    assert "<b>round</b>" in owner.see()
