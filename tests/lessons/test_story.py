import re

import pytest

from transfer_demo.lessons.document import document, documents
from transfer_demo.lessons.glossary import glossary
from transfer_demo.lessons.story import Screen, story
from transfer_demo.lessons.template import placeholders
from transfer_demo.lessons.values import story_values
from transfer_demo.lessons.walkthrough import walkthrough

SCREENS = story()
# The same as they are written, with places for the numbers.
WRITTEN = tuple(documents("story"))
# What the story has to tell, in this order, and the screen that tells it.
TOPICS = {
    "what early and late stages learn": "early-and-late",
    "source and target task, by the example of how people learn": "source-and-target",
    "a new head": "new-head",
    "feature extraction and fine-tuning": "two-ways",
    "freezing, and why": "freezing",
    "the four advantages": "advantages",
    "how to pick the network": "picking",
    "adapting against learning by heart": "balance",
    "when transfer hurts": "when-it-hurts",
    "the same in language": "beyond-images",
}
# Words that somebody who is new cannot know: the glossary explains each.
JARGON = (
    "CNN", "accuracy", "augmentation", "backbone", "domain", "epoch", "feature",
    "feature extraction", "feature map", "fine-grained", "fine-tuning", "from scratch", "frozen",
    "full fine-tuning", "GFLOPs", "head", "ImageNet", "language model", "LEEP", "LogME",
    "negative transfer", "overfitting", "p-value", "parameters", "percentage point", "pretraining",
    "rank correlation", "representation", "source task", "stage", "target task", "training images",
    "transfer learning", "validation images",
)  # fmt: skip


def words(text: str) -> int:
    return len(re.findall(r"[\w%'’.,-]*\w[\w%'’.,-]*", text))


def parts(screen: Screen) -> str:
    """All that can be read on a screen."""
    return "\n".join((screen.alt, screen.text, screen.task, screen.reveal, *screen.sources))


def test_all_that_the_story_has_to_tell_stands_in_its_order_on_screens_of_their_own() -> None:
    assert [screen.name for screen in SCREENS] == list(TOPICS.values())
    assert 8 <= len(SCREENS) <= 10
    assert len({screen.figure for screen in SCREENS}) == len(SCREENS)
    assert len({screen.title for screen in SCREENS}) == len(SCREENS)


def test_files_have_no_field_or_section_that_is_never_read() -> None:
    for file in documents("story"):
        assert set(file.fields) == {"title", "figure", "alt", "link"}
        assert {"Text", "Do", "Reveal"} <= set(file.sections)
        assert set(file.sections) <= {"Text", "Do", "Reveal", "Words", "Source"}
        assert len(file.words) == len(file.sections["Words"].splitlines())
        assert file.name == file.fields["link"]


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_short_until_something_is_done(screen: Screen) -> None:
    assert 30 <= words(f"{screen.text}\n{screen.task}") <= 80
    assert words(screen.reveal) <= 80


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_has_something_to_do_and_words_for_those_who_do_not_see_its_figure(
    screen: Screen,
) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", screen.name)
    assert screen.task.endswith((".", "?"))
    assert screen.reveal.endswith((".", "?"))
    assert screen.alt.endswith(".")
    assert all(source and not source.startswith("-") for source in screen.sources)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_sentences_are_short(screen: Screen) -> None:
    text = f"{screen.text}\n\n{screen.task}\n\n{screen.reveal}"
    for sentence in re.split(r"(?<=[.?!:;])\s|\n", text):
        assert words(sentence) <= 30, sentence


def test_every_number_in_the_texts_was_measured_and_none_was_measured_in_vain() -> None:
    texts = [text for file in WRITTEN for text in (file.fields["alt"], *file.sections.values())]
    # The interview tells of the same recordings.
    texts += [answer.said for step in walkthrough() for answer in step.answers]
    texts += document("interview/evidence.md").words.values()
    # A name without a point is of no measurement, but of what the figure says.
    asked = {name for text in texts for name in placeholders(text) if "." in name}
    assert asked == set(story_values())
    for screen in SCREENS:
        assert "{{" not in parts(screen)


def test_measured_accuracies_are_never_written_into_a_text_by_hand() -> None:
    # Percentages that are written out are of papers, and stand where one is named.
    for file in WRITTEN:
        read = (file.sections["Text"], file.sections["Reveal"], file.fields["alt"])
        for paragraph in "\n\n".join(read).split("\n\n"):
            if re.search(r"\d%|percentage point", paragraph):
                assert "et al." in paragraph


@pytest.mark.parametrize("word", JARGON)
def test_words_that_are_new_stand_in_the_glossary(word: str) -> None:
    assert word in {term.name for term in glossary()}
    stem = re.escape(word.removesuffix("s"))
    said = " ".join(map(parts, SCREENS))
    assert re.search(rf"\b{stem}", said, re.IGNORECASE), "is never used"
