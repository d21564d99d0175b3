import pytest

from transfer_demo.ui.inside.phone import address_of


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8501/try_photo?run=x",
        "http://127.0.0.1:8501/try_photo",
        "http://[::1]:8501/try_photo",
        "http://app.localhost/try_photo",
        "http://0.0.0.0:8501/try_photo",
        "http://[::]:8501/try_photo",
        "",
    ],
)
def test_a_phone_cannot_come_to_an_address_of_this_machine_alone(url: str) -> None:
    assert address_of(url, "token") is None


def test_the_address_is_that_of_this_page_with_the_race_and_nothing_else() -> None:
    url = "https://school.example/lab/try_photo?view=presenter&run=other#top"
    assert address_of(url, "a-b_c") == "https://school.example/lab/try_photo?run=a-b_c"
    assert address_of("http://192.168.1.5:8501/try_photo", "t") == (
        "http://192.168.1.5:8501/try_photo?run=t"
    )
