"""Django's admin: access, pages and forbidden actions."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from typing import Any

import psycopg
import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import throttle
from accounts.admin_site.forms import ShownValuesForm
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


class Form(HTMLParser):
    """The values that the main form of a page would send if nothing was changed in it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id", "").endswith("_form")
        if not self._inside:
            return
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.values.setdefault(self._select, []).append(given["value"])
        elif tag == "textarea":
            self._text = name
            self.values[name] = [""]
        elif tag == "input" and name and _is_sent(kind, given):
            unset = "on" if kind == "checkbox" else ""
            self.values.setdefault(name, []).append(given.get("value", unset))

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values[self._text][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            # Browsers drop a line end at the start.
            self.values[self._text][0] = re.sub(r"\A(\r\n|\r|\n)", "", self.values[self._text][0])
            self._text = ""
        self._inside = self._inside and tag != "form"


def _is_sent(kind: str, given: dict[str, str]) -> bool:
    """Whether an input of this kind is sent without a click on it."""
    return kind != "submit" and (kind not in {"checkbox", "radio"} or "checked" in given)


def opened(client: Client, address: str) -> dict[str, list[str]]:
    """The form at `address` as a browser sends it, which makes each line end CRLF."""
    form = Form()
    form.feed(page(client, address))
    assert "csrfmiddlewaretoken" in form.values
    return {
        name: [re.sub("\r\n|\r|\n", "\r\n", value) for value in values]
        for name, values in form.values.items()
    }


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
def test_redirects_stay_on_this_site(target: str) -> None:
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


@pytest.mark.parametrize("text", ["a\nb\n", "a\r\nb", "a\rb", " a\n\n", "\u2028a", "é\u0301"])
def test_saving_a_ticket_unchanged_changes_nothing(
    agent: Client, new_ticket: NewTicket, text: str
) -> None:
    ticket = new_ticket(description=text, title=" As it is ")
    for fields in ({}, {"_continue": "1"}, {"_addanother": "1"}):
        sent = opened(agent, form_of(ticket)) | fields
        assert agent.post(form_of(ticket), sent).status_code == 302
    after = Ticket.objects.get()
    assert (after.description, after.title) == (text, " As it is ")
    assert after.updated_at == ticket.updated_at
    assert not TicketChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("title", "\u200b"),
        ("title", "x" * 201),
        ("description", "x" * 50_000),
        ("description", ""),
        ("created_at_0", "1999-01-01"),
        ("id", "1"),
    ],
)
def test_the_admin_shows_texts_and_changes_none(
    agent: Client, new_ticket: NewTicket, field: str, value: str
) -> None:
    ticket = new_ticket()
    form = opened(agent, form_of(ticket))
    assert not {"title", "description"} & set(form)
    agent.post(form_of(ticket), form | {field: value})
    assert Ticket.objects.values().get() == Ticket.objects.filter(pk=ticket.pk).values().get()
    assert Ticket.objects.get().title == ticket.title
    assert Ticket.objects.get().description == ticket.description
    assert not TicketChange.objects.exists()


@pytest.mark.parametrize("value", ["", "urgent", "OPEN", "closed\x00"])
def test_values_that_the_api_refuses_are_refused(
    agent: Client, new_ticket: NewTicket, value: str
) -> None:
    ticket = new_ticket()
    for field in ("status", "priority", "category"):
        answer = agent.post(form_of(ticket), opened(agent, form_of(ticket)) | {field: value})
        assert answer.status_code == 200
        assert "errornote" in answer.content.decode()
    assert not TicketChange.objects.exists()


def test_a_form_takes_back_no_change_of_another_person(
    agent: Client, new_ticket: NewTicket
) -> None:
    """Fields that the person left alone keep what somebody else made of them meanwhile."""
    ticket = new_ticket(status="open", priority="low", category="billing")
    form = opened(agent, form_of(ticket))
    agent.patch(f"/api/tickets/{ticket.pk}/", {"status": "closed"}, "application/json")
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", title="Retitled")
    answer = agent.post(form_of(ticket), form | {"priority": "high"})
    assert answer.status_code == 302
    after = Ticket.objects.get()
    assert (after.status, after.priority, after.title) == ("closed", "high", "Retitled")


