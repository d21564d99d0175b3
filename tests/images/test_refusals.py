from transfer_demo.images.dataset import Rejection
from transfer_demo.images.duplicates import Labelled, find_duplicates
from transfer_demo.images.refusals import by_reason


def test_files_with_the_same_reason_are_told_together() -> None:
    same = [
        Rejection(
            file=f"{n}.jpg", reason=f"This is the same picture as {n + 9}.jpg, which is used."
        )
        for n in range(5)
    ]
    empty = Rejection(file="x.jpg", reason="The file is empty.")
    first, second = by_reason([same[0], empty, *same[1:]])
    assert first.in_words == "0.jpg, 1.jpg, 2.jpg and 2 more"
    assert first.reason == "Each is the same picture as another one, which is used."
    assert (second.in_words, second.reason) == ("x.jpg", "The file is empty.")


def test_every_file_is_in_one_of_the_groups() -> None:
    refused = [Rejection(file=f"{n}", reason=f"Reason {n % 3} of them.") for n in range(20)]
    files = [file for group in by_reason(refused) for file in group.files]
    assert sorted(files, key=int) == [f"{n}" for n in range(20)]
    assert by_reason([]) == []


def test_what_differs_in_more_than_another_file_is_told_apart() -> None:
    reasons = ("The file lies in train/: no label.", "The file lies in val/: no label.")
    refused = [Rejection(file=reason[-12:-10], reason=reason) for reason in reasons]
    assert [group.reason for group in by_reason(refused)] == list(reasons)


def test_pictures_that_are_there_twice_are_one_reason() -> None:
    photos = [Labelled(f"{n // 2}", "a", None, f"{n}.jpg") for n in range(6)]
    conflicts = [Labelled("x", name, None, f"{name}.jpg") for name in ("a", "b")]
    found = find_duplicates([*photos, *conflicts])
    refused = [Rejection(file=f"{at}", reason=reason) for at, reason in found.items()]
    assert [len(group.files) for group in by_reason(refused)] == [3, 1, 1]


def test_conflicts_are_told_by_the_classes_that_they_are_between() -> None:
    names = (("cats", "dogs"), ("cats", "dogs"), ("cats", "fish"))
    photos = [
        Labelled(f"{digest}", name, None, f"{name}/{digest}.jpg")
        for digest, pair in enumerate(names)
        for name in pair
    ]
    refused = [
        Rejection(file=photos[at].file, reason=why) for at, why in find_duplicates(photos).items()
    ]
    groups = by_reason(refused)
    assert [len(group.files) for group in groups] == [2, 2, 1, 1]
    assert "in class cats and in class dogs, so neither is used" in groups[0].reason
    assert "in class cats and in class fish (fish/2.jpg)" in groups[2].reason
