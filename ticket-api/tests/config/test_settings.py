"""Settings that refuse to start rather than run unsafely."""

import json
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from common.environment import read_count, read_seconds, read_switch
from config.settings import environment, hosts
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


@pytest.mark.parametrize("written", ["*", "good.example,*", "*.example.com"])
def test_a_wildcard_host_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", written)
    with pytest.raises(ImproperlyConfigured, match="wildcard"):
        hosts.read_allowed_hosts()


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("tickets.example.com:8443", "Write tickets.example.com."),
        ("https://tickets.example.com", "Write tickets.example.com."),
        ("https://tickets.example.com:8443/help", "Write tickets.example.com."),
        ("tickets.example.com/", "Write tickets.example.com."),
        ("tickets.example.com.", "Write tickets.example.com."),
        ("anna@tickets.example.com", "Write tickets.example.com."),
        ("2001:db8::1", r"Write \[2001:db8::1\]."),
        ("::1", r"Write \[::1\]."),
        ("[2001:0db8:0::1]", r"Write \[2001:db8::1\]."),
        ("[2001:db8::1]:8443", r"Write \[2001:db8::1\]."),
        ("a.example;b.example", "Write host names without scheme and port, separated by commas"),
        ("a.example b.example", "Write host names without scheme and port, separated by commas"),
        ("a_b.example", "Write host names without scheme and port"),
        ("a..example", "Write host names without scheme and port"),
        ("-a.example", "Write host names without scheme and port"),
        (".", "Write host names without scheme and port"),
        (".127.0.0.1", "Write host names without scheme and port"),
        ("127.1", "Write host names without scheme and port"),
        ("300.1.1.1", "Write host names without scheme and port"),
        ("[127.0.0.1]", "Write host names without scheme and port"),
        ("[fe80::1%eth0]", "Write host names without scheme and port"),
    ],
)
def test_a_host_that_no_request_can_match_is_refused_with_the_right_form(
    monkeypatch: pytest.MonkeyPatch, written: str, advice: str
) -> None:
    for value in (written, f"good.example, {written}"):
        monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", value)
        with pytest.raises(ImproperlyConfigured, match=advice) as refused:
            hosts.read_allowed_hosts()
        assert f"DJANGO_ALLOWED_HOSTS has {written!r}" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("tickets.example.com", "tickets.example.com:8443"),
        ("Tickets.Example.com", "tickets.example.com"),
        ("tickets", "tickets"),
        (".example.com", "a.b.example.com"),
        (".example.com", "example.com"),
        ("192.0.2.7", "192.0.2.7:3000"),
        ("[2001:db8::1]", "[2001:db8::1]:3000"),
        ("[2001:DB8::1]", "[2001:db8::1]"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("Straße.example", "xn--strae-oqa.example"),
        (".bücher.example", "hilfe.xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("a.example, ,b.example,", "b.example"),
        ("   ", "localhost"),
        ("", "[::1]:8000"),
    ],
)
def test_a_host_that_is_taken_matches_what_browsers_send(
    monkeypatch: pytest.MonkeyPatch, settings: Any, rf: RequestFactory, written: str, asked: str
) -> None:
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", written)
    settings.ALLOWED_HOSTS = hosts.read_allowed_hosts()
    assert rf.get("/", headers={"Host": asked}).get_host() == asked


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("https://a.example", ["https://a.example"]),
        (
            "https://A.example:8443, http://b.example",
            ["https://a.example:8443", "http://b.example"],
        ),
        ("https://a.example:443,http://a.example:80", ["https://a.example", "http://a.example"]),
        ("https://[2001:db8::1]:8443", ["https://[2001:db8::1]:8443"]),
        ("https://bücher.example", ["https://xn--bcher-kva.example"]),
        ("https://*.example.com", ["https://*.example.com"]),
        (" , ", []),
    ],
)
def test_an_origin_is_taken_as_browsers_send_it(
    monkeypatch: pytest.MonkeyPatch, written: str, origins: list[str]
) -> None:
    monkeypatch.setenv("SOME_ORIGINS", written)
    assert hosts.read_origins("SOME_ORIGINS", subdomains=True) == origins


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("tickets.example.com", "Write https://tickets.example.com"),
        ("tickets.example.com:8443", "Write https://tickets.example.com"),
        ("https://tickets.example.com/", "Write https://tickets.example.com."),
        ("https://tickets.example.com/help", "Write https://tickets.example.com."),
        ("https://anna@tickets.example.com", "Write https://tickets.example.com."),
        ("ftp://tickets.example.com", "Write https://tickets.example.com."),
        ("https://a.example;https://b.example", "Write origins, separated by commas"),
        ("https://a.example https://b.example", "Write origins, separated by commas"),
        ("https://", "Write origins, separated by commas"),
        ("https://a.example:port", "Write origins, separated by commas"),
        ("https://*.example.com", "Write origins, separated by commas"),
        ("*", "Write origins, separated by commas"),
        ("null", "Write https://null"),
    ],
)
def test_a_malformed_origin_is_refused_with_the_right_form(
    monkeypatch: pytest.MonkeyPatch, written: str, advice: str
) -> None:
    monkeypatch.setenv("SOME_ORIGINS", written)
    with pytest.raises(ImproperlyConfigured, match=advice):
        hosts.read_origins("SOME_ORIGINS")


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


