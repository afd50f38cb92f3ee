"""API tokens: what tools show, `manage.py api_token`, and what the database keeps of them."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given

from accounts.models import ApiToken
from accounts.roles import Role
from accounts.tokens import token_create, token_revoke, word_of
from tests.config.test_any_order import changed, changes
from tests.fuzz_budget import budget
from tests.people import SESSION, browser_of, new_account
from tests.samples import NEW_TICKET
from tickets.models import Ticket

NewTicket = Callable[..., Ticket]
BOTH = ("read", "write")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agents(settings: Any) -> None:
    settings.PORTAL_ACCESS = "agents"


def word(account: User, *scopes: str, **fields: Any) -> str:
    return token_create(name="export", account=account, scopes=scopes or BOTH, **fields)[1]


def shown(word: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {word}"}


def result(answer: Any) -> tuple[int, str]:
    body = answer.json() if answer.content else {}
    return answer.status_code, body.get("code", "")


def test_a_token_acts_for_its_account_without_a_csrf_token(new_ticket: NewTicket) -> None:
    client, ticket = Client(enforce_csrf_checks=True), new_ticket()
    headers = shown(word(new_account("tool", Role.AGENT)))
    address = f"/api/tickets/{ticket.pk}/"
    assert client.get(address, headers=headers).status_code == 200
    body = {"status": "closed"}
    answer = client.patch(address, body, "application/json", headers=headers)
    assert answer.status_code == 200
    assert client.get(SESSION, headers=headers).json()["account"]["username"] == "tool"
    assert not client.cookies.get("sessionid")


@pytest.mark.parametrize(
    ("scopes", "role", "reads", "changes", "creates"),
    [
        (("read",), Role.AGENT, 200, 403, 403),
        (("write",), Role.AGENT, 403, 200, 201),
        (BOTH, Role.VIEWER, 200, 403, 201),
        (BOTH, None, 403, 403, 201),
        (BOTH, Role.ADMIN, 200, 200, 201),
    ],
)
def test_scopes_and_role_both_have_to_allow_it(
    api: Client,
    new_ticket: NewTicket,
    scopes: tuple[str, ...],
    role: Role | None,
    reads: int,
    changes: int,
    creates: int,
) -> None:
    headers, address = shown(word(new_account("tool", role), *scopes)), "/api/tickets/{}/"
    ticket = address.format(new_ticket().pk)
    assert api.get(ticket, headers=headers).status_code == reads
    assert api.patch(ticket, {}, "application/json", headers=headers).status_code == changes
    made = api.post("/api/tickets/", NEW_TICKET, "application/json", headers=headers)
    assert made.status_code == creates


def test_scopes_hold_in_an_open_portal_as_well(
    api: Client, new_ticket: NewTicket, settings: Any
) -> None:
    settings.PORTAL_ACCESS = "open"
    headers = shown(word(new_account("tool"), "read"))
    address = f"/api/tickets/{new_ticket().pk}/"
    assert api.get(address, headers=headers).status_code == 200
    answer = api.patch(address, {}, "application/json", headers=headers)
    assert result(answer) == (403, "forbidden")


@pytest.mark.parametrize(
    "change",
    [
        lambda good: good[:-1] + ("A" if good[-1] != "A" else "B"),
        lambda good: good[:-1],
        lambda good: good + "a",
        lambda good: good.upper(),
        lambda good: "tkt_000000000000_" + good.partition("_")[2].partition("_")[2],
        lambda good: good.rpartition("_")[0],
        lambda _: "",
        lambda _: "tkt_' OR 1=1 --_x",
        lambda _: "x" * 8_000,
    ],
)
@pytest.mark.parametrize("access", ["open", "agents"])
def test_malformed_tokens_are_refused(
    api: Client, settings: Any, access: str, change: Callable[[str], str]
) -> None:
    settings.PORTAL_ACCESS = access
    wrong = change(word(new_account("tool")))
    assert result(api.get("/api/tickets/", headers=shown(wrong))) == (401, "invalid_token")
    text = {"description": "Help"}
    answer = api.post("/api/tickets/classify/", text, "application/json", headers=shown(wrong))
    assert answer.status_code == 200, "classify looks at no token"


@pytest.mark.fuzz
@budget(60)
@given(steps=changes)
def test_a_changed_token_is_none(api: Client, steps: list[Any]) -> None:
    account = User.objects.filter(username="tool").first() or new_account("tool")
    ours = word(account)
    theirs = "".join(letter for letter in changed(ours, steps) if " " <= letter <= "~").strip()
    answer = api.get("/api/tickets/", headers=shown(theirs))
    if theirs == ours:
        assert answer.status_code == 200
    else:
        assert result(answer) == (401, "invalid_token")


def test_tokens_end(api: Client) -> None:
    account = new_account("tool")
    now = timezone.now()
    expired = word(account, expires_at=now - timedelta(seconds=1))
    later, revoked, good = word(account, expires_at=now + timedelta(days=1)), *_revoked(account)
    for dead in (expired, revoked):
        assert result(api.get("/api/tickets/", headers=shown(dead))) == (401, "invalid_token")
    for alive in (later, good):
        assert api.get("/api/tickets/", headers=shown(alive)).status_code == 200
    User.objects.update(is_active=False)
    assert result(api.get("/api/tickets/", headers=shown(good))) == (401, "invalid_token")


def _revoked(account: User) -> tuple[str, str]:
    token, dead = token_create(name="old", account=account, scopes=BOTH)
    token_revoke(token)
    first = ApiToken.objects.get(pk=token.pk).revoked_at
    token_revoke(token)
    assert ApiToken.objects.get(pk=token.pk).revoked_at == first
    return dead, word(account)


def test_the_database_keeps_no_token() -> None:
    whole = word(new_account("tool"))
    secret = whole.split("_", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_apitoken t")
        ((stored,),) = cursor.fetchall()
    assert secret not in stored
    assert len(secret) == 43


def test_its_use_is_noted_once_a_minute(api: Client) -> None:
    headers = shown(word(new_account("tool")))
    api.get("/api/tickets/", headers=headers)
    noted = ApiToken.objects.get().last_used_at
    assert noted
    with CaptureQueriesContext(connection) as asked:
        api.get("/api/tickets/", headers=headers)
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]
    ApiToken.objects.update(last_used_at=noted - timedelta(minutes=2))
    api.get("/api/tickets/", headers=headers)
    assert ApiToken.objects.get().last_used_at >= noted


def test_a_token_beats_a_session(new_ticket: NewTicket) -> None:
    """A tool in a browser's page is held to its token."""
    browser = browser_of(new_account("anna", Role.ADMIN))
    headers = shown(word(new_account("tool", Role.VIEWER)))
    answer = browser.change("PATCH", f"/api/tickets/{new_ticket().pk}/", {}, **headers)
    assert result(answer) == (403, "forbidden")


