"""Settings: refused values and their sentences."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from classifier.__main__ import trust_for_every_client
from classifier.api.clients import find_client, parse_clients
from classifier.config import Settings, SettingsError, load_settings
from tests.conftest import CONTRACTS, TOKEN, contract

GOOD = {"CLASSIFIER_CLIENTS": f"ticket-api:{TOKEN}"}


def test_defaults_are_those_of_the_contracts() -> None:
    settings = load_settings(GOOD)
    seconds = dict(contract("timeouts.json")["order"])

    assert settings.provider_timeout == seconds["provider_call"]
    assert settings.answer_timeout == seconds["classifier_answer"]
    assert settings.graceful_timeout == seconds["gunicorn_graceful_timeout"]
    assert settings.answer_timeout < seconds["ticket_api_read"]
    assert (settings.providers, settings.gemini.model) == (("gemini",), "gemini-flash-latest")
    assert (settings.host, settings.port) == ("127.0.0.1", 8100)


def declared() -> list[dict[str, Any]]:
    """The classifier's settings in contracts/settings.toml."""
    text = (CONTRACTS / "settings.toml").read_text()
    settings = (one for group in tomllib.loads(text)["group"] for one in group["setting"])
    return [one for one in settings if "classifier-svc" in one["read_by"]]


def test_defaults_are_those_of_the_declaration() -> None:
    defaults = {one["name"]: one["default"] for one in declared() if one.get("default")}
    assert len(defaults) > 10
    assert load_settings({**GOOD, **defaults}) == load_settings(GOOD)
    assert load_settings({**GOOD, **dict.fromkeys(defaults, "")}) == load_settings(GOOD)


def test_certificates_are_named_to_the_clients_of_every_provider() -> None:
    environ = {"REQUESTS_CA_BUNDLE": "/company.pem"}
    trust_for_every_client(environ)
    assert environ["SSL_CERT_FILE"] == "/company.pem"
    environ = {"REQUESTS_CA_BUNDLE": " "}
    trust_for_every_client(environ)
    assert "SSL_CERT_FILE" not in environ


@pytest.mark.parametrize(
    ("name", "old", "field"),
    [
        ("PROVIDER_BREAKER_FAILURES", "BREAKER_FAILURES", "breaker_failures"),
        ("PROVIDER_BREAKER_OPEN_SECONDS", "BREAKER_OPEN", "breaker_open"),
        (
            "PROVIDER_BREAKER_MISCONFIGURED_SECONDS",
            "BREAKER_OPEN_MISCONFIGURED",
            "breaker_open_misconfigured",
        ),
    ],
)
def test_old_names_of_the_breaker_go_on_working(name: str, old: str, field: str) -> None:
    assert getattr(load_settings({**GOOD, old: "7"}), field) == 7
    assert getattr(load_settings({**GOOD, old: "7", name: ""}), field) == 7
    assert getattr(load_settings({**GOOD, old: "7", name: "8"}), field) == 8


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"CLASSIFIER_CLIENTS": ""}, "CLASSIFIER_CLIENTS is empty"),
        ({"CLASSIFIER_CLIENTS": " , "}, "CLASSIFIER_CLIENTS is empty"),
        ({"CLASSIFIER_CLIENTS": "ticket-api"}, "client 1: write it as name:token"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:1:2"}, "client 1: write it as name:token"),
        ({"CLASSIFIER_CLIENTS": f":{TOKEN}"}, "client 1: the name"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},b:short"}, r"client 2 \(b\): the token is too short"),
        ({"CLASSIFIER_CLIENTS": "a:token with spaces in it"}, "the token may hold"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:many"}, "whole number of requests a minute"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:0"}, "whole number of requests a minute"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},a:{TOKEN}2"}, "two clients have the same name"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},b:{TOKEN}"}, "two clients have the same token"),
        ({"CLASSIFIER_PROVIDER": "oracle"}, "There is no provider 'oracle'"),
        ({"BIND": "8100x"}, "host:port"),
        ({"BIND": "localhost:99999"}, "host:port"),
        ({"PROVIDER_TIMEOUT": "ten"}, "PROVIDER_TIMEOUT is 'ten'"),
        ({"PROVIDER_TIMEOUT": "nan"}, "PROVIDER_TIMEOUT is 'nan'"),
        ({"PROVIDER_TIMEOUT": "11"}, "must be less than ANSWER_TIMEOUT"),
        ({"ANSWER_TIMEOUT": "31"}, "less than GRACEFUL_TIMEOUT"),
        ({"PROVIDER_CONCURRENCY": "0"}, "PROVIDER_CONCURRENCY is '0'"),
        ({"REDACT": "maybe"}, "REDACT is 'maybe'"),
        ({"PROVIDER_BREAKER_FAILURES": "0"}, "PROVIDER_BREAKER_FAILURES is '0'"),
        ({"REQUESTS_CA_BUNDLE": "/nowhere.pem"}, "REQUESTS_CA_BUNDLE names /nowhere.pem"),
        ({"REQUESTS_CA_BUNDLE": __file__}, "has no certificate in it"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'"),
    ],
)
def test_wrong_setting_is_refused_with_a_sentence(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as refusal:
        load_settings({**GOOD, **environ})

    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1:9", ("127.0.0.1", 9)),
        (":8100", ("0.0.0.0", 8100)),
        ("[::1]:8100", ("::1", 8100)),
        ("", ("127.0.0.1", 8100)),
    ],
)
def test_bind(bind: str, address: tuple[str, int]) -> None:
    settings = load_settings({**GOOD, "BIND": bind})

    assert (settings.host, settings.port) == address


def test_key_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("AIza-from-file\n")

    from_file = load_settings({**GOOD, "GEMINI_API_KEY_FILE": str(tmp_path / "key")})
    both = load_settings(
        {**GOOD, "GEMINI_API_KEY": "AIza-1", "GEMINI_API_KEY_FILE": str(tmp_path / "key")}
    )

    assert from_file.gemini.api_key == "AIza-from-file"
    assert both.gemini.api_key == "AIza-1"


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({}, "No key: set GEMINI_API_KEY"),
        ({"GEMINI_API_KEY_FILE": "/nowhere/key"}, "GEMINI_API_KEY_FILE cannot be read"),
        ({"GEMINI_API_KEY": "a key"}, "characters that no key has"),
        ({"GEMINI_API_KEY": "schlüssel"}, "characters that no key has"),
    ],
)
def test_unusable_key_is_a_problem_and_no_stop(environ: dict[str, str], problem: str) -> None:
    settings = load_settings({**GOOD, **environ})

    assert settings.gemini.api_key is None
    assert problem in str(settings.gemini.api_key_problem)


def test_secrets_are_not_in_the_settings_text() -> None:
    settings = load_settings({**GOOD, "GEMINI_API_KEY": "AIza-secret"})

    assert TOKEN not in repr(settings)
    assert "AIza-secret" not in repr(settings)
    assert isinstance(settings, Settings)


def test_each_client_is_found_by_its_own_token() -> None:
    clients = parse_clients(f"ticket-api:{TOKEN}, hr-desk:another-token-0123456789:60")

    first = find_client(clients, f"Bearer {TOKEN}")
    second = find_client(clients, "bearer another-token-0123456789")

    assert first is clients[0]
    assert second is clients[1]
    assert (first.per_minute, second.per_minute) == (6000, 60)
