"""Accounts, and the browsers of people who have one."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from accounts.roles import Role, give_role

PASSWORD = "correct horse battery staple"
SESSION = "/api/session/"


def new_account(username: str, role: Role | None = Role.AGENT, **fields: Any) -> User:
    """A stored account with PASSWORD."""
    account = User.objects.create_user(username, password=PASSWORD, **fields)
    if role is not None:
        give_role(account, role)
    return account


class Browser(Client):
    """A client that is asked for CSRF tokens, and shows its cookie's as the portal does."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False)

    def change(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """A request with a JSON body and the CSRF token that the cookie holds."""
        shown = {"X-CSRFToken": self.cookies["csrftoken"].value} if self.cookies else {}
        return self.generic(  # type: ignore[return-value]
            method, path, _json(body), "application/json", headers={**shown, **headers}
        )

    def open_portal(self) -> Any:
        """What the portal asks for first."""
        answer = self.get(SESSION)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sign_in(self, username: str, password: str = PASSWORD, **headers: str) -> HttpResponse:
        """Fill in the portal's page and send it."""
        self.open_portal()
        return self.change("POST", SESSION, {"username": username, "password": password}, **headers)


def browser_of(account: User) -> Browser:
    """A browser in which `account` has signed in."""
    browser = Browser()
    answer = browser.sign_in(account.username)
    assert answer.status_code == 200, answer.content
    return browser


def _json(body: Any) -> str:
    return "" if body is None else json.dumps(body)
