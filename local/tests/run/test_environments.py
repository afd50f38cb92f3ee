"""Which process gets which setting; above all, which one gets the Gemini key."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from run.environments import Keys, choose_provider, system_environment, take_classifiers_own
from run.stack import Installation

KEYS = Keys("django", "token", "database")
CALLER = {
    "PATH": "/usr/bin",
    "HOME": "/home/someone",
    "LOG_LEVEL": "DEBUG",
    "SESSION_HOURS": "3",
    "PYTHONPATH": "/home/someone/else",
    "GEMINI_API_KEY": "the-key",
    "GEMINI_MODEL": "gemini-flash-latest",
    "OPENAI_API_KEY": "another-key",
    "HTTPS_PROXY": "http://proxy:8080",
    "DJANGO_SETTINGS_MODULE": "someone.elses.project",
    "GUNICORN_WORKERS": "2",
    "DJANGO_SECRET_KEY_FALLBACKS": "former",
    "OIDC_CLIENT_SECRET": "shared with the provider",
    "PGPASSWORD": "a password for another server",
}
PORTS = {"ticket-events": 1, "ticket-api": 2, "classifier-svc": 3, "postgresql": 5432}
URL = "postgres://tickets_user:database@127.0.0.1:5432/tickets_db"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with known secrets."""
    (tmp_path / "keys.json").write_text(json.dumps(asdict(KEYS)))
    return tmp_path


@pytest.fixture
def everyone(data: Path) -> dict[str, dict[str, str]]:
    caller = dict(CALLER)
    own = take_classifiers_own(caller)
    return {
        "system": system_environment(caller),
        **Installation(caller, own, PORTS, data).environments(),
    }


def test_the_key_reaches_the_classifier_alone(everyone: dict[str, dict[str, str]]) -> None:
    for name, environment in everyone.items():
        assert ("the-key" in environment.values()) == (name == "classifier-svc"), name
        assert ("another-key" in environment.values()) == (name == "classifier-svc"), name


def test_taking_the_key_leaves_nothing_for_what_is_started_later() -> None:
    caller = dict(CALLER)
    take_classifiers_own(caller)
    assert not {"the-key", "another-key"} & set(caller.values())


def test_each_part_gets_its_own_secrets_and_no_other(everyone: dict[str, dict[str, str]]) -> None:
    secrets = {"django", "former", "token", URL, "shared with the provider"}
    secrets.add("a password for another server")
    seen = {name: secrets & set(each.values()) for name, each in everyone.items()}
    assert seen == {
        "system": set(),
        "ticket-events": {"django", "former", URL},
        "ticket-api": {"django", "former", "token", URL, "shared with the provider"},
        "classifier-svc": set(),  # Its copy of the token is in CLASSIFIER_CLIENTS, checked below.
    }


def test_settings_are_passed_on_but_not_those_of_another_project(
    everyone: dict[str, dict[str, str]],
) -> None:
    api = everyone["ticket-api"]
    assert api["SESSION_HOURS"] == "3"
    assert api["DJANGO_SETTINGS_MODULE"] == "config.settings.production"
    assert everyone["classifier-svc"]["LOG_LEVEL"] == "DEBUG"
    for environment in everyone.values():
        assert "PYTHONPATH" not in environment
    assert everyone["classifier-svc"]["GEMINI_MODEL"] == "gemini-flash-latest"


def test_the_number_of_workers_is_meant_for_the_api(everyone: dict[str, dict[str, str]]) -> None:
    assert everyone["ticket-api"]["GUNICORN_WORKERS"] == "2"
    assert "GUNICORN_WORKERS" not in everyone["ticket-events"]


def test_only_the_classifier_talks_through_a_proxy_and_never_to_this_machine(
    everyone: dict[str, dict[str, str]],
) -> None:
    classifier = everyone["classifier-svc"]
    assert classifier["HTTPS_PROXY"] == "http://proxy:8080"
    assert "127.0.0.1" in classifier["NO_PROXY"].split(",")
    assert "HTTPS_PROXY" not in everyone["ticket-api"]


def test_other_clients_of_the_classifier_are_served_beside_the_api(data: Path) -> None:
    own = {"CLASSIFIER_CLIENTS": "wiki:secret:60"}
    classifier = Installation({}, own, PORTS, data).environments()["classifier-svc"]
    assert classifier["CLASSIFIER_CLIENTS"] == "ticket-api:token,wiki:secret:60"


@pytest.mark.parametrize(
    ("variables", "provider"),
    [
        ({}, "local"),
        ({"GEMINI_API_KEY": " "}, "local"),
        ({"GEMINI_API_KEY": "k"}, "gemini"),
        ({"GEMINI_API_KEY_FILE": "/k"}, "gemini"),
        ({"CLASSIFIER_PROVIDER": " ", "CLASSIFIER_PROVIDERS": ""}, "local"),
        ({"CLASSIFIER_PROVIDERS": "gemini,local", "CLASSIFIER_PROVIDER": "local"}, "gemini,local"),
        ({"GEMINI_API_KEY": "k", "CLASSIFIER_PROVIDER": "local"}, "local"),
    ],
)
def test_who_classifies(data: Path, variables: dict[str, str], provider: str) -> None:
    assert choose_provider(variables) == provider
    classifier = Installation(variables, {}, PORTS, data).environments()["classifier-svc"]
    assert classifier["CLASSIFIER_PROVIDERS"] == provider
