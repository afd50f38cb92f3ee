"""Settings: refused values and their sentences."""

import tomllib
import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from classifier.api.clients import find_client, parse_clients
from classifier.config import Settings, SettingsError
from tests.conftest import CONTRACTS, TOKEN, contract, load


def test_defaults_are_those_of_the_contracts() -> None:
    settings = load()
    seconds = dict(contract("timeouts.json")["order"])

    assert settings.provider_timeout == seconds["provider_call"]
    assert settings.answer_timeout == seconds["classifier_answer"]
    assert settings.graceful_timeout == seconds["gunicorn_graceful_timeout"]
    assert settings.answer_timeout < seconds["ticket_api_read"]
    assert (settings.providers, settings.gemini_model) == (("gemini",), "gemini-flash-latest")
    assert settings.bind == ("127.0.0.1", 8100)


def declared() -> list[dict[str, Any]]:
    """The classifier's settings in contracts/settings.toml."""
    text = (CONTRACTS / "settings.toml").read_text()
    settings = (one for group in tomllib.loads(text)["group"] for one in group["setting"])
    return [one for one in settings if "classifier-svc" in one["read_by"]]


def test_defaults_are_those_of_the_declaration() -> None:
    defaults = {one["name"]: one["default"] for one in declared() if one.get("default")}
    assert len(defaults) > 10
    assert load(**defaults) == load()
    assert load(**dict.fromkeys(names_read() - {"CLASSIFIER_CLIENTS"}, " ")) == load()
    undeclared = {
        names_of(field)[0]
        for field in Settings.model_fields.values()
        if field.default is not None and not set(names_of(field)) & set(defaults)
    }
    without = {"CLASSIFIER_CLIENTS", "BIND", "TAXONOMIES_DIR", "QUOTA_STORAGE", "PROVIDER_PRICES"}
    assert undeclared == without | {"WEIGHTS_URL"}


def names_of(field: FieldInfo) -> list[str]:
    """The environment variables of a field, the preferred one first."""
    alias = field.validation_alias
    return [str(one) for one in (alias.choices if isinstance(alias, AliasChoices) else [alias])]


def names_read() -> set[str]:
    return {name for field in Settings.model_fields.values() for name in names_of(field)}


def test_settings_are_those_of_the_declaration() -> None:
    """The service sets SSL_CERT_FILE for OpenSSL and reads no value of it."""
    names = {
        name
        for one in declared()
        if not one.get("library") and one["name"] != "SSL_CERT_FILE"
        for name in (one["name"], *one.get("old_names", ()))
    }
    libraries = {"REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY"}  # Read to be refused alone.
    assert names_read() - libraries == names


def another_value(setting: dict[str, Any], folder: Path) -> str:
    """A value that is not the default and that the setting takes."""
    default, kind = setting.get("default"), setting["type"]
    if default and kind in ("count", "seconds"):
        return f"{float(default) * 1.01:g}" if kind == "seconds" else str(int(default) + 1)
    if kind == "choice":
        return next(one for one in setting["choices"] if one != default)
    if setting["name"] == "QUOTA_STORAGE":
        return "redis://redis.example/0"
    (folder / "file").write_text("-----BEGIN" + " CERTIFICATE-----")
    special = {"CLASSIFIER_CLIENTS": f"other:{TOKEN}2", "CLASSIFIER_PROVIDERS": "local"}
    (folder / "clients.txt").write_text(f"other:{TOKEN}2")
    special |= {"OPENAI_TEMPERATURE": "0.7", "OPENAI_MAX_TOKENS": "500"}
    special |= {"BIND": "127.0.0.1:9", "TAXONOMIES_DIR": str(folder)}
    special["WEIGHTS_URL"] = f"https://other.example/w.json#sha256={'0' * 64}"
    special["PROVIDER_PRICES"] = "openai:0.15:0.6"
    special["CLASSIFIER_CLIENTS_FILE"] = str(folder / "clients.txt")
    by_type = {"switch": "off", "address": "https://other.example", "text": "other"}
    by_type |= {"file": str(folder / "file"), "list": "other"}
    return special.get(setting["name"]) or by_type[kind]


