"""DJANGO_HTTPS=on: redirect and HSTS by SecurityMiddleware (requirements §5)."""

import ast
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client

from tests.gunicorn_server import FOLDER, environment
from tests.people import PASSWORD, new_account

SWITCHED = (
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_REDIRECT_EXEMPT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
)


def configured(switch: str) -> dict[str, Any]:
    """The settings above as a process with DJANGO_HTTPS=`switch` has them."""
    script = (
        "import django; from django.conf import settings; django.setup();"
        f"print({{name: getattr(settings, name) for name in {SWITCHED}}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=FOLDER,
        env=environment(DJANGO_HTTPS=switch, DATABASE_URL="postgresql://u@127.0.0.1/db"),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(ast.literal_eval(done.stdout))


@pytest.fixture
def https(settings: Any) -> None:
    for name, value in configured("on").items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("https")
@pytest.mark.django_db
def test_plain_http_is_sent_to_https(api: Client) -> None:
    answer = api.get("/api/tickets/?limit=1")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/api/tickets/?limit=1"


@pytest.mark.usefixtures("https")
@pytest.mark.django_db
def test_https_at_the_gateway_counts_and_is_remembered(api: Client) -> None:
    answer = api.get("/api/tickets/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.usefixtures("https")
@pytest.mark.django_db
@pytest.mark.parametrize("probe", ["/healthz", "/readyz"])
def test_probes_go_on_over_http(api: Client, probe: str) -> None:
    assert api.get(probe).status_code == 200


@pytest.mark.usefixtures("https")
@pytest.mark.django_db
def test_cookies_are_of_this_host_alone(settings: Any) -> None:
    """Browsers take `__Host-` only when it is Secure, of the whole path, and names no domain."""
    settings.SECURE_SSL_REDIRECT = False
    new_account("anna")
    browser = Client(headers={"X-Forwarded-Proto": "https"})
    browser.get("/api/session/")
    token = {"X-CSRFToken": browser.cookies["__Host-csrftoken"].value}
    body = {"username": "anna", "password": PASSWORD}
    origin = {"Origin": "https://testserver"}
    answer = browser.post("/api/session/", body, "application/json", headers={**token, **origin})
    assert answer.status_code == 200
    assert set(browser.cookies) == {"__Host-csrftoken", "__Host-sessionid"}
    for cookie in browser.cookies.values():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert browser.get("/api/session/").json()["account"]["username"] == "anna"


def test_without_the_switch_nothing_is_forced() -> None:
    off = configured("off")
    assert not off["SECURE_SSL_REDIRECT"]
    assert off["SECURE_HSTS_SECONDS"] == 0
    assert off["SECURE_PROXY_SSL_HEADER"] is None
