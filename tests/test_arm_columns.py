import json
from dataclasses import replace

from tests.told import epoch_end, finished, started
from transfer_demo.arm_columns import COLUMNS, arm_to_dict, arm_to_row, table
from transfer_demo.events import Finished
from transfer_demo.history import fold


def _values(labels: list[int]) -> dict[str, object]:
    end = epoch_end("scratch", 1, hits=[label == 0 for label in labels], labels=labels)
    history = fold([started("scratch", labels=labels), end, finished("scratch")])
    values: dict[str, object] = arm_to_dict(history.arms["scratch"])
    return json.loads(json.dumps(values, allow_nan=False))  # type: ignore[no-any-return]


def test_balanced_accuracy_stands_beside_accuracy_where_classes_are_unequal() -> None:
    values = _values([0, 0, 0, 1])
    assert (values["val_accuracy"], values["balanced_accuracy"]) == (0.75, 0.5)
    assert values["most_frequent_class_accuracy"] == 0.75
    assert _values([0, 0, 1])["balanced_accuracy"] is None


def test_of_an_arm_that_has_not_begun_neither_is_known() -> None:
    values = arm_to_dict(fold([], arms=("scratch",)).arms["scratch"])
    assert values["balanced_accuracy"] is values["most_frequent_class_accuracy"] is None


def test_an_arm_that_was_stopped_before_it_began_has_measured_no_seconds() -> None:
    never = Finished(arm="scratch", outcome="stopped", seconds=0.0)
    assert arm_to_dict(fold([never]).arms["scratch"])["seconds"] is None
    assert arm_to_dict(fold([replace(never, seconds=3.5)]).arms["scratch"])["seconds"] == 3.5


def test_in_words_an_arm_that_said_nothing_has_dashes() -> None:
    first, *lines = table(fold([], arms=("fine_tune", "scratch")))
    assert first == ("", "Fine-tuning", "From scratch")
    assert {value for _, *values in lines for value in values} == {"–"}


def test_json_csv_and_words_tell_the_same_of_an_arm() -> None:
    labels = [0, 0, 0, 1]
    end = epoch_end("scratch", 1, hits=[True, True, True, False], labels=labels)
    history = fold([started("scratch", labels=labels), end, finished("scratch")])
    as_json, as_csv = arm_to_dict(history.arms["scratch"]), arm_to_row(history.arms["scratch"])
    both = [column for column in COLUMNS if column.json and column.csv]
    assert both
    assert all(as_json[column.json] == as_csv[column.csv] for column in both)
    words = dict(table(history))
    assert words["Validation accuracy, last epoch"] == "75% (3 of 4)"
    assert words["Balanced accuracy"] == "50%"
    assert words["Epochs"] == "1"
    assert as_csv["validation_images"] == len(labels)
    for names in ([c.json for c in COLUMNS], [c.csv for c in COLUMNS], [c.title for c in COLUMNS]):
        told = [name for name in names if name]
        assert len(told) == len(set(told))