def test_another_value_of_each_setting_is_in_force(tmp_path: Path) -> None:
    names = {
        one["name"]: another_value(one, tmp_path)
        for one in declared()
        if not one.get("library") and one["name"] != "SSL_CERT_FILE"
    }
    assert len(names) > 20
    usual = load()
    without_effect = [name for name, value in names.items() if load(**{name: value}) == usual]
    assert without_effect == []


REFUSED = {
    "count": ("x", "-1", "1.5", "9" * 5000, "٣x"),
    "seconds": ("x", "0", "-1", "nan", "inf", "3600", "1e400"),
    "switch": ("maybe", "1", "true"),
    "choice": ("other",),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(one["name"], value) for one in declared() for value in REFUSED.get(one["type"], ())],
)
def test_value_of_another_type_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(**{name: value})

    sentence = str(refusal.value)
    assert name in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 200


@pytest.mark.parametrize(
    "environ",
    [
        {"CLASSIFIER_CLIENTS": "tests:hidden value of a token"},
        {"CLASSIFIER_CLIENTS": "tests:hidden"},
        {"QUOTA_STORAGE": "http://:hidden@redis/0"},
        {"QUOTA_STORAGE": "redis://:hidden@/0"},
        {"GEMINI_API_ENDPOINT": "ftp://me:hidden@gemini.example"},
        {"OPENAI_BASE_URL": "http://me:hidden@:80/v1"},
        {"HTTPS_PROXY": "socks5://me:hidden@proxy.example"},
        {"GEMINI_API_KEY": "hidden", "PROVIDER_TIMEOUT": "11"},
    ],
)
def test_secret_is_not_in_the_refusal(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        load(**environ)

    assert "hidden" not in "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("PROVIDER_BREAKER_FAILURES", "BREAKER_FAILURES"),
        ("PROVIDER_BREAKER_OPEN_SECONDS", "BREAKER_OPEN"),
        ("PROVIDER_BREAKER_MISCONFIGURED_SECONDS", "BREAKER_OPEN_MISCONFIGURED"),
    ],
)
def test_old_names_of_the_breaker_still_work(name: str, old: str) -> None:
    field = name.lower()
    assert getattr(load(**{old: "7"}), field) == 7
    assert getattr(load(**{old: "7", name: ""}), field) == 7
    assert getattr(load(**{old: "7", name: "8"}), field) == 8


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"CLASSIFIER_CLIENTS": ""}, "CLASSIFIER_CLIENTS is empty"),
        ({"CLASSIFIER_CLIENTS": " , "}, "CLASSIFIER_CLIENTS is empty"),
        ({"CLASSIFIER_CLIENTS": "ticket-api"}, "client 1: write it as name:token"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:1:b:c"}, "client 1: write it as name:token"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:1:"}, r"client 1 \(a\): write its taxonomies as"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:1:b+"}, r"client 1 \(a\): write its taxonomies as"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:"}, "whole number of requests a minute"),
        ({"CLASSIFIER_CLIENTS": f":{TOKEN}"}, "client 1: the name"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},b:short"}, r"client 2 \(b\): the token is too short"),
        ({"CLASSIFIER_CLIENTS": "a:token with spaces in it"}, "the token may hold"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:many"}, "whole number of requests a minute"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:0"}, "whole number of requests a minute"),
        (
            {"CLASSIFIER_CLIENTS": f"a:{TOKEN},a:{TOKEN}2,a:{TOKEN}3"},
            "The client a has more than 2 tokens",
        ),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN}:5,a:{TOKEN}2:6"}, "The client a has two different quo"),
        (
            {"CLASSIFIER_CLIENTS": f"a:{TOKEN}:5:b,a:{TOKEN}2:5:c"},
            "The client a has two different lists",
        ),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},b:{TOKEN}"}, "have the same token"),
        ({"CLASSIFIER_CLIENTS": f"a:{TOKEN},a:{TOKEN}"}, "have the same token"),
        ({"CLASSIFIER_CLIENTS_FILE": "/"}, "CLASSIFIER_CLIENTS_FILE names /, which cannot be"),
        ({"CLASSIFIER_CLIENTS_FILE": __file__}, "test_settings.py, client 1: "),
        ({"CLASSIFIER_PROVIDER": "oracle"}, "There is no provider 'oracle'"),
        ({"BIND": "8100x"}, "host:port"),
        ({"PROVIDER_PRICES": "oracle:1:2"}, "PROVIDER_PRICES has 'oracle:1:2'"),
        ({"PROVIDER_PRICES": "gemini:1"}, "PROVIDER_PRICES has 'gemini:1'"),
        ({"PROVIDER_PRICES": "gemini:1:2:3"}, "as provider:input:output"),
        ({"PROVIDER_PRICES": "gemini:1:x"}, "as provider:input:output"),
        ({"PROVIDER_PRICES": "gemini:1:-2"}, "as provider:input:output"),
        ({"PROVIDER_PRICES": "gemini:nan:2"}, "as provider:input:output"),
        ({"PROVIDER_PRICES": "gemini:1:2,gemini:1:3"}, "has 'gemini:1:3'"),
        ({"PROVIDER_PRICES": "gemini:inf:2"}, "as provider:input:output"),
        ({"BIND": "localhost:99999"}, "host:port"),
        ({"PROVIDER_TIMEOUT": "ten"}, "PROVIDER_TIMEOUT is 'ten'"),
        ({"PROVIDER_TIMEOUT": "nan"}, "PROVIDER_TIMEOUT is 'nan'"),
        ({"PROVIDER_TIMEOUT": "11"}, "must be less than ANSWER_TIMEOUT"),
        ({"ANSWER_TIMEOUT": "31"}, "less than GRACEFUL_TIMEOUT"),
        ({"PROVIDER_CONCURRENCY": "0"}, "PROVIDER_CONCURRENCY is '0'"),
        ({"OPENAI_TEMPERATURE": "warm"}, "OPENAI_TEMPERATURE is 'warm'"),
        ({"OPENAI_TEMPERATURE": "2.1"}, "OPENAI_TEMPERATURE is '2.1'"),
        ({"OPENAI_TEMPERATURE": "nan"}, "OPENAI_TEMPERATURE is 'nan'"),
        ({"OPENAI_MAX_TOKENS": "0"}, "OPENAI_MAX_TOKENS is '0'"),
        ({"CLASSIFIER_PROVIDERS": " , "}, "There is no provider ','"),
        ({"CLASSIFIER_PROVIDER": ","}, "There is no provider ','"),
        ({"CLASSIFIER_PROVIDERS": ",", "CLASSIFIER_PROVIDER": "local"}, "There is no provider"),
        ({"REDACT": "maybe"}, "REDACT is 'maybe'"),
        ({"PROVIDER_BREAKER_FAILURES": "0"}, "PROVIDER_BREAKER_FAILURES is '0'"),
        ({"REQUESTS_CA_BUNDLE": "/nowhere.pem"}, "REQUESTS_CA_BUNDLE names /nowhere.pem"),
        ({"REQUESTS_CA_BUNDLE": __file__}, "has no certificate in it"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'"),
    ],
)
def test_wrong_setting_is_refused_with_a_sentence(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence) as refusal:
        load(**environ)

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
    settings = load(BIND=bind)

    assert settings.bind == address