def test_a_token_that_may_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="Let the token read, write, or both"):
        token_create(name="export", account=new_account("tool"), scopes=())


# The command -------------------------------------------------------------------------------------


def api_token(*arguments: str) -> str:
    written = io.StringIO()
    call_command("api_token", *arguments, stdout=written, stderr=io.StringIO())
    return written.getvalue()


def test_a_token_is_made_listed_and_revoked(api: Client) -> None:
    new_account("tool")
    made = api_token("create", "nightly export", "--account", "tool", "--days", "30").strip()
    assert api.get("/api/tickets/", headers=shown(made)).status_code == 200
    public_id = made.split("_")[1]
    (line,) = api_token("list").splitlines()
    assert line.startswith(f"{public_id}  nightly export  for tool  read  valid until 20")
    assert "used 20" in line
    assert made[17:] not in line
    api_token("revoke", made)
    assert "revoked 20" in api_token("list")
    assert result(api.get("/api/tickets/", headers=shown(made))) == (401, "invalid_token")


def test_both_scopes_and_no_end() -> None:
    new_account("tool")
    api_token("create", "x", "--account", "tool", "--scope", "read", "--scope", "write")
    assert "for tool  read+write  valid  used never" in api_token("list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["create", "x", "--account", "unknown"], "There is no account unknown"),
        (["create", "x" * 101, "--account", "tool"], "at most 100 characters"),
        (["create", "x", "--account", "tool", "--days", "0"], "from 1 to 3650"),
        (["revoke", "000000000000"], "There is no such token"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], sentence: str) -> None:
    new_account("tool")
    with pytest.raises(CommandError, match=sentence):
        api_token(*arguments)


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("Bearer x", "x"),
        ("bEARER    x", "x"),
        ("  Bearer x  ", "x"),
        ("Bearer", ""),
        ("Bearer a b", "a b"),
        # The gateway refuses these. Read as tokens, they would evade the limit for the token.
        ("Bearer\tx", None),
        ("\tBearer x", None),
        ("\xa0Bearer x", None),
        ("Bearer \tx", "\tx"),
        ("Bearer x\xa0", "x\xa0"),
        ("Bearer x\n", "x\n"),
        ("Basic x", None),
        ("", None),
        (None, None),
    ],
)
def test_blanks_alone_may_surround_a_token(header: str | None, read: str | None) -> None:
    assert word_of(header) == read
