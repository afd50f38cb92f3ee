"""/api/session/set-up/: the first account, with the code from the log."""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.people.first_account import set_up_code
from accounts.roles import Role
from tests.people import Browser, new_account

pytestmark = pytest.mark.django_db
SET_UP = "/api/session/set-up/"
PASSWORD = "seven quiet lighthouse keepers"


def is_needed() -> Any:
    answer: Any = Client().get(SET_UP)
    return answer.json()["needed"]


def set_up(**fields: Any) -> Any:
    browser = Browser()
    browser.open_portal()
    body = {"code": set_up_code(), "username": "anna", "name": "Anna Ek", "password": PASSWORD}
    return browser, browser.change("POST", SET_UP, {**body, **fields})


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: code.replace("-", " ")])
def test_the_code_makes_the_first_admin(spelling: Any) -> None:
    assert is_needed() is True
    browser, answer = set_up(code=spelling(set_up_code()))
    assert answer.status_code == 200, answer.content
    assert answer.json()["may"]["administer"] is True
    assert browser.open_portal()["account"]["role"] == Role.ADMIN
    assert is_needed() is False
    again = set_up(username="bo")[1]
    assert (again.status_code, again.json()["code"]) == (409, "already_set_up")


def test_an_installation_with_an_account_is_not_set_up_again() -> None:
    new_account("ola", None, is_active=False)
    assert set_up()[1].status_code == 409
    assert User.objects.count() == 1


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "x", "ı" * 12])
def test_a_wrong_code_makes_no_account(code: str) -> None:
    answer = set_up(code=code)[1]
    assert answer.status_code == 400
    assert "log" in answer.json()["details"]["code"][0]
    assert not User.objects.exists()


def test_wrong_codes_are_limited() -> None:
    answers = [set_up(code="AAAA-BBBB-CCCC")[1].status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]
    assert set_up()[1].status_code == 429


def test_a_weak_password_makes_no_account() -> None:
    answer = set_up(password="short")[1]
    assert answer.json()["details"]["password"]
    assert not User.objects.exists()


def test_the_log_has_the_code_until_there_is_an_account(caplog: pytest.LogCaptureFixture) -> None:
    def logged() -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            call_command("migrate", verbosity=0)
        records = [one for one in caplog.records if one.message == "account.set_up_code"]
        return [one.code for one in records]  # type: ignore[attr-defined]

    assert logged() == [set_up_code()]
    set_up()
    assert logged() == []


def test_another_secret_key_is_another_code(settings: Any) -> None:
    here = set_up_code()
    settings.SECRET_KEY = "another key that is long enough for the check of the settings"
    assert set_up_code() != here


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_account() -> None:
    start = Barrier(2)

    def send(username: str) -> int:
        start.wait()
        try:
            return int(set_up(username=username)[1].status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, ["anna", "bo"])) == [200, 409]
    assert User.objects.count() == 1
