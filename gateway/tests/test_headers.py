"""Security headers: on every kind of answer, and once."""

import base64
import hashlib
import re
from http.client import HTTPResponse
from pathlib import Path

import pytest
import requests
from conftest import Stack
from upstream import Reply

PAGE = Path(__file__).resolve().parents[2] / "frontend" / "index.html"


def hash_of_the_inline_script() -> str:
    [script] = re.findall(r"<script>(.*?)</script>", PAGE.read_text(), re.DOTALL)
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


EXPECTED = {
    "Content-Security-Policy": "default-src 'self'; "
    f"script-src 'self' 'sha256-{hash_of_the_inline_script()}'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What Django's own middlewares would send beside them.
DJANGOS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "X-Request-ID": "djangos",
    "Server": "gunicorn",
}
REQUESTS = {
    "page": (b"GET / HTTP/1.1", b"", 200),
    "api": (b"GET /api/tickets/ HTTP/1.1", b"", 200),
    "django's own headers": (b"GET /api/with-headers/ HTTP/1.1", b"", 404),
    "live updates": (b"GET /api/tickets/events/ HTTP/1.1", b"", 200),
    "without the last slash": (b"GET /api HTTP/1.1", b"", 200),
    "redirect": (b"GET /admin HTTP/1.1", b"", 301),
    "health": (b"GET /gateway-health HTTP/1.1", b"", 200),
    "body too large": (b"POST /api/tickets/ HTTP/1.1", b"Content-Length: 262145\r\n", 413),
    "headers too large": (b"GET / HTTP/1.1", b"X: %s\r\n" % (b"x" * 40_000), 431),
    "address too long": (b"GET /api/?%s HTTP/1.1" % (b"x" * 40_000), b"", 414),
    "unreadable": (b"GET / HTTP/1.1\r\nHost: two", b"", 400),
    "method refused": (b"TRACE / HTTP/1.1", b"", 405),
}


def ask(stack: Stack, line: bytes, more: bytes) -> HTTPResponse:
    request = line + b"\r\nHost: localhost\r\nConnection: close\r\n" + more + b"\r\n"
    return stack.nginx.raw(request)[0]


@pytest.mark.parametrize("kind", REQUESTS)
def test_every_answer_has_each_header_once(stack: Stack, kind: str) -> None:
    stack.api.on("/api/with-headers/", lambda: Reply(404, b"{}", DJANGOS))
    line, more, status = REQUESTS[kind]
    response = ask(stack, line, more)
    assert response.status == status
    for name, value in EXPECTED.items():
        assert response.headers.get_all(name) == [value]
    assert len(response.headers.get_all("X-Request-ID")) == 1
    assert response.headers["X-Request-ID"] != "djangos"
    assert response.headers.get_all("X-Frame-Options") is None
    assert response.headers.get_all("Server") == ["nginx"]


@pytest.mark.parametrize(
    ("path", "said", "kept"),
    [
        ("/api/tickets/?search=mine", None, "no-store"),
        ("/api/static/page.js", "max-age=3600", "max-age=3600"),
        ("/", None, None),
    ],
)
def test_answers_of_the_api_are_not_kept(
    stack: Stack, path: str, said: str | None, kept: str | None
) -> None:
    headers = {"Cache-Control": said} if said else {}
    stack.api.on(path.partition("?")[0], lambda: Reply(200, b"{}", headers))
    response = ask(stack, b"GET %s HTTP/1.1" % path.encode(), b"")
    assert response.headers.get_all("Cache-Control") == ([kept] if kept else None)


@pytest.mark.parametrize("path", [b"/request", b"/request/", b"/request?from=mail"])
def test_the_page_of_a_private_link_keeps_to_itself(stack: Stack, path: bytes) -> None:
    response = ask(stack, b"GET %s HTTP/1.1" % path, b"")
    assert response.headers.get_all("Referrer-Policy") == ["no-referrer"]
    assert response.headers.get_all("X-Robots-Tag") == ["noindex"]


@pytest.mark.parametrize("path", [b"/", b"/requests", b"/?next=/request"])
def test_other_pages_may_be_listed(stack: Stack, path: bytes) -> None:
    response = ask(stack, b"GET %s HTTP/1.1" % path, b"")
    assert response.headers.get_all("Referrer-Policy") == ["same-origin"]
    assert response.headers.get_all("X-Robots-Tag") is None


def test_nothing_unknown_and_nothing_from_elsewhere_may_run() -> None:
    policy = EXPECTED["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy


def test_answers_are_compressed_for_every_part(stack: Stack) -> None:
    long = Reply(body=b'{"results": "%s"}' % (b"ticket " * 500))
    stack.api.on("/api/tickets/", lambda: long)
    reply = requests.get(f"{stack.url}/api/tickets/", timeout=5)
    assert reply.headers["Content-Encoding"] == "gzip"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.content == long.body
