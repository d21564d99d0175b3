from base64 import b64encode
from hashlib import sha256

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from transfer_demo.ui.http import security_headers
from transfer_demo.ui.http.security_headers import HEADERS, SecurityHeaders


def test_every_answer_says_what_browsers_shall_refuse() -> None:
    def say(request: Request) -> PlainTextResponse:
        return PlainTextResponse("", headers={"content-security-policy": "default-src *"})

    app = Starlette(routes=[Route("/", say)], middleware=[Middleware(SecurityHeaders)])
    for path in ("/", "/nothing"):
        answer = TestClient(app).get(path)
        assert {name: answer.headers.get_list(name) for name in HEADERS} == {
            name: [value] for name, value in HEADERS.items()
        }


def test_the_policy_names_no_other_server_and_lets_no_script_be_smuggled_in() -> None:
    policy = {
        name: sources.split(" ")
        for part in HEADERS["content-security-policy"].split("; ")
        for name, _, sources in [part.partition(" ")]
    }
    usual = {"'self'", "'none'", "data:", "blob:"}
    ours, made, digest = policy.pop("script-src")
    assert (ours, made) == ("'self'", "blob:")
    assert digest.startswith("'sha256-")
    assert policy.pop("style-src") == ["'self'", "'unsafe-inline'"]
    assert {source for sources in policy.values() for source in sources} <= usual
    assert policy["frame-ancestors"] == ["'self'"]


def test_only_scripts_that_stand_in_the_page_are_counted() -> None:
    page = '<script src="a.js"></script><script type="x">\nlet a\n</script><script>b</script>'
    digests = [b64encode(sha256(text).digest()).decode() for text in (b"\nlet a\n", b"b")]
    said = security_headers._digests_of_inline_scripts(page)
    assert said == " ".join(f"'sha256-{digest}'" for digest in digests)
