"""Settings that refuse to start rather than run unsafely."""

import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import environment
from tests.gunicorn_server import FOLDER
from tests.gunicorn_server import environment as process_environment

KEY = "Zm9yIHRoZSB0ZXN0cyBhbG9uZTogNjQgY2hhcmFjdGVycyBvZiBub3RoaW5nIGF0"
URL = "postgresql://tickets:p%40ss@db.example:6432/tickets?sslmode=require"


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` with production settings and `variables`; an empty value unsets one."""
    given = {**process_environment(DJANGO_SECRET_KEY=KEY, DATABASE_URL=URL), **variables}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=FOLDER,
        env={name: value for name, value in given.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_starts_with_what_it_needs() -> None:
    done = start(DJANGO_ALLOWED_HOSTS="tickets.example.com, localhost")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DJANGO_SECRET_KEY": ""}, "DJANGO_SECRET_KEY is not set"),
        ({"DJANGO_DEBUG": "on"}, "DJANGO_DEBUG is on"),
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS has a wildcard"),
        ({"DATABASE_URL": ""}, "set DATABASE_URL, or POSTGRES_DB"),
    ],
)
def test_production_refuses_to_start_and_says_why(variables: dict[str, str], sentence: str) -> None:
    done = start(**variables)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_former_keys_are_held_to_the_same_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY_FALLBACKS", f"{KEY}, {KEY[::-1]}")
    assert environment.read_former_keys() == [KEY, KEY[::-1]]
    monkeypatch.setenv("DJANGO_SECRET_KEY_FALLBACKS", f"{KEY},short")
    with pytest.raises(ImproperlyConfigured, match="DJANGO_SECRET_KEY_FALLBACKS is too short"):
        environment.read_former_keys()
    monkeypatch.delenv("DJANGO_SECRET_KEY_FALLBACKS")
    assert environment.read_former_keys() == []


@pytest.mark.parametrize(
    "key",
    ["", "short", "a" * 64, KEY[:49], f"django-insecure-{KEY}", f"please-change-me-{KEY}"],
)
def test_a_key_that_others_could_find_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", key)
    with pytest.raises(ImproperlyConfigured, match=r"DJANGO_SECRET_KEY .*secrets\.token_urlsafe"):
        environment.read_secret_key()


def test_a_good_key_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SECRET_KEY", KEY)
    assert environment.read_secret_key() == KEY


@pytest.mark.parametrize("hosts", ["*", "good.example,*", "*.example.com"])
def test_a_wildcard_host_is_refused(monkeypatch: pytest.MonkeyPatch, hosts: str) -> None:
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", hosts)
    with pytest.raises(ImproperlyConfigured, match="wildcard"):
        environment.read_allowed_hosts()


def test_a_database_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("POSTGRES_DB", "ignored")
    assert environment.read_database() == {
        "NAME": "tickets",
        "USER": "tickets",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_by_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"DB": "a", "USER": "b", "PASSWORD": "c@/:?", "HOST": "d", "PORT": ""}
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in parts.items():
        monkeypatch.setenv(f"POSTGRES_{name}", value)
    assert environment.read_database() == {
        "NAME": "a",
        "USER": "b",
        "PASSWORD": "c@/:?",
        "HOST": "d",
        "PORT": "5432",
        "OPTIONS": {},
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:hidden@h/db",
        "postgresql://u:hidden@h/",
        "postgresql://u:hidden@h:x:y/db?%",
        "hidden",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="postgresql://user:password@host") as refused:
        environment.read_database()
    assert "hidden" not in str(refused.value)
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("value", ["0", "-1", "ten", "inf", "nan"])
def test_a_number_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOME_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="SOME_SECONDS must be a number above zero"):
        environment.read_positive("SOME_SECONDS", default=1)


def test_a_switch_takes_on_and_off_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SOME_SWITCH must be `on` or `off`"):
        environment.read_switch("SOME_SWITCH")
