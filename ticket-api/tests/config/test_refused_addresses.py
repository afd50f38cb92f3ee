"""A wrong Host or Origin: the log names it and says what to set, and the answer says why."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from common import refused_addresses
from tests.people import PASSWORD, new_account
from tests.samples import NEW_TICKET

HOST = "tickets.example.com"
PORT = f"{HOST}:8443"


@pytest.fixture(autouse=True)
def nothing_logged_yet(settings: Any) -> None:
    refused_addresses._logged_at.clear()
    settings.ALLOWED_HOSTS = [HOST]


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """The messages of this module's logger, filled as they come."""
    messages: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    keeper = Keeper()
    refused_addresses.logger.addHandler(keeper)
    yield messages
    refused_addresses.logger.removeHandler(keeper)


# Hosts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/api/tickets/", "/api/health/", "/api/session/", "/api/nothing/"]
)
def test_a_host_that_is_not_allowed_is_named_in_the_answer_and_in_the_log(
    api: Client, logged: list[str], method: str, path: str
) -> None:
    headers = {"Host": "other.example:3000"}
    answer = api.generic(method, path, "{}", "application/json", headers=headers)
    assert answer.status_code == 400
    body = answer.json()
    assert (body["error"], body["code"]) == ("Bad Request", "host_not_allowed")
    (sentence,) = body["details"]["detail"]
    assert sentence.startswith("This portal is not set up for the host name in your address bar.")
    assert "other.example" not in sentence
    assert "DJANGO_ALLOWED_HOSTS" in sentence
    assert logged == ["host other.example:3000 is not in DJANGO_ALLOWED_HOSTS"]


def test_people_in_the_admin_read_it_on_a_page(api: Client) -> None:
    answer = api.get("/admin/", headers={"Host": "other.example"})
    assert answer.status_code == 400
    assert "not set up for the host name in your address bar" in answer.content.decode()


def test_a_host_is_logged_once_and_many_hosts_not_for_ever(
    api: Client, logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        api.get("/api/tickets/", headers={"Host": "other.example"})
    assert len(logged) == 1
    for number in range(300):
        api.get("/api/tickets/", headers={"Host": f"h{number}.example"})
    assert len(logged) == 100
    assert len(refused_addresses._logged_at) == 100
    later = refused_addresses.time.monotonic() + 61
    monkeypatch.setattr(refused_addresses.time, "monotonic", lambda: later)
    api.get("/api/tickets/", headers={"Host": "other.example"})
    assert logged[-1] == "host other.example is not in DJANGO_ALLOWED_HOSTS"
    assert len(logged) == 101


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("a\r\nb: <script>", "a??b:??script?"),
        ("x" * 5000, "x" * 100),
        ("\x1b[31m", "?[31m"),
        ("bücher.example", "b"),
        (" ", "?"),
    ],
)
def test_a_host_cannot_write_what_it_likes(
    api: Client, logged: list[str], host: str, shown: str
) -> None:
    answer = api.get("/api/tickets/", HTTP_HOST=host)
    assert answer.status_code == 400
    (line,) = logged
    assert line.startswith(f"host {shown}")
    assert line.isascii()
    assert line.isprintable()
    assert "<" not in answer.content.decode()


# Origins -----------------------------------------------------------------------------------------


def sign_in(origin: str, host: str, **headers: str) -> Any:
    """Sign anna in from a page at `origin`, as the proxy in front hands it on to us at `host`."""
    browser = Client(enforce_csrf_checks=True, headers={"Host": host, **headers})
    browser.get("/api/session/")
    token = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Origin": origin}
    body = {"username": "anna", "password": PASSWORD}
    return browser.post("/api/session/", body, "application/json", headers=token)


@pytest.fixture
def anna(db: None) -> None:
    new_account("anna")


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    ("origin", "host", "advice"),
    [
        (
            f"https://{HOST}",
            HOST,
            "Where a proxy in front of the gateway ends TLS, set DJANGO_HTTPS=on",
        ),
        (
            f"https://{PORT}",
            PORT,
            "Where a proxy in front of the gateway ends TLS, set DJANGO_HTTPS=on",
        ),
        (f"http://{PORT}", HOST, f"or set DJANGO_CSRF_TRUSTED_ORIGINS=http://{PORT}"),
        ("https://other.example", HOST, "set DJANGO_CSRF_TRUSTED_ORIGINS=https://other.example"),
        ("null", HOST, "set DJANGO_CSRF_TRUSTED_ORIGINS=null"),
    ],
)
def test_a_wrong_origin_is_logged_with_the_host_and_what_to_set(
    logged: list[str], origin: str, host: str, advice: str
) -> None:
    answer = sign_in(origin, host)
    assert answer.status_code == 403
    assert answer.json()["code"] == "csrf_failed"
    (sentence,) = answer.json()["details"]["detail"]
    assert sentence.startswith("The server does not take the address of this page for its own.")
    assert origin not in sentence
    (line,) = logged
    assert line.startswith(f"csrf origin {origin} is not http://{host}, and is not trusted.")
    assert advice in line


@pytest.mark.usefixtures("anna")
def test_what_the_log_advises_helps(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [f"http://{PORT}"]
    assert sign_in(f"http://{PORT}", HOST).status_code == 200
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"X-Forwarded-Proto": "https"}
    assert sign_in(f"https://{HOST}", HOST, **headers).status_code == 200


@pytest.mark.usefixtures("anna")
def test_https_without_the_port_gets_the_advice_about_the_port(
    settings: Any, logged: list[str]
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = sign_in(f"https://{PORT}", HOST, **{"X-Forwarded-Proto": "https"})
    assert answer.status_code == 403
    assert f"or set DJANGO_CSRF_TRUSTED_ORIGINS=https://{PORT}" in logged[0]


@pytest.mark.usefixtures("anna")
def test_a_missing_token_says_to_reload(logged: list[str]) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Host": HOST})
    answer = browser.post("/api/session/", {}, "application/json")
    assert answer.json()["details"]["detail"] == [
        "The request lacks its CSRF token. Reload the page and send it again."
    ]
    assert logged == [f"csrf check of a request to host {HOST} failed: CSRF cookie not set."]


def test_the_admins_form_shows_the_same_sentence(db: None, logged: list[str]) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Host": HOST})
    answer = browser.post("/admin/login/", {}, headers={"Origin": "https://other.example"})
    assert answer.status_code == 403
    assert "does not take the address of this page for its own" in answer.content.decode()
    assert logged[0].startswith("csrf origin https://other.example is not http://")


def test_new_tickets_need_no_trusted_origin(db: None) -> None:
    """A request without a session carries nothing that another site could misuse."""
    browser = Client(enforce_csrf_checks=True, headers={"Host": HOST})
    headers = {"Origin": f"https://{HOST}"}
    answer = browser.post("/api/tickets/", NEW_TICKET, "application/json", headers=headers)
    assert answer.status_code == 201
