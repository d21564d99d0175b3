from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

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


def test_the_policy_names_no_other_server() -> None:
    policy = HEADERS["content-security-policy"]
    sources = {source for part in policy.split("; ") for source in part.split(" ")[1:]}
    assert sources <= {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    assert "frame-ancestors 'self'" in policy