def test_a_field_that_two_people_changed_is_an_error_that_says_so(
    agent: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket(status="open", priority="low")
    form = opened(agent, form_of(ticket))
    Ticket.objects.filter(pk=ticket.pk).update(status="in_progress")
    rows = TicketChange.objects.count()
    answer = agent.post(form_of(ticket), form | {"status": "closed", "priority": "high"})
    assert answer.status_code == 200
    assert "meanwhile, from “Open” to “In Progress”" in answer.content.decode()
    after = Ticket.objects.get()
    assert (after.status, after.priority) == ("in_progress", "low")
    assert TicketChange.objects.count() == rows
    fresh = opened(agent, form_of(ticket)) | {"status": "closed"}
    assert agent.post(form_of(ticket), fresh).status_code == 302
    # Both wanted the same: there is nothing to refuse.
    assert agent.post(form_of(ticket), form | {"status": "closed"}).status_code == 302
    assert Ticket.objects.get().status == "closed"


@pytest.mark.django_db(transaction=True)
def test_no_other_write_comes_between_the_comparison_and_the_save(
    agent: Client, new_ticket: NewTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = new_ticket(status="open", priority="low")
    form = opened(agent, form_of(ticket))
    compared = ShownValuesForm.clean

    def change_meanwhile(saved: ShownValuesForm) -> dict[str, Any]:
        found = compared(saved)
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SET lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("UPDATE tickets_ticket SET status = 'closed'")
        return found

    monkeypatch.setattr(ShownValuesForm, "clean", change_meanwhile)
    assert agent.post(form_of(ticket), form | {"priority": "high"}).status_code == 302
    after = Ticket.objects.get()
    assert (after.status, after.priority) == ("open", "high")


def test_no_list_has_an_action_that_writes_past_the_rules(
    boss: Client, new_ticket: NewTicket
) -> None:
    ticket = new_ticket()
    token, _ = token_create(name="x", account=User.objects.get(), scopes=["read"])
    Ticket.objects.update(title="Changed")
    offered = {
        model: re.findall(r'<option value="(\w+)"', page(boss, list_of(model)))
        for model in (Ticket, TicketChange, User, Group, ApiToken)
    }
    assert [action for action in offered.pop(ApiToken) if action == "revoke"] == ["revoke"]
    for model, actions in offered.items():
        assert "delete_selected" not in actions
        chosen = {"action": "delete_selected", "_selected_action": [model.objects.first().pk]}
        boss.post(list_of(model), {**chosen, "post": "yes"})
        assert model.objects.exists(), model
    assert Ticket.objects.get().pk == ticket.pk
    assert ApiToken.objects.get() == token


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


def test_a_token_that_is_made_has_a_page_to_read_alone(boss: Client) -> None:
    token, word = token_create(name="x", account=User.objects.get(), scopes=["read"])
    before = ApiToken.objects.values().get()
    text = page(boss, form_of(token))
    assert token.public_id in text
    assert 'name="_save"' not in text
    csrf = {"csrfmiddlewaretoken": boss.cookies["csrftoken"].value}
    for fields in ({}, {"_save": "Save"}, {"_continue": "1", "may_write": "on"}):
        assert boss.post(form_of(token), csrf | fields).status_code == 403
    assert ApiToken.objects.values().get() == before
    headers = {"Authorization": f"Bearer {word}"}
    assert Client().get("/api/tickets/", headers=headers).status_code == 200


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_a_page_makes_one_token_however_often_it_is_sent(boss: Client, button: str) -> None:
    add = f"{list_of(ApiToken)}add/"
    form = opened(boss, add) | {"name": "x", "account": User.objects.get().pk, button: "1"}
    first, *more = [boss.post(add, form) for _ in range(3)]
    assert "tkt_" in first.content.decode()
    for again in more:
        assert again.status_code == 200
        assert "This page has made its token" in again.content.decode()
    assert ApiToken.objects.count() == 1
    assert opened(boss, add)["page_id"] != form["page_id"]
    assert boss.post(add, {**form, "page_id": "0' OR 1=1"}).status_code == 200
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_token(boss: Client) -> None:
    add = f"{list_of(ApiToken)}add/"
    form = opened(boss, add) | {"name": "x", "account": User.objects.get().pk}

    def click(_: int) -> tuple[int, bool]:
        browser = Client()
        browser.cookies = boss.cookies.copy()
        try:
            answer = browser.post(add, form)
        finally:
            connection.close()
        return answer.status_code, "tkt_" in answer.content.decode()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(click, range(4))) == [(200, False)] * 3 + [(200, True)]
    assert ApiToken.objects.count() == 1


def test_a_form_gives_no_right_back(boss: Client) -> None:
    """Two admins have the page of one account open: the second takes back nothing of the first."""
    vera, agents = new_account("vera", Role.AGENT), Group.objects.get(name=Role.AGENT)
    form = opened(boss, form_of(vera))
    assert form["groups"] == [str(agents.pk)]
    User.objects.filter(pk=vera.pk).update(is_active=False)
    vera.groups.clear()
    answer = boss.post(form_of(vera), form | {"email": "vera@example.com"})
    assert answer.status_code == 302
    vera.refresh_from_db()
    assert (vera.is_active, vera.groups.count()) == (False, 0)
    assert vera.email == "vera@example.com"
    viewers = Group.objects.get(name=Role.VIEWER)
    answer = boss.post(form_of(vera), form | {"groups": [agents.pk, viewers.pk]})
    assert "meanwhile, from “agent” to “none”" in answer.content.decode()
    assert vera.groups.count() == 0
    del form["is_active"]
    assert boss.post(form_of(vera), form).status_code == 302, "it is switched off already"


def test_a_groups_form_gives_no_permission_back(boss: Client) -> None:
    group = Group.objects.get(name=Role.AGENT)
    form = opened(boss, form_of(group))
    group.permissions.clear()
    assert boss.post(form_of(group), form | {"name": "helpers"}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("helpers", 0)


def test_an_account_keeps_its_password_when_its_page_is_saved(boss: Client) -> None:
    vera = new_account("vera")
    form = opened(boss, form_of(vera))
    vera.set_password("another good password")
    vera.save()
    assert boss.post(form_of(vera), form | {"first_name": "Vera"}).status_code == 302
    vera.refresh_from_db()
    assert vera.check_password("another good password")


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
