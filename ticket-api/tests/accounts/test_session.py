"""GET, POST and DELETE /api/session/: signing in and out, and what a session is worth."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import throttle
from accounts.models import SignInAttempts
from accounts.roles import Role
from tests.operations import OPERATIONS
from tests.people import PASSWORD, SESSION, Browser, browser_of, new_account
from tests.samples import contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return new_account("anna", first_name="Anna", last_name="Ek")


def code(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["details"]["detail"], "every refusal says what to do"
    return answer.status_code, body["code"]


def test_an_anonymous_session() -> None:
    browser = Browser()
    assert browser.open_portal() == contract("public-api/session.json")
    assert browser.cookies["csrftoken"]["samesite"] == "Lax"
    assert browser.get(SESSION)["Cache-Control"] == "no-store"


def test_signing_in_and_out(anna: User) -> None:
    browser = Browser()
    answer = browser.sign_in("anna")
    assert answer.status_code == 200
    promised = contract("public-api/session-agent.json")
    promised["account"]["id"] = anna.pk
    assert answer.json() == browser.open_portal() == promised
    assert answer["Cache-Control"] == "no-store"
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 28_800)
    gone = browser.change("DELETE", SESSION)
    assert (gone.status_code, gone.content) == (204, b"")
    assert browser.open_portal()["account"] is None
    assert not Session.objects.exists()
    assert browser.change("DELETE", SESSION).status_code == 204


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.VIEWER, {"view": True, "change": False, "administer": False}),
        (Role.AGENT, {"view": True, "change": True, "administer": False}),
        (Role.ADMIN, {"view": True, "change": True, "administer": True}),
        (None, {"view": False, "change": False, "administer": False}),
    ],
)
def test_the_session_lists_the_rights_of_each_role(
    settings: Any, role: Role | None, may: Any
) -> None:
    settings.PORTAL_ACCESS = "agents"
    account = new_account("ola", role)
    body = browser_of(account).open_portal()
    assert (body["access"], body["may"]) == ("agents", may)
    assert body["account"] == {
        "id": account.pk,
        "username": "ola",
        "name": "ola",
        "role": role,
        "has_password": True,
    }


@pytest.mark.parametrize(
    ("username", "password"),
    [("anna", "wrong"), ("unknown", PASSWORD), ("off", PASSWORD), ("oidc", PASSWORD), ("oidc", "")],
)
def test_what_does_not_fit_is_refused_in_the_same_words(
    anna: User, username: str, password: str
) -> None:
    new_account("off", is_active=False)
    User.objects.create_user("oidc")  # Without a password.
    browser = Browser()
    if password:
        refused = browser.sign_in(username, password)
        assert code(refused) == (401, "invalid_credentials")
        assert refused.content == Browser().sign_in("anna", "also wrong").content
    else:
        refused = browser.sign_in(username, password)
        assert refused.json()["details"] == {"password": ["Enter your password"]}
    assert browser.open_portal()["account"] is None


@pytest.mark.parametrize("username", ["anna", "unknown", "off", "oidc"])
def test_every_refusal_takes_one_hash_of_a_password(
    anna: User, settings: Any, monkeypatch: pytest.MonkeyPatch, username: str
) -> None:
    """The hash takes nearly all of the time, so the time does not reveal which names exist."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    User.objects.create_user("oidc")
    new_account("off", is_active=False)
    new_account("bea")
    User.objects.filter(username="anna").update(password=User.objects.get(username="bea").password)
    made = []
    original = PBKDF2PasswordHasher.encode

    def counted(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        made.append(iterations or self.iterations)
        return original(self, password, salt, iterations)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    assert code(Browser().sign_in(username, "wrong")) == (401, "invalid_credentials")
    assert made == [1_000]


def test_fields_are_asked_for() -> None:
    browser = Browser()
    browser.open_portal()
    answer = browser.change("POST", SESSION, {"username": " "})
    assert answer.status_code == 400
    assert answer.json()["details"] == {
        "username": ["Enter your username"],
        "password": ["This field is required."],
    }


@pytest.mark.parametrize("body", [[], "x", 1, None, {"username": {"$ne": 1}, "password": [1]}])
def test_other_bodies_are_refused(body: Any) -> None:
    browser = Browser()
    browser.open_portal()
    assert browser.change("POST", SESSION, body).status_code == 400


def test_sql_in_a_name_is_a_name(anna: User) -> None:
    assert code(Browser().sign_in("anna' OR '1'='1")) == (401, "invalid_credentials")


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize("token", [None, "", "x", "a" * 32, "a" * 64])
def test_another_page_cannot_sign_people_in_or_out(
    anna: User, method: str, token: str | None
) -> None:
    browser = browser_of(anna)
    body = json.dumps({"username": "anna", "password": PASSWORD})
    headers = {} if token is None else {"X-CSRFToken": token}
    answer = browser.generic(method, SESSION, body, "application/json", headers=headers)
    assert code(answer) == (403, "csrf_failed")
    assert browser.open_portal()["account"]["username"] == "anna"


def test_a_token_from_another_origin_is_not_enough(anna: User) -> None:
    answer = Browser().sign_in("anna", Origin="https://evil.example")
    assert code(answer) == (403, "csrf_failed")


def test_a_session_key_that_was_put_there_is_not_taken_over(anna: User) -> None:
    planted = Browser()
    planted.cookies["sessionid"] = "a" * 32
    planted.sign_in("anna")
    assert planted.cookies["sessionid"].value != "a" * 32
    known = browser_of(anna)
    key = known.cookies["sessionid"].value
    known.sign_in("anna")
    assert known.cookies["sessionid"].value != key
    old = Client()
    old.cookies["sessionid"] = key
    assert old.get(SESSION).json()["account"] is None


def test_another_account_gets_nothing_of_the_last_ones_session(anna: User) -> None:
    browser = browser_of(anna)
    key = browser.cookies["sessionid"].value
    browser.sign_in(new_account("bea").username)
    assert browser.open_portal()["account"]["username"] == "bea"
    assert not Session.objects.filter(pk=key).exists()


def test_a_session_expires(anna: User) -> None:
    browser = browser_of(anna)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.open_portal()["account"] is None
    browser_of(anna)
    assert Session.objects.count() == 1, "the old one is cleared away"


PAGES = ["/admin/", "/admin/login/", "/admin/logout/", "/admin/jsi18n/", "/admin/auth/user/add/"]


@pytest.mark.parametrize("access", ["open", "agents"])
@pytest.mark.parametrize("cookie", ["", f"sessionid={'a' * 32}"])
def test_requests_without_an_account_store_no_session(
    settings: Any, access: str, cookie: str
) -> None:
    settings.PORTAL_ACCESS = access
    headers = {"Cookie": cookie} if cookie else {}
    for operation in OPERATIONS:
        operation.send(Client(raise_request_exception=False), **headers)
    for path in (*PAGES, "/api/session/oidc/begin/", "/api/session/oidc/finish/?code=x&state=y"):
        for method in ("GET", "POST"):
            Client().generic(method, path, headers=headers)
    assert not Session.objects.exists()


def test_a_new_password_and_switching_off_end_every_session(anna: User) -> None:
    first, second = browser_of(anna), browser_of(anna)
    anna.set_password("another good password")
    anna.save()
    assert first.open_portal()["account"] is None
    third = Browser()
    third.sign_in("anna", "another good password")
    User.objects.update(is_active=False)
    assert third.open_portal()["account"] is None
    assert second.open_portal()["account"] is None


def test_too_many_failures_of_an_account_make_it_wait(anna: User) -> None:
    for number in range(throttle.FAILURES_OF_AN_ACCOUNT):
        name = ["anna", "Anna", "ANNA"][number % 3]
        forwarded = {"X-Forwarded-For": f"192.0.2.{number}"}
        assert code(Browser().sign_in(name, "wrong", **forwarded))[0] == 401
    answer = Browser().sign_in("anna", PASSWORD)
    assert code(answer) == (429, "rate_limited")
    assert 0 < int(answer["Retry-After"]) <= throttle.WINDOW_SECONDS
    _let_the_window_pass()
    assert Browser().sign_in("anna").status_code == 200


def test_unknown_names_wait_as_well() -> None:
    for _ in range(throttle.FAILURES_OF_AN_ACCOUNT):
        assert code(Browser().sign_in("unknown"))[0] == 401
    assert code(Browser().sign_in("unknown")) == (429, "rate_limited")


def test_too_many_failures_from_an_address_make_it_wait(anna: User) -> None:
    here = {"X-Forwarded-For": "2001:db8:1:2::7"}
    neighbour = {"X-Forwarded-For": "2001:db8:1:2:ffff::1"}
    for number in range(throttle.FAILURES_OF_AN_ADDRESS):
        assert code(Browser().sign_in(f"guess-{number}", **here))[0] == 401
    assert code(Browser().sign_in("anna", **neighbour)) == (429, "rate_limited")
    elsewhere = {"X-Forwarded-For": "2001:db8:1:3::7"}
    assert Browser().sign_in("anna", **elsewhere).status_code == 200


def test_success_gives_attempts_back(anna: User) -> None:
    for _ in range(2):
        for _ in range(throttle.FAILURES_OF_AN_ACCOUNT - 1):
            Browser().sign_in("anna", "wrong")
        assert Browser().sign_in("anna").status_code == 200
    (address,) = SignInAttempts.objects.all()
    assert address.failures == 2 * (throttle.FAILURES_OF_AN_ACCOUNT - 1)


def test_old_counts_are_cleared_away() -> None:
    Browser().sign_in("unknown")
    _let_the_window_pass()
    Browser().sign_in("somebody", **{"X-Forwarded-For": "192.0.2.1"})
    assert SignInAttempts.objects.count() == 2


def _let_the_window_pass() -> None:
    past = timezone.now() - timedelta(seconds=throttle.WINDOW_SECONDS + 1)
    SignInAttempts.objects.update(since=past)


def test_without_cookies_the_appearance_alone_is_read() -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get(SESSION)
    (query,) = asked.captured_queries
    assert 'FROM "appearance_appearance"' in query["sql"]
