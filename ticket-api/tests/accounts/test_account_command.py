"""`manage.py account`: making the first admin, and giving people a new role or password."""

import contextlib
import fcntl
import io
import os
import pty
import subprocess
import sys
import termios

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from accounts.roles import role_of
from tests.gunicorn_server import FOLDER, environment
from tests.people import PASSWORD, browser_of

pytestmark = pytest.mark.django_db


def account(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = PASSWORD) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    written = io.StringIO()
    call_command("account", *arguments, stdout=written)
    return written.getvalue()


def test_an_admin_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    said = account(monkeypatch, "anna", "--role", "admin")
    assert said == "The account anna is made; its role is admin.\n"
    made = User.objects.get()
    assert role_of(made) == "admin"
    assert not made.is_superuser
    assert browser_of(made).open_portal()["may"]["administer"] is True


def test_an_account_gets_another_role_and_password(monkeypatch: pytest.MonkeyPatch) -> None:
    account(monkeypatch, "anna", "--role", "admin")
    User.objects.update(is_active=False)
    said = account(monkeypatch, "anna", "--role", "viewer", password="another good password")
    assert said == "The account anna is changed; its role is viewer.\n"
    changed = User.objects.get()
    assert role_of(changed) == "viewer"
    assert changed.is_active
    assert changed.check_password("another good password")


@pytest.mark.parametrize(
    ("username", "password", "sentence"),
    [
        ("anna", "short", "at least 12 characters"),
        ("anna", "", "at least 12 characters"),
        ("anna", "password1234", "too common"),
        ("annabelle-the-first", "annabelle-the-first", "too similar to the username"),
        ("an na", PASSWORD, "Enter a valid username"),
        ("a" * 151, PASSWORD, "at most 150 characters"),
    ],
)
def test_bad_names_and_passwords_are_refused(
    monkeypatch: pytest.MonkeyPatch, username: str, password: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        account(monkeypatch, username, password=password)
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [PASSWORD, "something else"])
def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    database_url: str, again: str
) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "manage.py", "account", "anna", "--role", "admin"]
    process = subprocess.Popen(
        command,
        cwd=FOLDER,
        env=environment(DATABASE_URL=database_url),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(theirs)
    said = _answer(ours, "Password: ", PASSWORD) + _answer(ours, "again: ", again) + _rest(ours)
    assert (process.wait(timeout=60) == 0) is (again == PASSWORD)
    assert PASSWORD not in said
    assert User.objects.filter(username="anna").exists() is (again == PASSWORD)


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _answer(terminal: int, question: str, answer: str) -> str:
    said = ""
    while not said.endswith(question):
        said += os.read(terminal, 1000).decode()
    os.write(terminal, f"{answer}\n".encode())
    return said


def _rest(terminal: int) -> str:
    said = ""
    with contextlib.suppress(OSError):  # The other end is closed.
        while more := os.read(terminal, 1000).decode():
            said += more
    return said
