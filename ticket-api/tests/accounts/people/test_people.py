"""/api/accounts/ and /api/session/invitation/: who is invited, changed and switched off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ExternalIdentity
from accounts.people import invitations
from accounts.roles import Role, give_role
from accounts.tokens import token_create
from tests.people import PASSWORD, Browser, browser_of, new_account

pytestmark = pytest.mark.django_db
ACCOUNTS = "/api/accounts/"
JOIN = "/api/session/invitation/"
NEW_PASSWORD = "seven quiet lighthouse keepers"


def change(browser: Browser, method: str, path: str, body: Any = None) -> Any:
    return browser.change(method, path, body)


@pytest.fixture
def boss(db: None) -> User:
    return new_account("boss", Role.ADMIN)


def invite(browser: Browser, **fields: Any) -> Any:
    body = {"username": "cy", "name": "Cy Young", "email": "cy@example.com", "role": "agent"}
    return change(browser, "POST", ACCOUNTS, {**body, **fields})


def join(invitation: str, password: str = NEW_PASSWORD) -> Any:
    browser = Browser()
    browser.open_portal()
    answer = change(browser, "POST", JOIN, {"invitation": invitation, "password": password})
    return browser, answer


@pytest.mark.parametrize("role", list(Role))
def test_an_invited_person_chooses_a_password_and_is_signed_in(boss: User, role: Role) -> None:
    answer = invite(browser_of(boss), role=role)
    assert answer.status_code == 201, answer.content
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["person"] == {
        "id": User.objects.get(username="cy").pk,
        "username": "cy",
        "name": "Cy Young",
        "email": "cy@example.com",
        "role": role,
        "active": True,
        "state": "invited",
        "changeable": True,
        "last_login": None,
    }
    browser, joined = join(body["invitation"])
    assert joined.status_code == 200, joined.content
    assert joined.json()["account"]["role"] == role
    assert browser.open_portal()["account"]["username"] == "cy"
    assert Browser().sign_in("CY", NEW_PASSWORD).status_code == 200


def test_an_invitation_works_once(boss: User) -> None:
    invitation = invite(browser_of(boss)).json()["invitation"]
    assert join(invitation)[1].status_code == 200
    again = join(invitation, "another good long password")[1]
    assert (again.status_code, again.json()["code"]) == (403, "invalid_invitation")
    assert Browser().sign_in("cy", NEW_PASSWORD).status_code == 200


def test_a_weak_password_does_not_use_the_invitation_up(boss: User) -> None:
    invitation = invite(browser_of(boss)).json()["invitation"]
    for weak in ("short", "passwordpassword", "supportticket"):
        refused = join(invitation, weak)[1]
        assert refused.status_code == 400
        assert refused.json()["details"]["password"]
    assert join(invitation)[1].status_code == 200


def test_an_invitation_expires(boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = invite(browser_of(boss)).json()["invitation"]
    now = invitations._TOKENS._now()
    monkeypatch.setattr(invitations._TOKENS, "_now", lambda: now + timedelta(days=3, seconds=5))
    assert join(invitation)[1].json()["code"] == "invalid_invitation"


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda one: one[:-1] + ("0" if one[-1] != "0" else "1"),
        lambda one: "zz" + one,
        lambda one: one.replace(".", ""),
        lambda _: "1.abc-def",
        lambda _: "zzzzzzzzzzzzz.abc-def",
        lambda _: "99999999999999999999999.x",
        lambda _: ".",
        lambda one: one + " x",
    ],
)
def test_a_made_up_invitation_is_refused(boss: User, spoilt: Any) -> None:
    invitation = invite(browser_of(boss)).json()["invitation"]
    refused = join(spoilt(invitation))[1]
    assert (refused.status_code, refused.json()["code"]) == (403, "invalid_invitation")


def test_an_invitation_of_another_account_does_not_fit(boss: User) -> None:
    browser = browser_of(boss)
    first = invite(browser).json()["invitation"]
    second = invite(browser, username="di").json()["invitation"]
    mixed = f"{first.partition('.')[0]}.{second.partition('.')[2]}"
    assert join(mixed)[1].status_code == 403


def test_a_switched_off_account_cannot_join(boss: User) -> None:
    browser = browser_of(boss)
    body = invite(browser).json()
    off = change(browser, "PATCH", f"{ACCOUNTS}{body['person']['id']}/", {"active": False})
    assert off.json()["state"] == "off"
    assert join(body["invitation"])[1].status_code == 403
    again = change(browser, "POST", f"{ACCOUNTS}{body['person']['id']}/invitation/")
    assert again.status_code == 400
    assert "Switch it on" in again.json()["details"]["detail"][0]


def test_a_new_invitation_replaces_a_forgotten_password_and_ends_sessions(boss: User) -> None:
    anna = new_account("anna")
    old = browser_of(anna)
    answer = change(browser_of(boss), "POST", f"{ACCOUNTS}{anna.pk}/invitation/")
    assert answer.status_code == 200, answer.content
    assert old.open_portal()["account"] is not None, "the old password works until then"
    assert join(answer.json()["invitation"])[1].status_code == 200
    assert old.open_portal()["account"] is None
    assert Browser().sign_in("anna", PASSWORD).status_code == 401


def test_the_provider_keeps_the_passwords_of_its_people(boss: User) -> None:
    ola = new_account("ola")
    ExternalIdentity.objects.create(issuer="https://id.example", subject="7", account=ola)
    answer = change(browser_of(boss), "POST", f"{ACCOUNTS}{ola.pk}/invitation/")
    assert answer.status_code == 400
    assert "provider" in answer.json()["details"]["detail"][0]


@pytest.mark.parametrize("username", ["Anna", "ａｎｎａ", "ANNA", "an\u200bna"])
def test_a_username_is_taken_in_every_spelling(boss: User, username: str) -> None:
    new_account("anna")
    answer = invite(browser_of(boss), username=username)
    assert answer.status_code == 400
    assert answer.json()["details"]["username"]
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "a b"),
        ("username", "x" * 151),
        ("username", 7),
        ("username", "a\x00b"),
        ("name", ""),
        ("name", "\u200b"),
        ("name", "n" * 151),
        ("email", "anna"),
        ("email", None),
        ("email", f"{'a' * 250}@example.com"),
        ("role", "owner"),
        ("role", None),
        ("role", ["admin"]),
    ],
)
def test_an_odd_value_is_named(boss: User, field: str, value: Any) -> None:
    answer = invite(browser_of(boss), **{field: value})
    assert answer.status_code == 400
    assert list(answer.json()["details"]) == [field]
    assert User.objects.count() == 1


def test_changing_a_person(boss: User) -> None:
    anna, browser = new_account("anna"), browser_of(boss)
    one = f"{ACCOUNTS}{anna.pk}/"
    answer = change(browser, "PATCH", one, {"name": "Anna Ek", "role": "viewer"})
    assert (answer.json()["name"], answer.json()["role"]) == ("Anna Ek", "viewer")
    session = browser_of(anna)
    assert change(browser, "PATCH", one, {"active": False}).json()["active"] is False
    assert session.open_portal()["account"] is None
    assert change(browser, "PATCH", one, {"active": True}).json()["role"] == "viewer"
    odd: Any
    for odd in ({}, {"other": 1}, {"active": "maybe"}, {"active": None}, [], None):
        assert change(browser, "PATCH", one, odd).status_code == 400, odd
    assert change(browser, "PATCH", f"{ACCOUNTS}999999/", {"name": "X"}).status_code == 404
    far = f"{ACCOUNTS}{2**70}/"
    assert change(browser, "PATCH", far, {"name": "X"}).status_code == 404


@pytest.mark.parametrize("sent", [{"role": "agent"}, {"active": False}, {"active": True}])
def test_admins_do_not_change_their_own_role_or_state(boss: User, sent: Any) -> None:
    browser = browser_of(boss)
    answer = change(browser, "PATCH", f"{ACCOUNTS}{boss.pk}/", sent)
    assert answer.status_code == 403
    assert "another admin" in answer.json()["details"]["detail"][0]
    assert change(browser, "PATCH", f"{ACCOUNTS}{boss.pk}/", {"name": "Bo"}).status_code == 200


def test_only_superusers_change_superusers(boss: User) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD)
    browser = browser_of(boss)
    for send in (
        lambda: change(browser, "PATCH", f"{ACCOUNTS}{root.pk}/", {"active": False}),
        lambda: change(browser, "POST", f"{ACCOUNTS}{root.pk}/invitation/"),
        lambda: change(
            browser, "POST", "/api/tokens/", {"name": "x", "account": root.pk, "scopes": ["read"]}
        ),
    ):
        assert send().status_code == 403
    listed = {one["username"]: one for one in browser.get(ACCOUNTS).json()["results"]}
    assert (listed["root"]["role"], listed["root"]["changeable"]) == ("admin", False)
    by_root = change(browser_of(root), "PATCH", f"{ACCOUNTS}{boss.pk}/", {"role": "viewer"})
    assert by_root.status_code == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AGENT, None])
@pytest.mark.parametrize("access", ["open", "agents"])
def test_the_settings_are_for_admins(settings: Any, role: Role | None, access: str) -> None:
    settings.PORTAL_ACCESS = access
    browser = browser_of(new_account("ola", role))
    for path in (ACCOUNTS, "/api/tokens/"):
        assert browser.get(path).status_code == 403
        assert change(browser, "POST", path, {}).status_code == 403
        assert Client().get(path).status_code == 401


def test_a_token_of_an_admin_manages_no_accounts(boss: User) -> None:
    _, word = token_create(name="x", account=boss, scopes=["read", "write"])
    headers = {"Authorization": f"Bearer {word}"}
    for path in (ACCOUNTS, "/api/tokens/"):
        refused = Client().get(path, headers=headers)
        assert refused.status_code == 403
        assert "token" in refused.json()["details"]["detail"][0]


def test_the_list_finds_people_and_costs_a_fixed_number_of_queries(boss: User) -> None:
    browser = browser_of(boss)
    for number in range(3):
        new_account(f"a{number}", email=f"a{number}@example.com")
    few = _queries(browser)
    for number in range(3, 230):
        account = User(username=f"a{number}", first_name="Ann", last_name=f"Nr{number}")
        account.set_unusable_password()
        account.save()
        give_role(account, Role.VIEWER)
    assert _queries(browser) == few
    everybody = browser.get(ACCOUNTS).json()
    assert (len(everybody["results"]), everybody["more"]) == (200, True)
    found = browser.get(ACCOUNTS, {"search": "ann NR17"}).json()
    assert found["more"] is False
    assert [one["username"] for one in found["results"]] == [
        "a17",
        *(f"a17{digit}" for digit in range(10)),
    ]
    for odd in ("a\x00", "a" * 201):
        refused: Any = browser.get(ACCOUNTS, {"search": odd})
        assert refused.status_code == 400
        assert list(refused.json()["details"]) == ["search"]


def _queries(browser: Browser) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(ACCOUNTS).status_code == 200
    return len(queries)


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_take_each_others_role_leave_one(boss: User) -> None:
    bo = new_account("bo", Role.ADMIN)
    pairs, start = [(browser_of(boss), bo), (browser_of(bo), boss)], Barrier(2)

    def demote(pair: tuple[Browser, User]) -> int:
        browser, other = pair
        start.wait()
        try:
            answer = change(browser, "PATCH", f"{ACCOUNTS}{other.pk}/", {"role": "agent"})
            return int(answer.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, pairs)) == [200, 403]
    assert User.objects.filter(groups__name=Role.ADMIN).count() == 1
