import pytest

from transfer_demo.errors import StoreError
from transfer_demo.images.limits import GIB
from transfer_demo.store.models.room import OF_ALL, OF_ONE, Room
from transfer_demo.store.run_store import RunStore


def test_the_environment_says_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = Room.configured()
    assert 0 < usual.of_one <= usual.of_all
    monkeypatch.setenv(OF_ALL, "2.5")
    monkeypatch.setenv(OF_ONE, "0")
    assert Room.configured() == Room(of_all=int(2.5 * GIB), of_one=0)


@pytest.mark.parametrize("said", ["much", "-1", "nan", "inf", "1e308", "1 GB"])
def test_what_is_no_number_is_refused_when_the_store_opens(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OF_ONE, said)
    with pytest.raises(StoreError, match=f"{OF_ONE} is '{said}', and it must be a number of GB"):
        RunStore.open()
