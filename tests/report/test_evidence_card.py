import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.told import arm_events, race, started
from transfer_demo.charts import library
from transfer_demo.lessons.evidence import own_race, sample_race, sample_study
from transfer_demo.plan import Plan
from transfer_demo.report.evidence_card import evidence_card, fits
from transfer_demo.report.plan_words import plan_words

QUESTION = "Explain the concept & its advantages"
DAY = date(2026, 11, 5)
NASTY = '<script>alert("x")</script><img src=x onerror=alert(1)> $body ${library}'


def card(evidence: Any = None, **changes: Any) -> str:
    """The document without plotly's library, which is not ours to look through."""
    values = {"question": QUESTION, "answer": "It keeps what was learned.", "prompts": ["One."]}
    values |= {"study": None, "written": DAY, **changes}
    whole = evidence_card(evidence or sample_race(), **values)
    code = library.FILE.read_text(encoding="utf-8")
    assert whole.count(code) == 1
    return whole.replace(code, "")


def own(*, classes: tuple[str, ...] = ("birds", "fruit"), **changes: Any) -> Any:
    tuned, scratch = (
        [started(arm, labels=[i % 2 for i in range(20)], classes=classes, **more), *events[1:]]
        for arm, events, more in (
            ("fine_tune", arm_events("fine_tune", [12, 18, 17], total=20), {}),
            ("scratch", arm_events("scratch", [5, 9, 11], total=20, slow=4.0), changes),
        )
    )
    return own_race(
        Plan(frozen_stages=7, epochs=3, seed=41),
        race(tuned, scratch),
        train_images=70,
        validation_images=20,
        images="own",
        made=DAY,
    )


class Elements(HTMLParser):
    """What a document consists of: tags with their attributes, and its words."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._inside = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.words += " " + data


def test_it_loads_nothing() -> None:
    document = card(own())
    loading = {"src", "href", "srcset", "data", "action", "poster"}
    for tag, attributes in Elements(document).tags:
        assert tag not in ("link", "iframe", "object", "img", "base")
        assert not loading & attributes.keys()
    assert "@import" not in document
    assert "url(" not in document
    policy = next(a["content"] for _, a in Elements(document).tags if "http-equiv" in a)
    assert policy
    assert policy.startswith("default-src 'none'")


def test_all_numbers_of_the_run_are_on_it() -> None:
    words = " ".join(Elements(card(own())).words.split())
    for number in (
        "85% (17 of 20)", "55% (11 of 20)",  # after the last epoch
        "64% to 95%", "34% to 74%",  # 95% Wilson intervals, as statsmodels has them
        "95%", "65%",  # on training images
        "15 s",
        "36 GFLOPs", "144 GFLOPs",
        "2.56 k of 3.37 M",
        "7 of 9", "160 px", "41",  # the plan
        "70 training images and 20 validation images of birds, fruit",
        "Fine-tuning won by 30 percentage points", "McNemar",
        "Your run of 5 November 2026 on your own images.",
        "Images: My images",
    ):  # fmt: skip
        assert number in words


def test_of_a_longer_training_it_says_so_and_how_sure_the_result_is() -> None:
    words = " ".join(Elements(card(own(epochs=40))).words.split())
    assert "Training from scratch had 4 times as many epochs" in words
    assert "McNemar's exact test, p = " in words


def test_what_guessing_gets_stands_on_it_and_balanced_accuracy_where_classes_are_unequal() -> None:
    words = " ".join(Elements(card(own())).words.split())
    assert "Always naming one class" in words
    assert "Balanced accuracy" not in words
    unequal = " ".join(Elements(card(own(train_counts=(50, 20)))).words.split())
    assert "Balanced accuracy" in unequal


def test_a_longer_training_from_scratch_stands_among_the_choices() -> None:
    longer = plan_words(replace(sample_race().plan, scratch_epochs_factor=4))
    assert longer["Epochs from scratch"] == "4 times as many"
    assert "Epochs from scratch" not in plan_words(sample_race().plan)


def test_the_answer_is_in_the_words_of_whoever_wrote_it() -> None:
    words = Elements(card(own(), answer="First point.\n\nSecond point.")).words
    assert "First point.\n\nSecond point." in words
    assert "One." not in words


@pytest.mark.parametrize("answer", ["", "  \n "])
def test_without_an_answer_it_lists_what_a_good_one_says(answer: str) -> None:
    words = Elements(card(own(), answer=answer, prompts=["Say what is kept.", "Say why."])).words
    assert "Say what is kept." in words
    assert "Say why." in words
    assert "In my words" not in words


def test_whatever_people_write_stays_text() -> None:
    evidence = own(classes=(NASTY, "</script><b>fruit</b>"))
    nasty = card(evidence, answer=NASTY, question=NASTY, prompts=[NASTY])
    plain = card(own())
    tags = [tag for tag, _ in Elements(nasty).tags]
    assert tags == [tag for tag, _ in Elements(plain).tags]
    assert NASTY in Elements(nasty).words
    assert "<img" not in nasty
    assert nasty.count("</script>") == plain.count("</script>")


def test_a_sample_is_called_one() -> None:
    sample, mine = (Elements(card(found)).words for found in (sample_race(), own()))
    assert "Sample run" in sample
    assert "The sample run on Everyday photos" in sample
    assert "Own run" not in sample
    assert "Own run" in mine
    assert "ample" not in mine


def test_a_study_stands_beside_the_race_with_its_own_origin() -> None:
    study = sample_study("freeze")
    words = Elements(card(own(), study=study)).words
    assert "How many layers?" in words
    assert study.origin.sentence in words
    assert "What was taken for what" not in words


def test_many_classes_are_cut_short_and_drawn_another_way() -> None:
    names = tuple(f"class {i}" for i in range(12))
    words = Elements(card(own(classes=names))).words
    assert "class 7 and 4 more" in words
    assert "What was taken for what" not in words
    assert "And over time" in words


def test_every_figure_has_a_name_and_is_drawn_by_its_own_code() -> None:
    document = card(own())
    figures = [attributes for tag, attributes in Elements(document).tags if tag == "figure"]
    assert len({figure["aria-label"] for figure in figures}) == 2
    drawn = re.findall(r'Plotly\.newPlot\(\s*"(\w+)"', document)
    assert len(set(drawn)) == 2


def test_an_answer_may_be_long_but_not_longer_than_a_page() -> None:
    assert fits("")
    assert fits("transfer " * 330)
    assert not fits("transfer " * 1000)
    assert not fits("start" + "\n" * 80 + "end")
