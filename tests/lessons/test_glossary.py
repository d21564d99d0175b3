import re

import pytest

from transfer_demo.lessons.glossary import Term, glossary

NAMES = [term.name for term in glossary()]
# The vocabulary of the app: what stands on its pages without an explanation beside it.
VOCABULARY = (
    "arm", "backbone", "batch", "epoch", "feature extraction", "fine-tuning", "from scratch",
    "frozen", "full fine-tuning", "head", "learning rate", "linear probe", "overfitting", "plan",
    "run", "seed", "split", "stage", "study", "training images", "validation images", "verdict",
    "view",
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
