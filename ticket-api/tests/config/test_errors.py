"""The envelope on every error under /api/ (requirements §4.5 and §5.2, contracts/README.md)."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client

from config.middleware import ExceptionHandlingMiddleware
from tests.broken_urls import SECRET
from tests.samples import NEW_TICKET, contract

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.broken_urls")]

TICKETS = "/api/tickets/"
BIG = "x" * (contract("limits.json")["body_bytes"] + 1)
DEEP = "[" * 60_000


def json_body(data: object, **more: Any) -> dict[str, Any]:
    return {"data": data, "content_type": "application/json", **more}


def accept(media_type: str) -> dict[str, Any]:
    return {"headers": {"Accept": media_type}}


ERRORS: list[tuple[str, str, dict[str, Any], int, str]] = [
    # Addresses that are not there.
    ("GET", "/api/nothing/", {}, 404, "Not Found"),
    ("GET", "/api/", {}, 404, "Not Found"),
    ("GET", "/api", {}, 404, "Not Found"),
    ("POST", "/api/nothing/", json_body("{}"), 404, "Not Found"),
    ("DELETE", "/api/nothing/deep/down", {}, 404, "Not Found"),
    ("GET", "/api/tickets", {}, 404, "Not Found"),
    ("POST", "/api/tickets", json_body(NEW_TICKET), 404, "Not Found"),
    ("GET", "/api/tickets/one/", {}, 404, "Not Found"),
    ("GET", "/api/tickets/-1/", {}, 404, "Not Found"),
    ("GET", "/api/tickets/1%00/", {}, 404, "Not Found"),
    ("GET", "/api/tickets/%0a/", {}, 404, "Not Found"),
    ("GET", "/api/static/nothing.js", {}, 404, "Not Found"),
    ("GET", "/api/tickets/999999/", {}, 404, "Not Found"),
    # Methods.
    ("PUT", TICKETS, json_body(NEW_TICKET), 405, "Method Not Allowed"),
    ("DELETE", TICKETS, {}, 405, "Method Not Allowed"),
    ("TRACE", TICKETS, {}, 405, "Method Not Allowed"),
    ("BREW", TICKETS, {}, 405, "Method Not Allowed"),
    ("POST", "/api/tickets/stats/", {}, 405, "Method Not Allowed"),
    ("POST", "/api/health/", {}, 405, "Method Not Allowed"),
    ("POST", "/api/schema/", {}, 405, "Method Not Allowed"),
    ("POST", "/api/docs/", {}, 405, "Method Not Allowed"),
    # Formats.
    ("GET", TICKETS, accept("application/xml"), 406, "Not Acceptable"),
    ("GET", "/api/schema/", accept("image/png"), 406, "Not Acceptable"),
    ("GET", "/api/docs/", accept("image/png"), 406, "Not Acceptable"),
    ("POST", TICKETS, {"data": "a=b", "content_type": "text/plain"}, 415, "Unsupported Media Type"),
    ("POST", TICKETS, {"data": "a", "content_type": "a" * 999}, 415, "Unsupported Media Type"),
    ("POST", TICKETS, {"data": "<a/>", "content_type": ""}, 415, "Unsupported Media Type"),
    (
        "POST",
        TICKETS,
        {"data": "title=a", "content_type": "application/x-www-form-urlencoded"},
        415,
        "Unsupported Media Type",
    ),
    # Bodies.
    ("POST", TICKETS, json_body("{"), 400, "Bad Request"),
    ("POST", TICKETS, json_body("{'title': 1}"), 400, "Bad Request"),
    ("POST", TICKETS, json_body('{"title": NaN}'), 400, "Bad Request"),
    ("POST", TICKETS, json_body('{"title": ' + "9" * 5000 + "}"), 400, "Bad Request"),
    ("POST", TICKETS, json_body(DEEP), 400, "Bad Request"),
    ("POST", TICKETS, json_body(b'{"title": "\xff"}'), 400, "Bad Request"),
    ("POST", TICKETS, json_body('{"title": "a"}'.encode("utf-16")), 400, "Bad Request"),
    ("POST", TICKETS, json_body(BIG), 413, "Payload Too Large"),
    ("PATCH", "/api/tickets/1/", json_body(BIG), 413, "Payload Too Large"),
    # Rules.
    ("POST", TICKETS, json_body({}), 400, "Validation Error"),
    ("GET", f"{TICKETS}?category=foo", {}, 400, "Validation Error"),
    ("GET", f"{TICKETS}?cursor=foo", {}, 400, "Validation Error"),
    ("GET", f"{TICKETS}?search=%00", {}, 400, "Validation Error"),
    ("GET", "/api/tickets/stats/daily/?days=0", {}, 400, "Validation Error"),
    # What Django refuses before or instead of a view.
    ("GET", TICKETS, {"headers": {"Host": "evil.example"}}, 400, "Bad Request"),
    ("GET", TICKETS, {"headers": {"Host": "a b\x00"}}, 400, "Bad Request"),
    ("GET", "/api/bad-request/", {}, 400, "Bad Request"),
    ("GET", "/api/suspicious/", {}, 400, "Bad Request"),
    ("GET", "/api/forbidden/", {}, 403, "Forbidden"),
    ("POST", "/api/guarded/", json_body("{}"), 403, "Forbidden"),
    ("GET", "/api/html-error/", {}, 410, "Gone"),
    ("GET", "/api/database-away/", {}, 503, "Service Unavailable"),
]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("method", "path", "request_parts", "status", "title"), ERRORS)
def test_every_error_wears_the_envelope(
    settings: Any,
    method: str,
    path: str,
    request_parts: dict[str, Any],
    status: int,
    title: str,
    debug: bool,
) -> None:
    settings.DEBUG = debug
    answer = Client(enforce_csrf_checks=True).generic(method, path, **_encoded(request_parts))
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["X-Request-ID"]
    body = answer.json()
    assert body["error"] == title
    assert body.keys() - {"code"} == {"error", "details"}
    _assert_sentences(body["details"])
    assert SECRET not in answer.content.decode()


def _encoded(parts: dict[str, Any]) -> dict[str, Any]:
    from django.core.serializers.json import json

    data = parts.get("data", "")
    return {**parts, "data": json.dumps(data) if isinstance(data, dict) else data}


def _assert_sentences(details: dict[str, list[str]]) -> None:
    assert details
    for field, sentences in details.items():
        assert isinstance(field, str)
        assert sentences
        assert all(isinstance(sentence, str) and sentence for sentence in sentences)


def test_a_method_that_is_refused_comes_with_those_that_are_not(api: Client) -> None:
    assert "GET" in api.put(TICKETS)["Allow"]
    assert "GET" in api.post("/api/docs/")["Allow"]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/api/broken/", "/api/broken-in-drf/"])
def test_an_unexpected_exception(
    api: Client, settings: Any, caplog: pytest.LogCaptureFixture, path: str, debug: bool
) -> None:
    settings.DEBUG = debug
    answer = api.get(path)
    _assert_internal_error(answer)
    logged = [record for record in caplog.records if record.exc_info]
    assert len(logged) == 1
    assert SECRET in logging.Formatter().format(logged[0])


def _assert_internal_error(answer: Any) -> None:
    promised = contract("public-api/error-internal.json")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/json"
    body = answer.json()
    assert body == {**promised, "details": {"request_id": [answer["X-Request-ID"]]}}


def breaks_on_the_way_in(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        raise RuntimeError(SECRET)

    return middleware


@pytest.mark.parametrize("debug", [False, True])
def test_a_middleware_that_breaks(
    api: Client, settings: Any, caplog: pytest.LogCaptureFixture, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.breaks_on_the_way_in"]
    _assert_internal_error(api.get(TICKETS))
    logged = [record for record in caplog.records if record.exc_info]
    assert len(logged) == 1
    assert SECRET in logging.Formatter().format(logged[0])


def test_the_last_middleware_answers_without_the_others(
    rf: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_request: HttpRequest) -> HttpResponseBase:
        raise RuntimeError(SECRET)

    answer = ExceptionHandlingMiddleware(fails)(rf.get("/api/tickets/"))
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()  # type: ignore[attr-defined]
    assert SECRET in caplog.text


def test_beside_the_api_errors_are_json_too(api: Client) -> None:
    answer = api.get("/nothing")
    assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")


@pytest.mark.parametrize("path", [TICKETS, "/api/tickets/stats/", "/api/health/"])
def test_options_and_head_are_answered(api: Client, path: str) -> None:
    options, head, get = api.options(path), api.head(path), api.get(path)
    assert options.status_code == 200
    assert "GET" in options["Allow"]
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Type"] == get["Content-Type"]
