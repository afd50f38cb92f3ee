"""Django's admin: who comes in, what they find, and what nobody can do there."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import throttle
from accounts.models import ApiToken
from accounts.roles import Role
from accounts.sessions import SessionStore
from accounts.tokens import token_create
from tests.gunicorn_server import GunicornServer
from tests.people import PASSWORD, browser_of, new_account
from tickets.models import Ticket, TicketChange

NewTicket = Callable[..., Ticket]
LOGIN = "/admin/login/"

pytestmark = pytest.mark.django_db


def list_of(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")


def form_of(thing: Model) -> str:
    name = f"admin:{thing._meta.label_lower.replace('.', '_')}_change"
    return reverse(name, args=[thing.pk])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def agent() -> Client:
    return browser_of(new_account("anna", Role.AGENT))


@pytest.fixture
def boss() -> Client:
    return browser_of(new_account("boss", Role.ADMIN))


def send(client: Client, address: str, **fields: Any) -> Any:
    """Fill in the form at `address`, with its token, and send it."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(client, address))
    assert token
    return client.post(address, {"csrfmiddlewaretoken": token[1], **fields})


# Coming in ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, Role.VIEWER])
def test_the_admin_is_closed_to_others(role: Role | None) -> None:
    for client in (Client(), browser_of(new_account("ola", role))):
        for address in ("/admin/", list_of(Ticket), list_of(User), "/admin/nothing/"):
            answer = client.get(address)
            assert answer.status_code == 302
            assert answer["Location"].startswith(f"{LOGIN}?next=")


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_a_session_of_the_portal_counts(role: Role) -> None:
    assert "Administration" in page(browser_of(new_account("ola", role)), "/admin/")


def test_signing_in_and_out() -> None:
    new_account("anna")
    client = Client(enforce_csrf_checks=True)
    answer = send(client, LOGIN, username="anna", password=PASSWORD, next="/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert "anna" in page(client, "/admin/")
    assert client.post("/admin/logout/").status_code == 403
    send_out = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page(client, "/admin/"))
    assert send_out
    client.post("/admin/logout/", {"csrfmiddlewaretoken": send_out[1]})
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere(target: str) -> None:
    new_account("anna")
    answer = send(
        Client(), f"{LOGIN}?next={target}", username="anna", password=PASSWORD, next=target
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]


def test_viewers_learn_why_they_stay_out() -> None:
    new_account("vera", Role.VIEWER)
    answer = send(Client(), LOGIN, username="vera", password=PASSWORD)
    assert "The admin is for agents and admins" in answer.content.decode()


def test_failures_count_together_with_the_portals() -> None:
    new_account("anna")
    for _ in range(throttle.FAILURES_OF_AN_ACCOUNT):
        answer = send(Client(), LOGIN, username="anna", password="wrong")
        assert "do not fit together" in answer.content.decode()
    answer = send(Client(), LOGIN, username="anna", password=PASSWORD)
    assert "Too many failed attempts" in answer.content.decode()


# Tickets and the trail ---------------------------------------------------------------------------


