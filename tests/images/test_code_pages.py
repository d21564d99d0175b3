import random

import pytest

from transfer_demo.images import code_pages
from transfer_demo.images.code_pages import CODE_PAGES, UTF8, in_words, likeliest, possible

_SEEDS = range(200)


def test_bytes_are_read_in_an_encoding_in_which_they_can_be() -> None:
    for seed in _SEEDS:
        chance = random.Random(seed)
        names = [chance.randbytes(chance.randint(1, 12)) for _ in range(3)]
        readable = possible(names)
        assert all(name.decode(page) for page in readable for name in names)
        assert not readable or likeliest(names) in readable


def test_a_text_of_windows_is_not_taken_for_one_of_dos() -> None:
    names = ["собака".encode("cp1251")]
    assert likeliest(names, pages=code_pages.WINDOWS) == "cp1251"
    assert {*code_pages.WINDOWS} < {*CODE_PAGES}


def test_an_encoding_has_a_name_that_people_know() -> None:
    assert in_words("cp932") == "Japanese (cp932)"
    assert in_words(UTF8) == "Unicode (UTF-8)"


def test_of_very_many_names_only_some_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed: list[int] = []
    monkeypatch.setattr(
        code_pages, "_oddness", lambda names, page: weighed.append(len(list(names))) or 0.0
    )
    likeliest([f"고양이 {number}".encode("cp949") for number in range(10_000)])
    assert max(weighed) <= 2 * code_pages._NAMES_LOOKED_AT
