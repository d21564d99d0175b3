import re

import pytest

from transfer_demo.lessons.glossary import Term, glossary

NAMES = [term.name for term in glossary()]
# The vocabulary of the app: what stands on its pages without an explanation beside it.
VOCABULARY = (
    "accuracy", "arm", "augmentation", "backbone", "batch", "BatchNorm", "BatchNorm statistics",
    "best epoch", "class", "CNN", "embedding", "epoch", "event", "feature extraction",
    "fine-tuning", "freeze boundary", "from scratch", "frozen", "full fine-tuning", "GFLOPs",
    "guess", "head", "heat map", "held-out images", "history", "image size", "ImageNet", "label",
    "learning rate", "linear probe", "loss", "negative transfer", "normalisation", "overfitting",
    "parameters", "percentage point", "plan", "precise BatchNorm", "pretraining", "probe first",
    "race", "rubric", "run", "running statistics", "seed", "source task", "split", "stage", "study",
    "target task", "training images", "transfer learning", "undecided", "validation images",
    "verdict", "view", "weights",
)  # fmt: skip


def test_terms_stand_in_alphabetical_order_each_once() -> None:
    keys = [name.casefold() for name in NAMES]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.name)
def test_a_term_is_one_short_sentence_and_leads_only_to_other_terms(term: Term) -> None:
    assert term.sentence[0].isupper() or term.sentence[0].isdigit()
    assert term.sentence.endswith(".")
    assert not re.search(r"[.?!] [A-Z]", term.sentence)
    assert len(term.sentence.split()) <= 30
    assert set(term.see) <= set(NAMES) - {term.name}


@pytest.mark.parametrize("word", VOCABULARY)
def test_the_vocabulary_of_the_app_is_in_it(word: str) -> None:
    assert word in NAMES


def test_each_form_stands_for_one_term() -> None:
    forms = [form.casefold() for term in glossary() for form in term.forms]
    assert len(set(forms)) == len(forms)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("stage", "stages"),
        ("epoch", "epochs"),
        ("batch", "batches"),
        ("loss", "losses"),
        ("fine-tuning", "fine-tuned"),
        ("frozen", "freezing"),
        ("validation images", "validation image"),
    ],
)
def test_a_term_is_known_in_its_other_forms_too(name: str, form: str) -> None:
    (term,) = [term for term in glossary() if form in term.forms]
    assert term.name == name


def test_everyday_words_are_terms_that_no_text_leads_to_by_itself() -> None:
    assert {term.name for term in glossary() if not term.linked} >= {"class", "run", "plan"}
    assert [term.name for term in glossary() if term.linked and term.name == "stage"]