def test_agents_change_tickets_and_the_trail_names_them(
    agent: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(description="<script>alert(1)</script>")
    assert f"/{ticket.pk}/change/" in page(agent, f"{list_of(Ticket)}?q={ticket.pk}")
    assert "<script>alert" not in page(agent, form_of(ticket))
    fields = {name: getattr(ticket, name) for name in ("title", "description", "category")}
    answer = send(agent, form_of(ticket), **fields, priority="low", status="closed")
    assert answer.status_code == 302
    rows = TicketChange.objects.order_by("field").values_list("field", "new_value", "account_id")
    anna = User.objects.get(username="anna").pk
    assert list(rows) == [("priority", "low", anna), ("status", "closed", anna)]
    assert "closed" in page(agent, f"{list_of(TicketChange)}?q={ticket.pk}")


def test_the_trail_and_tickets_are_not_made_or_removed_here(
    boss: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket()
    Ticket.objects.update(title="Changed")
    change = TicketChange.objects.get()
    assert "Changed" in page(boss, form_of(change))
    assert boss.post(form_of(change), {}).status_code == 403
    for thing in (ticket, change):
        base = form_of(thing).removesuffix("change/")
        assert boss.get(f"{base}delete/").status_code == 403
        assert boss.get(list_of(type(thing)) + "add/").status_code == 403


def test_agents_see_nothing_of_accounts(agent: Client) -> None:
    for model in (User, Group, ApiToken):
        assert agent.get(list_of(model)).status_code == 403
        assert agent.get(f"{list_of(model)}add/").status_code == 403


# Accounts and tokens -----------------------------------------------------------------------------


def test_admins_make_accounts_and_give_them_a_role(boss: Client) -> None:
    made = send(
        boss,
        f"{list_of(User)}add/",
        username="vera",
        usable_password="true",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    assert made.status_code == 302
    vera = User.objects.get(username="vera")
    viewer = Group.objects.get(name=Role.VIEWER)
    send(boss, form_of(vera), username="vera", is_active="on", groups=[viewer.pk])
    assert browser_of(vera).open_portal()["account"]["role"] == "viewer"
    send(boss, form_of(vera), username="vera", groups=[viewer.pk])
    assert not User.objects.get(username="vera").is_active


def test_weak_passwords_are_refused(boss: Client) -> None:
    fields = {"username": "vera", "usable_password": "true"}
    answer = send(boss, f"{list_of(User)}add/", **fields, password1="short", password2="short")
    assert "at least 12 characters" in answer.content.decode()


def test_an_admin_cannot_rise_above_admins(boss: Client) -> None:
    """Neither by a field that the form does not show, nor through a superuser's password."""
    account = User.objects.get(username="boss")
    admin = Group.objects.get(name=Role.ADMIN)
    fields = {"username": "boss", "is_active": "on", "groups": [admin.pk]}
    send(boss, form_of(account), **fields, is_superuser="on", is_staff="on", user_permissions=[1])
    account.refresh_from_db()
    assert not account.is_superuser
    assert not account.user_permissions.exists()
    root = User.objects.create_superuser("root", password=PASSWORD)
    password = f"{form_of(root).removesuffix('change/')}password/"
    assert boss.get(password).status_code == 403
    assert boss.post(form_of(root), {"username": "mine"}).status_code == 403
    assert boss.get(f"{form_of(root).removesuffix('change/')}delete/").status_code == 403


def test_a_token_is_shown_once_and_revoked(boss: Client) -> None:
    tool = new_account("tool")
    add = f"{list_of(ApiToken)}add/"
    made = send(boss, add, name="export", account=tool.pk, may_read="on")
    token = ApiToken.objects.get()
    word = re.search(r"tkt_[0-9a-f]{12}_[\w-]{43}", made.content.decode())
    assert word
    assert "no-store" in made["Cache-Control"]
    for session in Session.objects.all():
        assert word[0] not in str(session.get_decoded())
    assert word[0] not in page(boss, list_of(ApiToken))
    assert word[0][17:] not in page(boss, form_of(token))
    api, headers = Client(), {"Authorization": f"Bearer {word[0]}"}
    assert api.get("/api/tickets/", headers=headers).status_code == 200
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    assert send(boss, list_of(ApiToken), **chosen).status_code == 302
    assert api.get("/api/tickets/", headers=headers).status_code == 401
    send(boss, form_of(token), name="other", account=tool.pk, may_write="on")
    token.refresh_from_db()
    assert (token.name, token.may_write) == ("export", False)


# Errors ------------------------------------------------------------------------------------------


def test_errors_are_pages_for_people(
    agent: Client, new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.raise_request_exception = False
    title = form_of(new_ticket())

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(ModelAdmin, "get_object", broken)
    seen = [
        (agent.get(list_of(User)), 403, "You may not do this"),
        (agent.get("/admin/nothing/"), 404, "There is nothing at this address"),
        (agent.post(title, {}), 403, "Reload the page"),
        (agent.get(title.replace("change", "history")), 500, "Something went wrong on our side"),
    ]
    for answer, status, sentence in seen:
        text = answer.content.decode()
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/html; charset=utf-8")
        assert sentence in text
        assert "secret" not in text
        assert f"Request {answer['X-Request-ID']}" in text
        parser = Inline()
        parser.feed(text)
        assert parser.found == []
    assert agent.get("/api/nothing/")["Content-Type"] == "application/json"


@pytest.mark.django_db(transaction=True)
def test_without_the_database_there_is_a_page_as_well(
    agent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(SessionStore, "load", away)
    agent.raise_request_exception = False
    answer = agent.get("/admin/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    assert "<p>The database cannot be reached at the moment." in answer.content.decode()


# The policy of the gateway -----------------------------------------------------------------------


class Inline(HTMLParser):
    """What a page holds that the gateway's Content-Security-Policy would not let run or show."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script" and not given.get("src") and "json" not in str(given)
        ):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        for name in ("src", "href", "action"):
            if (given.get(name) or "").startswith(("http", "//", "javascript:")):
                self.found.append(f"{name}={given[name]}")


def test_the_pages_hold_nothing_inline_and_nothing_from_elsewhere(
    boss: Client, new_ticket: NewTicket
) -> None:
    ticket, account = new_ticket(), User.objects.get()
    token, _ = token_create(name="x", account=account, scopes=["read"])
    Ticket.objects.update(title="Changed")
    things = (ticket, account, token, TicketChange.objects.get(), Group.objects.first())
    addresses = ["/admin/", *(form_of(thing) for thing in things if thing)]
    addresses += [list_of(type(thing)) for thing in things if thing]
    addresses += [f"{list_of(model)}add/" for model in (User, Group, ApiToken)]
    addresses += [f"{form_of(account).removesuffix('change/')}password/"]
    for client, address in [(boss, one) for one in addresses] + [(Client(), LOGIN)]:
        parser = Inline()
        parser.feed(page(client, address))
        assert parser.found == [], address


@pytest.mark.django_db(transaction=True)
def test_its_files_are_served(server: GunicornServer) -> None:
    login = server.request("GET", LOGIN)
    assert login.status_code == 200
    files = re.findall(r'(?:src|href)="(/api/static/admin/[^"]+)"', login.text)
    assert files
    for file in files:
        assert server.request("GET", file).status_code == 200, file