def test_key_comes_from_the_environment_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("AIza-from-file\n")

    file = {"GEMINI_API_KEY_FILE": str(tmp_path / "key")}

    assert secret_of(load(**file)) == "AIza-from-file"
    assert secret_of(load(**file, GEMINI_API_KEY="AIza-1")) == "AIza-1"
    assert secret_of(load(**file, GEMINI_API_KEY=" ")) == "AIza-from-file"


def secret_of(settings: Settings) -> str:
    return settings.read_gemini_key().secret.get_secret_value()


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
    settings = load(**environ)

    key = settings.read_gemini_key()
    assert key.secret is None
    assert problem in str(key.problem)
    assert "schlüssel" not in str(key.problem)


NOT_HTTP = (
    "localhost:11434", "http://", "http:///v1", "https://:443", "http:/ollama/v1", "ollama",
    "//host", "http://127.0.0.1:port", "http://127.0.0.1:99999", "http://127.0.0.1:0", "http://[::1",
    "http://.", "http://a b/v1", "http://host/\tv1", "ftp://host", "file:///etc/passwd", "redis://host:1/0",
    "http://host/v1?key=1", "http://host/#", "http://user:pass@", "http://[not-ipv6]/",
)  # fmt: skip
NOT_REDIS = (
    "redis://", "redis:///0", "redis://:6379/0", "redis://:pass@/0", "redis://host:port/0", "redis",
    "redis://host/zero", "redis://host:6379/0/1", "rediss://", "http://host/0", "memory", "memory:",
    "redis://a b/0", "memory://host",
)  # fmt: skip


