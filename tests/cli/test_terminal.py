import pytest
from rich.console import Console

from transfer_demo.cli.terminal import safe


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("[red]x[/red]", "[red]x[/red]"),
        ("[/]", "[/]"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\rb\nc", r"a\rb\nc"),
        ("cod\u202egpj.exe", r"cod\u202egpj.exe"),
        ("caf\udce9", r"caf\udce9"),
        ("Löwe 猫", "Löwe 猫"),
    ],
)
def test_names_from_outside_are_shown_and_not_obeyed(name: str, shown: str) -> None:
    console = Console(width=80, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(safe(name))
    assert capture.get() == f"{shown}\n"
