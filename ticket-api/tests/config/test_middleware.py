"""The middleware stack, its log lines and request ids (requirements §5)."""

import logging
import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from common.request_id import current_request_id
from config.logs import LineFormatter
from tests.gunicorn_server import GunicornServer
from tests.samples import NEW_TICKET

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.broken_urls")]


def test_the_nine_stand_in_the_order_of_the_requirements() -> None:
    assert [path.rsplit(".", 1)[1] for path in configured.MIDDLEWARE] == [
        "CorsMiddleware",
        "SecurityMiddleware",
        "RequestLoggingMiddleware",
        "ExceptionHandlingMiddleware",
        "SessionMiddleware",
        "CommonMiddleware",
        "CsrfViewMiddleware",
        "AuthenticationMiddleware",
        "MessageMiddleware",
    ]


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if "→" in record.getMessage()]


@pytest.mark.parametrize(
    ("method", "path", "status", "level"),
    [
        ("POST", "/api/tickets/", 201, "INFO "),
        ("GET", "/api/tickets/", 200, "INFO "),
        ("GET", "/api/tickets/999/", 404, "WARN "),
        ("PUT", "/api/tickets/", 405, "WARN "),
        ("GET", "/api/broken/", 500, "ERROR"),
        ("GET", "/api/database-away/", 503, "ERROR"),
    ],
)
def test_each_request_writes_its_line(
    api: Client,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    status: int,
    level: str,
) -> None:
    caplog.set_level("INFO")
    body = NEW_TICKET if method == "POST" else None
    getattr(api, method.lower())(path, body, content_type="application/json")
    (record,) = lines(caplog)
    assert re.fullmatch(rf"{method} {path} → {status} \(\d+ms\)", record.getMessage())
    assert LineFormatter().format(record).startswith(f"{level} | {method} {path} → {status} (")


def test_only_one_line_is_written_for_a_refused_request(
    api: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    api.get("/api/nothing/")
    api.get("/api/tickets/?category=nothing")
    assert len(caplog.records) == len(lines(caplog)) == 2


def test_what_people_write_is_not_logged(api: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    body = {**NEW_TICKET, "title": "very-private", "category": "very-private"}
    api.get("/api/tickets/?search=very-private&category=very-private")
    api.post("/api/tickets/", body, content_type="application/json")
    api.post("/api/tickets/", "{very-private", content_type="application/json")
    logged = " ".join(LineFormatter().format(record) for record in lines(caplog))
    assert len(lines(caplog)) == 3
    assert "very-private" not in logged


def test_a_path_cannot_write_another_log_line(
    api: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    api.get("/api/%0AINFO%20%20%7C%20all%20is%20well%0D%1B[31m")
    (record,) = lines(caplog)
    assert re.fullmatch(r"[\x20-\x7e→]+", record.getMessage())


@pytest.mark.parametrize("sent", ["3f1c9a52b7d64e0f8a1d2c3b4e5f6071", "a" * 64, "AB-12"])
def test_the_id_of_a_request_is_carried(
    api: Client, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], sent: str
) -> None:
    answer = api.get("/api/broken/", headers={"X-Request-ID": sent})
    assert answer["X-Request-ID"] == sent
    assert answer.json()["details"]["request_id"] == [sent]


@pytest.mark.parametrize("sent", ["", "a" * 65, "xyz", "a\nb", "a b", "ä", None])
def test_an_id_that_is_none_is_replaced(api: Client, sent: str | None) -> None:
    headers: dict[str, Any] = {} if sent is None else {"X-Request-ID": sent}
    first = api.get("/healthz", headers=headers)["X-Request-ID"]
    second = api.get("/healthz", headers=headers)["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


def test_the_id_ends_with_the_request(api: Client) -> None:
    api.get("/healthz")
    assert current_request_id() == ""


def test_the_line_has_the_request_id(api: Client) -> None:
    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(LineFormatter().format(record))

    written: list[str] = []
    handler, log = Kept(), logging.getLogger("ticket_api.request")
    log.addHandler(handler)
    try:
        request_id = api.get("/healthz")["X-Request-ID"]
    finally:
        log.removeHandler(handler)
    assert re.fullmatch(rf"INFO  \| GET /healthz → 200 \(\d+ms\) \[{request_id}\]", written[0])


ORIGIN = "https://portal.example.com"


def test_cors_is_closed_unless_an_origin_is_named(api: Client) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    for answer in (
        api.options("/api/tickets/", headers=headers),
        api.get("/api/", headers=headers),
    ):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.django_db(transaction=True)
def test_cors_is_open_for_the_origin_that_is_named(database_url: str) -> None:
    with GunicornServer(DATABASE_URL=database_url, CORS_ALLOWED_ORIGINS=ORIGIN) as server:
        headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
        preflight = server.request("OPTIONS", "/api/tickets/", headers=headers)
        answer = server.request("GET", "/api/tickets/", headers={"Origin": ORIGIN})
        other = server.request("GET", "/api/tickets/", headers={"Origin": f"{ORIGIN}.org"})
    assert preflight.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "idempotency-key" in preflight.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in other.headers