@pytest.mark.parametrize("value", NOT_HTTP)
@pytest.mark.parametrize("name", ["GEMINI_API_ENDPOINT", "OPENAI_BASE_URL"])
def test_value_without_scheme_host_or_valid_port_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not the address of a server. Write it as"):
        load(**{name: value})


@pytest.mark.parametrize("value", NOT_REDIS)
def test_storage_without_a_redis_host_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^QUOTA_STORAGE is not the address of a Redis server"):
        load(QUOTA_STORAGE=value)


@pytest.mark.parametrize("value", ["http://", "socks5://proxy.example", "http://a b", ":3128"])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "HTTP_PROXY"])
def test_proxy_that_clients_cannot_use_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not the address of a proxy"):
        load(**{name: value})


@pytest.mark.parametrize(
    "value",
    [
        "http://ollama:11434/v1", "https://api.example", "https://api.example/", "HTTP://HOST:80",
        "http://[::1]:9/v1", "http://user:p%40ss@host.example/v1", "http://m\u00fcnchen.example",
        "http://my_service.default.svc.cluster.local.:8080",
    ],
)  # fmt: skip
def test_address_is_taken(value: str) -> None:
    assert load(OPENAI_BASE_URL=value).openai_base_url == value
    assert load(HTTPS_PROXY=value.removesuffix("/v1")).https_proxy


@pytest.mark.parametrize(
    "value",
    [
        "redis://redis", "redis://redis:6379", "redis://:pass@redis:6379/0", "rediss://u:p@[::1]/15",
        "redis://redis/", "redis://redis:6379/0?health_check_interval=5", "memory://",
    ],
)  # fmt: skip
def test_redis_server_is_taken(value: str) -> None:
    assert load(QUOTA_STORAGE=value).quota_storage.get_secret_value() == value


def test_secrets_are_not_in_the_settings_text() -> None:
    settings = load(
        GEMINI_API_KEY="AIza-secret",
        QUOTA_STORAGE="redis://:hidden@redis/0",
        GEMINI_API_ENDPOINT="http://me:hidden@gemini.example",
        OPENAI_BASE_URL="http://me:hidden@openai.example",
        HTTPS_PROXY="http://me:hidden@proxy.example",
    )

    assert TOKEN not in repr(settings)
    assert "AIza-secret" not in repr(settings)
    assert "hidden" not in repr(settings)
    assert isinstance(settings, Settings)


def test_client_is_found_by_its_token() -> None:
    clients = parse_clients(f"ticket-api:{TOKEN}, hr-desk:another-token-0123456789:60")

    first = find_client(clients, f"Bearer {TOKEN}")
    second = find_client(clients, "bearer another-token-0123456789")

    assert first is clients[0]
    assert second is clients[1]
    assert (first.per_minute, second.per_minute) == (6000, 60)
