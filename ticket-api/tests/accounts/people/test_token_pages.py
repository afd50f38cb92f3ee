"""/api/tokens/: made once, shown once, revoked at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.models import ApiToken
from accounts.roles import Role
from tests.people import Browser, browser_of, new_account

pytestmark = pytest.mark.django_db
TOKENS = "/api/tokens/"


def change(browser: Browser, method: str, path: str, body: Any = None) -> Any:
    return browser.change(method, path, body)


@pytest.fixture
def browser(db: None) -> Browser:
    return browser_of(new_account("boss", Role.ADMIN))


@pytest.fixture
def export(db: None) -> User:
    return new_account("export")


def test_a_token_is_made_used_and_revoked(browser: Browser, export: User) -> None:
    sent = {"name": "nightly", "account": export.pk, "scopes": ["read"], "days": 30}
    made = change(browser, "POST", TOKENS, sent)
    assert made.status_code == 201, made.content
    assert made["Cache-Control"] == "no-store"
    token, secret = made.json()["token"], made.json()["secret"]
    assert token["account"] == {"id": export.pk, "username": "export"}
    assert (token["scopes"], token["revoked_at"]) == (["read"], None)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/tickets/", headers=headers).status_code == 200
    listed = browser.get(TOKENS)
    assert [one["id"] for one in listed.json()] == [token["id"]]
    assert secret.rpartition("_")[2] not in listed.content.decode()
    for _ in range(2):
        assert change(browser, "DELETE", f"{TOKENS}{token['id']}/").status_code == 204
    assert Client().get("/api/tickets/", headers=headers).status_code == 401
    assert browser.get(TOKENS).json()[0]["revoked_at"]
    assert change(browser, "DELETE", f"{TOKENS}000000000000/").status_code == 404


def test_a_repeated_request_with_an_id_makes_one_token(browser: Browser, export: User) -> None:
    sent = {"name": "x", "account": export.pk, "scopes": ["write"], "id": "0123456789ab"}
    assert change(browser, "POST", TOKENS, sent).status_code == 201
    again = change(browser, "POST", TOKENS, sent)
    assert again.status_code == 400
    assert again.json()["details"]["id"]
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 101),
        ("account", "export"),
        ("account", 2**70),
        ("account", None),
        ("scopes", []),
        ("scopes", "read"),
        ("scopes", ["own"]),
        ("days", 0),
        ("days", 3_651),
        ("days", 10**400),
        ("id", "0123456789AB"),
        ("id", "../../x"),
    ],
)
def test_an_odd_value_is_named(browser: Browser, export: User, field: str, value: Any) -> None:
    sent = {"name": "x", "account": export.pk, "scopes": ["read"], field: value}
    answer = change(browser, "POST", TOKENS, sent)
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert not ApiToken.objects.exists()


def test_a_switched_off_account_gets_no_token(browser: Browser, export: User) -> None:
    User.objects.filter(pk=export.pk).update(is_active=False)
    sent = {"name": "x", "account": export.pk, "scopes": ["read"]}
    answer = change(browser, "POST", TOKENS, sent)
    assert answer.json()["details"]["account"] == ["Choose an account that is switched on"]
