from transfer_demo.ui.server.session import _browser_token


def _cookie(mask: bytes, token: bytes) -> str:
    masked = bytes(byte ^ mask[i % len(mask)] for i, byte in enumerate(token))
    return f"2|{mask.hex()}|{masked.hex()}|1700000000"


def test_a_browser_is_known_again_whatever_the_mask_of_its_cookie() -> None:
    token = bytes(range(16))
    assert _browser_token(_cookie(b"abcd", token)) == token
    assert _browser_token(_cookie(b"wxyz", token)) == token


def test_a_cookie_of_another_form_is_nobody() -> None:
    for cookie in ("", "2|zz|00|1", "2||00|1", "1|2|3", "hello"):
        assert _browser_token(cookie) is None
