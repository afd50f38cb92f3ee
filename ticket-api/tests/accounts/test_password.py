"""POST /api/session/password/: people change their own password."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import throttle
from accounts.roles import Role
from accounts.tokens import token_create
from tests.people import PASSWORD, Browser, browser_of, new_account

pytestmark = pytest.mark.django_db

ADDRESS = "/api/session/password/"
NEW = "another horse, another battery"


def change(browser: Browser, current: Any = PASSWORD, new: Any = NEW) -> Any:
    return browser.change("POST", ADDRESS, {"current": current, "new": new})


def can_sign_in(password: str) -> bool:
    return Browser().sign_in("vera", password).status_code == 200


@pytest.fixture
def vera() -> User:
    return new_account("vera", Role.VIEWER)


@pytest.mark.parametrize("access", ["open", "agents"])
def test_a_viewer_changes_the_password_and_ends_every_other_session(
    vera: User, settings: Any, access: str
) -> None:
    settings.PORTAL_ACCESS = access
    here, elsewhere = browser_of(vera), browser_of(vera)
    key = here.cookies["sessionid"].value
    answer = change(here)
    assert answer.status_code == 200
    assert answer.json()["account"]["username"] == "vera"
    assert here.cookies["sessionid"].value != key
    assert not Session.objects.filter(pk=key).exists()
    assert here.open_portal()["account"]["username"] == "vera"
    assert elsewhere.open_portal()["account"] is None
    assert (can_sign_in(PASSWORD), can_sign_in(NEW)) == (False, True)


@pytest.mark.parametrize(
    ("current", "new", "field", "sentence"),
    [
        ("wrong", NEW, "current", "This is not the password that you have now"),
        (PASSWORD, "short", "new", "at least 12 characters"),
        (PASSWORD, "password1234", "new", "too common"),
        (PASSWORD, "vera.vera.vera", "new", "too similar to the username"),
        (PASSWORD, "", "new", "Enter a new password"),
        ("", NEW, "current", "Enter your current password"),
        (PASSWORD, "x" * 1_001, "new", "1,000 characters or fewer"),
        ([PASSWORD], {"$ne": 1}, "new", "as text"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    settings: Any, current: Any, new: Any, field: str, sentence: str
) -> None:
    vera = new_account("vera.vera.vera", Role.VIEWER)
    answer = change(browser_of(vera), current, new)
    assert answer.status_code == 400
    assert sentence in answer.json()["details"][field][0]
    vera.refresh_from_db()
    assert vera.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("Support-Tickets-2026!", False),
        ("helpdesk.helpdesk", False),
        ("acmeworks12345678", False),
        ("example#acmeworks", False),
        ("AdminAdminAdmin1x", False),
        ("17 tickets by bicycle", True),
        ("a1b2c3d4-9f8e7d6c-00", True),
        (NEW, True),
    ],
)
def test_words_of_a_help_desk_are_refused(settings: Any, password: str, is_good: bool) -> None:
    settings.ALLOWED_HOSTS = ["help.acmeworks.example", "localhost"]
    if is_good:
        validate_password(password)
    else:
        with pytest.raises(ValidationError, match="words that anybody would try"):
            validate_password(password)


def test_spaces_are_part_of_a_password(vera: User) -> None:
    assert change(browser_of(vera), new=f"  {NEW}  ").status_code == 200
    assert (can_sign_in(NEW), can_sign_in(f"  {NEW}  ")) == (False, True)


def test_who_found_an_open_session_cannot_try_for_long(vera: User) -> None:
    """Counted together with signing in."""
    browser = browser_of(vera)
    for _ in range(throttle.FAILURES_OF_AN_ACCOUNT):
        assert change(browser, "wrong").status_code == 400
    answer = change(browser)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert int(answer["Retry-After"]) > 0


def test_it_takes_a_session_and_its_csrf_token(vera: User) -> None:
    anonymous = Browser()
    anonymous.open_portal()
    answer = change(anonymous)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    browser = browser_of(vera)
    forged = browser.generic("POST", ADDRESS, "{}", "application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf_failed")


def test_a_token_is_not_enough(vera: User) -> None:
    _, word = token_create(name="x", account=vera, scopes=("read", "write"))
    answer = Client().post(
        ADDRESS,
        {"current": PASSWORD, "new": NEW},
        "application/json",
        headers={"Authorization": f"Bearer {word}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_providers_password_is_changed_at_the_provider(vera: User) -> None:
    browser = browser_of(vera)
    vera.set_unusable_password()
    vera.save()
    browser.force_login(vera)
    assert browser.open_portal()["account"]["has_password"] is False
    answer = change(browser)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "sign-in provider" in answer.json()["details"]["detail"][0]


def test_the_admin_leads_to_the_portals_page() -> None:
    answer = browser_of(new_account("anna")).get("/admin/password_change/")
    assert (answer.status_code, answer["Location"]) == (302, "/password")


def test_nothing_of_it_is_logged(vera: User, caplog: pytest.LogCaptureFixture) -> None:
    browser = browser_of(vera)
    with caplog.at_level("INFO"):
        change(browser, "wrong", NEW)
        change(browser)
    assert "account.password_changed" in caplog.text
    assert not {PASSWORD, NEW, "wrong"} & set(caplog.text.split())
    assert PASSWORD not in caplog.text
    assert NEW not in caplog.text
