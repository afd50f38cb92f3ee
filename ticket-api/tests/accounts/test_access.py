"""PORTAL_ACCESS: who may list, read and change tickets (open to everybody, or by role)."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role, make_roles
from accounts.tokens import token_create
from tests.gunicorn_server import GunicornServer
from tests.operations import whole
from tests.people import browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket

NewTicket = Callable[..., Ticket]

pytestmark = pytest.mark.django_db

READING = [
    "/api/tickets/",
    "/api/tickets/?search=password",
    "/api/tickets/export.csv",
    "/api/tickets/{id}/",
    "/api/tickets/{id}/history/",
    "/api/tickets/stats/",
    "/api/tickets/stats/daily/",
    "/api/tickets/stats/suggestions/",
    "/api/tickets/stats/suggestions/wrong/",
]


@pytest.fixture
def agents(settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"


def refusal(answer: Any) -> tuple[int, str]:
    assert answer.json()["details"]["detail"]
    return answer.status_code, answer.json()["code"]


@pytest.mark.usefixtures("agents")
@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize("number", ["there", "guessed"])
def test_tickets_are_for_those_who_have_signed_in(
    api: Client, new_ticket: NewTicket, path: str, number: str
) -> None:
    """The answer is the same for tickets that are there and for those that are not."""
    address = path.format(id=new_ticket().pk if number == "there" else 999_999)
    for method in ("get", "head"):
        answer = getattr(api, method)(address)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
    assert refusal(api.get(address)) == (401, "not_signed_in")


@pytest.mark.usefixtures("agents")
def test_a_change_requires_signing_in(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    answer = api.patch(f"/api/tickets/{ticket.pk}/", {"status": "closed"}, "application/json")
    assert refusal(answer) == (401, "not_signed_in")
    ticket.refresh_from_db()
    assert ticket.status == "open"


@pytest.mark.usefixtures("agents")
def test_what_stays_open_to_everybody(api: Client) -> None:
    assert api.post("/api/tickets/", NEW_TICKET, "application/json").status_code == 201
    text = {"description": "The door is stuck"}
    assert api.post("/api/tickets/classify/", text, "application/json").status_code == 200
    for path in ("/api/health/", "/api/schema/", "/api/docs/", "/healthz", "/readyz"):
        assert api.get(path).status_code == 200, path


@pytest.mark.usefixtures("agents")
@pytest.mark.parametrize(
    ("role", "reads", "changes"),
    [
        (None, 403, 403),
        (Role.VIEWER, 200, 403),
        (Role.AGENT, 200, 200),
        (Role.ADMIN, 200, 200),
    ],
)
def test_roles(new_ticket: NewTicket, role: Role | None, reads: int, changes: int) -> None:
    browser, ticket = browser_of(new_account("ola", role)), new_ticket()
    for path in READING:
        assert whole(browser.get(path.format(id=ticket.pk))).status_code == reads, path
    address = f"/api/tickets/{ticket.pk}/"
    changed = browser.change("PATCH", address, {"status": "closed"})
    assert changed.status_code == changes
    if changes == 403:
        assert refusal(changed) == (403, "forbidden")
    assert browser.change("POST", "/api/tickets/", NEW_TICKET).status_code == 201


@pytest.mark.usefixtures("agents")
def test_a_session_changes_nothing_without_the_csrf_token(new_ticket: NewTicket) -> None:
    browser, ticket = browser_of(new_account("ola")), new_ticket()
    for method, path in (("PATCH", f"/api/tickets/{ticket.pk}/"), ("POST", "/api/tickets/")):
        answer = browser.generic(method, path, "{}", "application/json")
        assert refusal(answer) == (403, "csrf_failed")


@pytest.mark.usefixtures("agents")
def test_a_form_of_another_site_gets_nowhere() -> None:
    """A page can send a form with cookies along, but no JSON and no header of ours."""
    browser = browser_of(new_account("ola"))
    before = Ticket.objects.count()
    form = {**NEW_TICKET, "csrfmiddlewaretoken": "x" * 64}
    assert browser.post("/api/tickets/", form).status_code == 415
    body = json.dumps(NEW_TICKET)
    assert browser.generic("POST", "/api/tickets/", body, "text/plain").status_code == 415
    assert Ticket.objects.count() == before


@pytest.mark.usefixtures("agents")
@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": "anna"},
        {"Remote-User": "anna"},
        {"Authorization": "Basic YW5uYTphbm5h"},
        {"Cookie": "sessionid=../../etc/passwd"},
        {"Cookie": "sessionid="},
        {"X-HTTP-Method-Override": "OPTIONS"},
    ],
)
def test_what_a_client_claims_opens_nothing(
    api: Client, new_ticket: NewTicket, headers: dict[str, str]
) -> None:
    new_account("anna")
    address = f"/api/tickets/{new_ticket().pk}/"
    assert refusal(api.get(address, headers=headers)) == (401, "not_signed_in")


def test_an_open_portal_requires_no_sign_in(api: Client, new_ticket: NewTicket) -> None:
    ticket = new_ticket()
    assert api.get(f"/api/tickets/{ticket.pk}/").status_code == 200
    answer = api.patch(f"/api/tickets/{ticket.pk}/", {"status": "closed"}, "application/json")
    assert answer.status_code == 200


def test_an_open_portal_reads_nothing_about_people(api: Client, new_ticket: NewTicket) -> None:
    address = f"/api/tickets/{new_ticket().pk}/"
    with CaptureQueriesContext(connection) as asked:
        answer = api.get(address)
    (query,) = asked.captured_queries
    assert "tickets_ticket" in query["sql"]
    assert "Vary" not in answer or "Cookie" not in answer["Vary"]


@pytest.mark.usefixtures("agents")
@pytest.mark.parametrize("role", list(Role))
def test_a_signed_in_request_makes_two_more_queries(new_ticket: NewTicket, role: Role) -> None:
    """The session, and the account with its permissions."""
    address, browser = f"/api/tickets/{new_ticket().pk}/", browser_of(new_account("ola", role))
    assert tables_asked(browser, address) == ["django_session", "auth_user", "tickets_ticket"]


@pytest.mark.usefixtures("agents")
def test_a_token_makes_two_more_queries(api: Client, new_ticket: NewTicket) -> None:
    _, word = token_create(name="x", account=new_account("tool"), scopes=["read"])
    api.defaults["HTTP_AUTHORIZATION"] = f"Bearer {word}"
    address = f"/api/tickets/{new_ticket().pk}/"
    api.get(address)  # Its use is noted, once a minute.
    assert tables_asked(api, address) == ["accounts_apitoken", "auth_user", "tickets_ticket"]


def tables_asked(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    # The last FROM is that of the outer query.
    return [re.findall(r'FROM "?(\w+)', query["sql"])[-1] for query in asked.captured_queries]


@pytest.mark.usefixtures("agents")
def test_a_role_that_is_withdrawn_is_gone_with_the_next_request(new_ticket: NewTicket) -> None:
    ola = new_account("ola", Role.ADMIN)
    _, word = token_create(name="x", account=ola, scopes=["read"])
    browser, tool = browser_of(ola), Client(headers={"Authorization": f"Bearer {word}"})
    address = f"/api/tickets/{new_ticket().pk}/"
    for client in (browser, tool):
        assert client.get(address).status_code == 200
    assert browser.get("/admin/").status_code == 200
    ola.groups.clear()
    for client in (browser, tool):
        assert client.get(address).status_code == 403
    assert browser.get("/admin/").status_code == 302


@pytest.mark.usefixtures("agents")
def test_permissions_count_wherever_they_come_from(new_ticket: NewTicket) -> None:
    """Permissions of the account, of a company's groups, and of a superuser."""
    view = Permission.objects.get(codename="view_ticket")
    own, grouped = new_account("own", None), new_account("grouped", None)
    own.user_permissions.add(view)
    grouped.groups.add(Group.objects.create(name="night shift"))
    Group.objects.get(name="night shift").permissions.add(view)
    superuser = new_account("root", None, is_superuser=True)
    without_role = new_account("roleless", None)
    address = f"/api/tickets/{new_ticket().pk}/"
    accounts = (own, grouped, superuser, without_role)
    statuses = [browser_of(one).get(address).status_code for one in accounts]
    assert statuses == [200, 200, 200, 403]


def test_in_an_open_portal_viewers_change_tickets_too(new_ticket: NewTicket) -> None:
    browser, ticket = browser_of(new_account("ola", Role.VIEWER)), new_ticket()
    assert browser.open_portal()["may"] == {"view": True, "change": True, "administer": False}
    assert browser.change("PATCH", f"/api/tickets/{ticket.pk}/", {}).status_code == 200


def test_the_roles_are_left_as_a_company_has_set_them() -> None:
    viewer = new_account("ola", Role.VIEWER).groups.get()
    viewer.permissions.clear()
    make_roles(using="default")
    assert not viewer.permissions.exists()


@pytest.mark.django_db(transaction=True)
def test_production_says_when_it_is_open(database_url: str) -> None:
    for access, warnings in (("open", 1), ("agents", 0)):
        with GunicornServer(DATABASE_URL=database_url, PORTAL_ACCESS=access) as server:
            answer = server.request("GET", "/api/tickets/")
            assert answer.status_code == (200 if access == "open" else 401)
            assert server.log().count("WARN  | The portal is open") == warnings