@pytest.mark.parametrize("value", ["0", "-1", "ten", "inf", "nan", "1e9", "0.0001", "10s", "1,5"])
def test_a_time_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOME_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match=r"SOME_SECONDS is .* Give a number of seconds"):
        read_seconds("SOME_SECONDS", default=1)


@pytest.mark.parametrize("value", ["0", "-1", "ten", "2.5", "1e3", "10001", "²", "9" * 30])
def test_a_count_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOME_COUNT", value)
    with pytest.raises(ImproperlyConfigured, match=r"SOME_COUNT is .* Give a whole number"):
        read_count("SOME_COUNT", default=1)


IN_FORCE = """
import django, json
from django.conf import settings
django.setup()
print(json.dumps({name: getattr(settings, name) for name in dir(settings) if name.isupper()},
                 default=str, sort_keys=True))
"""


def in_force(**variables: str) -> dict[str, Any]:
    """Production's settings under `variables` and under none of the caller's own."""
    done = subprocess.run(
        [sys.executable, "-c", IN_FORCE],
        cwd=FOLDER,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.production", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return dict(json.loads(done.stdout))


def declared() -> list[dict[str, Any]]:
    text = (FOLDER.parent / "contracts" / "settings.toml").read_text()
    return [one for group in tomllib.loads(text)["group"] for one in group["setting"]]


def test_defaults_are_those_of_the_declaration() -> None:
    required = {"DJANGO_SECRET_KEY": KEY, "DATABASE_URL": URL}
    defaults = {
        one["name"]: one["default"]
        for one in declared()
        if {"ticket-api", "ticket-events"} & set(one["read_by"])
        and one.get("default")
        and one["name"] != "DJANGO_SETTINGS_MODULE"
    }
    assert len(defaults) > 15
    said = in_force(**required, **defaults)
    # Loopback is always among them, so that these two stand there twice.
    said["ALLOWED_HOSTS"] = said["ALLOWED_HOSTS"][2:]
    assert in_force(**required) == said
    assert in_force(**required, **dict.fromkeys(defaults, "")) == said


EACH_IN_FORCE = """
import importlib, json, os, sys
base, changes = json.load(sys.stdin)
def in_force(variables):
    os.environ.clear()
    os.environ.update(variables)
    for name in [name for name in sys.modules if name.startswith("config.settings")]:
        del sys.modules[name]
    module = importlib.import_module("config.settings.production")
    return {name: repr(value) for name, value in vars(module).items() if name.isupper()}
answers = {}
for name, value in changes.items():
    usual = dict(base)
    if name.startswith("POSTGRES_"):
        del usual["DATABASE_URL"]
    one, other = in_force(usual), in_force({**usual, name: value})
    answers[name] = [key for key in one if one[key] != other[key]]
print(json.dumps(answers))
"""
# Read outside of Django's settings; the tests that hold them to have an effect.
ELSEWHERE = {
    "ANSWER_TIMEOUT": "test_a_wrong_value_ends_the_start_with_one_sentence",
    "MIGRATION_DATABASE_URL": "server/test_pgbouncer.py",
    "GUNICORN_WORKERS": "server/test_workers.py",
    "GUNICORN_MAX_REQUESTS": "config/test_contracts.py",
    "REQUESTS_CA_BUNDLE": "accounts/oidc/test_oidc.py",
}


def another_value(setting: dict[str, Any]) -> str:
    """A value that is not the default and that the setting takes."""
    special = {
        "DJANGO_SECRET_KEY": KEY[::-1],
        "DJANGO_SECRET_KEY_FALLBACKS": KEY[::-1],
        "DATABASE_URL": "postgresql://u@other.example/db",
    }
    by_type = {"text": "other", "list": "other.example"}
    by_type |= dict.fromkeys(("address", "origins"), "https://other.example")
    default, kind = setting.get("default", ""), setting["type"]
    if kind == "switch":
        return "off" if default == "on" else "on"
    if kind in ("seconds", "number"):
        return str(float(default) * 1.01)
    if kind == "count":
        return str(int(default) + 1)
    if kind == "choice":
        return next(one for one in setting["choices"] if one != default)
    return special.get(setting["name"]) or by_type[kind]


def test_another_value_of_each_setting_changes_what_is_in_force() -> None:
    """A setting that the code reads and does not use passes every test of its name."""
    changes = {
        one["name"]: another_value(one)
        for one in declared()
        if {"ticket-api", "ticket-events"} & set(one["read_by"])
        and (one.get("set_by") is None or one["name"] == "CLASSIFIER_URL")
        and one["name"] not in ELSEWHERE
    }
    base = {"DJANGO_SECRET_KEY": KEY, "DATABASE_URL": URL, "OIDC_ISSUER": "https://id.example"}
    base |= dict.fromkeys(("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"), "a")
    base |= dict.fromkeys(("POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"), "a")
    done = subprocess.run(
        [sys.executable, "-c", EACH_IN_FORCE],
        cwd=FOLDER,
        input=json.dumps([base, changes]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    changed = json.loads(done.stdout)
    assert len(changed) > 30
    assert [name for name, settings in changed.items() if not settings] == []


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"ANSWER_TIMEOUT": "11"}, "ANSWER_TIMEOUT must be less than CLASSIFIER_READ_TIMEOUT"),
        (
            {"CLASSIFIER_READ_TIMEOUT": "12"},
            "CLASSIFIER_READ_TIMEOUT must be less than CLASSIFIER_TOTAL_TIMEOUT",
        ),
        ({"CLASSIFIER_TOTAL_TIMEOUT": "30"}, "CLASSIFIER_TOTAL_TIMEOUT must be less than the time"),
        (
            {"CLASSIFIER_CONNECT_TIMEOUT": "12"},
            "CLASSIFIER_CONNECT_TIMEOUT must be less than CLASSIFIER_TOTAL_TIMEOUT",
        ),
        ({"CLASSIFY_CONCURRENCY": "0.5"}, "CLASSIFY_CONCURRENCY is '0.5'"),
        ({"BREAKER_FAILURES": "many"}, "BREAKER_FAILURES is 'many'"),
        ({"BREAKER_OPEN_SECONDS": "-1"}, "BREAKER_OPEN_SECONDS is '-1'"),
        ({"DATABASE_STATEMENT_TIMEOUT": "0"}, "DATABASE_STATEMENT_TIMEOUT is '0'"),
        ({"SESSION_HOURS": "0"}, "SESSION_HOURS is '0'. Give a number of hours"),
        ({"CORS_ALLOWED_ORIGINS": "a.example"}, "CORS_ALLOWED_ORIGINS has 'a.example'"),
        ({"DJANGO_CSRF_TRUSTED_ORIGINS": "x/"}, "DJANGO_CSRF_TRUSTED_ORIGINS has 'x/'"),
        ({"DJANGO_ALLOWED_HOSTS": "a:1"}, "DJANGO_ALLOWED_HOSTS has 'a:1'"),
        ({"REQUESTS_CA_BUNDLE": "/nowhere.pem"}, "REQUESTS_CA_BUNDLE names /nowhere.pem"),
        ({"REQUESTS_CA_BUNDLE": str(FOLDER / "manage.py")}, "has no certificate in it"),
    ],
)
def test_a_wrong_value_ends_the_start_with_one_sentence(
    variables: dict[str, str], sentence: str
) -> None:
    done = start(**variables)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_switch_takes_on_and_off_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SOME_SWITCH must be `on` or `off`"):
        read_switch("SOME_SWITCH")
