"""The access log: one JSON line a request, with its id and without what people search for."""

import json
import time

import requests
from conftest import Stack

PATIENCE_SECONDS = 5


def log_lines(stack: Stack, count: int) -> list[dict[str, object]]:
    """The first `count` lines; nginx writes one just after its answer has gone out."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        lines = stack.access_log.read_text().splitlines()
        if len(lines) >= count:
            return [json.loads(line) for line in lines]
    raise AssertionError(f"fewer than {count} lines in the access log")


def test_a_request_is_one_line_without_its_query(stack: Stack) -> None:
    reply = requests.get(f"{stack.url}/api/tickets/?search=salary", timeout=5)
    (line,) = log_lines(stack, 1)
    assert line["request_id"] == reply.headers["X-Request-ID"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/tickets/", 200)
    assert (line["client"], line["upstream"]) == ("127.0.0.1", stack.api.address)
    assert "salary" not in stack.access_log.read_text()


def test_an_error_is_logged_under_the_path_that_was_asked_for(stack: Stack) -> None:
    requests.post(f"{stack.url}/api/tickets/", data=b"x" * 300_000, timeout=5)
    (line,) = log_lines(stack, 1)
    assert (line["path"], line["status"], line["upstream"]) == ("/api/tickets/", 413, "")


def test_quotes_in_a_path_do_not_break_the_line(stack: Stack) -> None:
    stack.nginx.raw(b'GET /a"b\\c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    (line,) = log_lines(stack, 1)
    assert line["path"] == '/a"b\\c'


def test_health_checks_do_not_fill_the_log(stack: Stack) -> None:
    requests.get(f"{stack.url}/gateway-health", timeout=5)
    requests.get(f"{stack.url}/api/health/", timeout=5)
    assert [line["path"] for line in log_lines(stack, 1)] == ["/api/health/"]
