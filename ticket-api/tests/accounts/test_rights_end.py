"""Rights end with the change that takes them, whatever a person holds: session, token, stream."""

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from accounts.roles import Role
from accounts.streams import ShownSession, ShownToken
from accounts.tokens import token_create
from common.errors import Refusal
from tests.accounts.test_admin import form_of, list_of, opened
from tests.people import Browser, browser_of, new_account
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

Change = Callable[[Browser, User], None]


@pytest.fixture(autouse=True)
def agents(settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"


def _form(**fields: Any) -> Change:
    """Save the account's page in the admin with these fields; None leaves one out."""

    def change(boss: Browser, account: User) -> None:
        sent = opened(boss, form_of(account)) | fields
        sent = {name: value for name, value in sent.items() if value is not None}
        assert boss.post(form_of(account), sent).status_code == 302

    return change


def _empty_group(boss: Browser, _account: User) -> None:
    address = form_of(Group.objects.get(name=Role.AGENT))
    sent = opened(boss, address)
    del sent["permissions"]
    assert boss.post(address, sent).status_code == 302


def _password_page(boss: Browser, account: User) -> None:
    address = f"{form_of(account).removesuffix('change/')}password/"
    new = {
        "usable_password": "true",
        "password1": "a quite new one",
        "password2": "a quite new one",
    }
    token = opened(boss, form_of(account))["csrfmiddlewaretoken"]
    sent = new | {"csrfmiddlewaretoken": token}
    assert boss.post(address, sent).status_code == 302


def _command(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("another good password\n"))
    call_command("account", "ANNA", "--role", role, stdout=io.StringIO())


def _may(browser: Browser, word: str) -> dict[str, bool]:
    """Which of the ways to read tickets are open."""
    headers = {"Authorization": f"Bearer {word}"}

    def stream(credential: ShownSession | ShownToken) -> bool:
        try:
            credential.check()
        except Refusal:
            return False
        return True

    return {
        "session": browser.get("/api/tickets/").status_code == 200,
        "admin": browser.get(list_of(Ticket)).status_code == 200,
        "token": Client().get("/api/tickets/", headers=headers).status_code == 200,
        "stream": stream(ShownSession(browser.cookies["sessionid"].value)),
        "token's stream": stream(ShownToken(word)),
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_form(is_active=None), id="switched off"),
        pytest.param(_form(groups=None), id="taken out of the group"),
        pytest.param(_empty_group, id="the group lost its permissions"),
    ],
)
def test_all_rights_end(change: Change) -> None:
    anna, boss = new_account("anna"), browser_of(new_account("boss", Role.ADMIN))
    browser = browser_of(anna)
    _, word = token_create(name="x", account=anna, scopes=["read", "write"])
    assert all(_may(browser, word).values())
    change(boss, anna)
    assert not any(_may(browser, word).values()), _may(browser, word)


@pytest.mark.parametrize("by", ["command", "admin"])
def test_a_new_password_ends_sessions_and_their_streams(
    monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    anna, boss = new_account("anna"), browser_of(new_account("boss", Role.ADMIN))
    browser = browser_of(anna)
    _, word = token_create(name="x", account=anna, scopes=["read"])
    if by == "command":
        _command(monkeypatch, Role.AGENT)
    else:
        _password_page(boss, anna)
    may = _may(browser, word)
    open_ways = {way for way, is_open in may.items() if is_open}
    assert open_ways == {"token", "token's stream"}, "a token ends by revocation"


def test_a_lower_role_holds_at_once(
    monkeypatch: pytest.MonkeyPatch, new_ticket: Callable[..., Ticket]
) -> None:
    anna, address = new_account("anna", Role.ADMIN), f"/api/tickets/{new_ticket().pk}/"
    _, word = token_create(name="x", account=anna, scopes=["read", "write"])
    _command(monkeypatch, Role.VIEWER)
    headers = {"Authorization": f"Bearer {word}"}
    answer = Client().patch(address, {"status": "closed"}, "application/json", headers=headers)
    assert answer.status_code == 403
    assert Client().get(address, headers=headers).status_code == 200


def test_an_account_that_is_switched_on_again_has_no_old_session() -> None:
    anna, boss = new_account("anna"), browser_of(new_account("boss", Role.ADMIN))
    browsers = [browser_of(anna), browser_of(anna)]
    _form(is_active=None)(boss, anna)
    _form(is_active="on")(boss, anna)
    for browser in browsers:
        assert browser.open_portal()["account"] is None
    assert Session.objects.count() == 1, "the admin's"
    assert browser_of(anna).open_portal()["account"]["role"] == "agent"
