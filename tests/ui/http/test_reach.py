import pytest

from transfer_demo.ui.http.reach import is_this_machine_only, say_who_can_come

ALONE = ["localhost", "127.0.0.1", "127.8.8.8", "::1", "unix:///run/app.sock"]
WITH_OTHERS = [None, "0.0.0.0", "::", "192.0.2.7", "school.example"]


@pytest.mark.parametrize("address", ALONE)
def test_on_this_machine_alone_there_is_nothing_to_say(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert is_this_machine_only(address)
    say_who_can_come(address)
    assert not capsys.readouterr().out


@pytest.mark.parametrize("address", WITH_OTHERS)
def test_that_others_can_come_is_said_aloud(
    address: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not is_this_machine_only(address)
    say_who_can_come(address)
    assert "HTTPS" in capsys.readouterr().out
