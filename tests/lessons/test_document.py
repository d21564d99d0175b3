from pathlib import Path

import pytest

from transfer_demo.lessons.document import read


def written(folder: Path, text: str) -> Path:
    file = folder / "03-a-lesson.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_fields_and_sections_are_read(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'Why: a question'\nlevel: 2\n---\n\n## Text\n\nOne.\n\nTwo.\n\n## Do\nThree.\n"
    )
    document = read(written(tmp_path, text))
    assert document.name == "a-lesson"
    assert document.fields == {"title": "Why: a question", "level": 2}
    assert document.sections == {"Text": "One.\n\nTwo.", "Do": "Three."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("## Text\n", "does not begin with fields"),
        ("---\ntitle: x\n", "does not begin with fields"),
        ("---\nno field\n---\n", "has no fields"),
        ("---\ntitle: x\n---\n## A\n1\n## A\n2\n", "two sections of the same name"),
    ],
)
def test_another_form_is_refused_with_the_name_of_the_file(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as error:
        read(written(tmp_path, text))
    assert "03-a-lesson.md" in str(error.value)
