import pytest

from transfer_demo.ui.backbone_facts import in_millions


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (0, "0"),
        (512, "512"),
        (61_000, "61 k"),
        (999_400, "999 k"),
        (999_600, "1 M"),
        (3_376_132, "3.38 M"),
        (25_557_032, "25.6 M"),
        (132_868_840, "133 M"),
    ],
)
def test_parameters_are_written_in_three_digits(parameters: int, words: str) -> None:
    assert in_millions(parameters) == words
