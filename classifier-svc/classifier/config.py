"""Settings, read from the environment once at start.

`contracts/settings.toml` declares each one; tests/test_settings.py compares the two.
"""

import math
import re
import reprlib
from collections.abc import Mapping, Set
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from classifier.api.clients import Client, Clients, parse_clients

PROVIDERS = ("gemini", "google-genai", "openai", "local")
TAXONOMIES = Path(__file__).resolve().parent.parent / "taxonomies"


class SettingsError(ValueError):
    """A setting prevents the start; the message names it and says what to do."""


class Address(NamedTuple):
    """Where the server listens."""

    host: str
    port: int


class Prices(NamedTuple):
    """The prices of a million tokens of a provider."""

    input: float
    output: float


class ApiKey(NamedTuple):
    """The key of a provider, or the problem that leaves the provider without one."""

    secret: SecretStr | None = None
    problem: str | None = None


def _parse_address(value: str) -> tuple[str, str]:
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) < 65536):
        raise ValueError(
            f"BIND is {value!r}. Write it as host:port, such as 127.0.0.1:8100 or [::]:8100."
        )
    return host.strip("[]") or "0.0.0.0", port  # noqa: S104 - ":8100" means every address.


def _parse_providers(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    for name in names or [value]:
        if name not in PROVIDERS:
            raise ValueError(
                f"There is no provider {name!r}. Set CLASSIFIER_PROVIDER to one of: "
                f"{', '.join(PROVIDERS)}."
            )
    if len(set(names)) < len(names):
        raise ValueError("CLASSIFIER_PROVIDERS names a provider twice. Remove one.")
    return names


def _parse_prices(value: str) -> dict[str, Prices]:
    """Read `provider:input:output`, comma-separated."""
    prices: dict[str, Prices] = {}
    for entry in filter(None, (part.strip() for part in value.split(","))):
        found = re.fullmatch(r"([a-z-]+):(\d{1,9}(?:\.\d+)?):(\d{1,9}(?:\.\d+)?)", entry, re.ASCII)
        if not found or found[1] not in PROVIDERS or found[1] in prices:
            raise ValueError(
                f"PROVIDER_PRICES has {entry!r}. Write the prices of a million input tokens and of "
                "a million output tokens once for each provider, as provider:input:output, such "
                "as gemini:0.1:0.4."
            )
        prices[found[1]] = Prices(float(found[2]), float(found[3]))
    return prices


def _parse_temperature(value: str) -> float | None:
    """Read the temperature; `off` sends none."""
    if value.lower() == "off":
        return None
    try:
        temperature = float(value)
    except ValueError:
        temperature = math.nan
    if not 0 <= temperature <= 2:
        raise ValueError(
            f"OPENAI_TEMPERATURE is {value[:40]!r}. Give a number from 0 to 2, or off."
        )
    return temperature


def _is_address(value: str, schemes: Set[str]) -> bool:
    """Return whether the value is an address with a host, and a port from 1 to 65535 if any."""
    try:
        parts = urlsplit(value)
        has_port = parts.port != 0  # Reading it raises ValueError when it is not a number.
    except ValueError:
        return False
    host = parts.hostname or ""
    has_host = _HOST.fullmatch(host) is not None or (":" in host and _is_ip(host))
    return parts.scheme in schemes and has_host and has_port and _BLANK.search(value) is None


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _require_http(value: str, info: ValidationInfo) -> str:
    """Refuse what is not an address, without showing it: it may have a password."""
    if not _is_address(value, {"http", "https"}) or "?" in value or "#" in value:
        raise ValueError(
            f"{str(info.field_name).upper()} is not the address of a server. "
            "Write it as https://host or http://host:port, with a path if the server has one."
        )
    return value


def _require_proxy(value: str, info: ValidationInfo) -> str:
    """Refuse what the providers' clients would fail at; they take an address without a scheme."""
    if not _is_address(value if "://" in value else f"http://{value}", {"http", "https"}):
        raise ValueError(
            f"{str(info.field_name).upper()} is not the address of a proxy. "
            "Write it as http://host:port."
        )
    return value


def _require_redis(storage: SecretStr) -> SecretStr:
    value = storage.get_secret_value()
    is_redis = _is_address(value, {"redis", "rediss"}) and _DATABASE.fullmatch(urlsplit(value).path)
    if not is_redis and value != "memory://":
        raise ValueError(
            "QUOTA_STORAGE is not the address of a Redis server. Write redis://host:port/0, "
            "or leave it out to count in each replica."
        )
    return storage


def _require_certificate(path: Path) -> Path:
    """Refuse an unusable file at start; the providers' clients would fail in each call."""
    try:
        if "BEGIN CERTIFICATE" not in path.read_text(errors="replace"):
            raise ValueError(
                f"REQUESTS_CA_BUNDLE names {path}, which has no certificate in it. "
                "Give a file in PEM form."
            )
    except OSError as error:
        raise ValueError(
            f"REQUESTS_CA_BUNDLE names {path}, which cannot be read ({error.strerror}). "
            "Give a file in PEM form."
        ) from None
    return path


_HOST = re.compile(r"\w(?:[\w.-]*\w)?\.?")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f]")
_DATABASE = re.compile(r"/?[0-9]*")

HttpAddress = Annotated[str, AfterValidator(_require_http)]
ProxyAddress = Annotated[str, AfterValidator(_require_proxy)]
Seconds = Annotated[float, Field(gt=0, lt=3600, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Switch = Annotated[Literal["on", "off"], BeforeValidator(str.lower)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]


class Settings(BaseSettings):
    """All settings. A field's environment variable is its name in capitals, or its alias.

    Times are in seconds. The order provider_timeout < answer_timeout < graceful_timeout is that of
    contracts/timeouts.json. Secrets are SecretStr or digests, which no log or traceback shows.
    """

    model_config = SettingsConfigDict(
        alias_generator=str.upper,
        case_sensitive=True,
        enable_decoding=False,  # Lists are comma-separated and not JSON.
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=False,
    )

    clients: Annotated[tuple[Client, ...], BeforeValidator(parse_clients)] = Field(
        default=(), validation_alias="CLASSIFIER_CLIENTS"
    )
    clients_file: Path | None = Field(default=None, validation_alias="CLASSIFIER_CLIENTS_FILE")
    providers: Annotated[tuple[str, ...], BeforeValidator(_parse_providers)] = Field(
        default=("gemini",),
        validation_alias=AliasChoices("CLASSIFIER_PROVIDERS", "CLASSIFIER_PROVIDER"),
    )
    gemini_api_key: SecretStr | None = None
    gemini_api_key_file: Path | None = None
    gemini_model: str = "gemini-flash-latest"
    # Addresses may have a password.
    gemini_api_endpoint: HttpAddress | None = Field(default=None, repr=False)
    openai_api_key: SecretStr | None = None
    openai_api_key_file: Path | None = None
    openai_model: str | None = None
    openai_base_url: HttpAddress | None = Field(default=None, repr=False)
    openai_temperature: Annotated[float | None, BeforeValidator(_parse_temperature)] = 0.0
    openai_max_tokens: Count | None = None
    bind: Annotated[Address, BeforeValidator(_parse_address)] = Address("127.0.0.1", 8100)
    taxonomies_dir: Path = TAXONOMIES
    provider_timeout: Seconds = 10.0
    answer_timeout: Seconds = 10.5
    graceful_timeout: Count = 30
    provider_concurrency: Count = 64
    provider_queue: int = Field(64, ge=0)
    redact: Switch = "on"
    cache_size: int = Field(5000, ge=0)
    cache_seconds: Seconds = 300.0
    quota_storage: Annotated[SecretStr, AfterValidator(_require_redis)] = SecretStr("memory://")
    provider_breaker_failures: Count = Field(
        default=3, validation_alias=AliasChoices("PROVIDER_BREAKER_FAILURES", "BREAKER_FAILURES")
    )
    provider_breaker_open_seconds: Seconds = Field(
        default=10.0, validation_alias=AliasChoices("PROVIDER_BREAKER_OPEN_SECONDS", "BREAKER_OPEN")
    )
    provider_breaker_misconfigured_seconds: Seconds = Field(
        default=30.0,
        validation_alias=AliasChoices(
            "PROVIDER_BREAKER_MISCONFIGURED_SECONDS", "BREAKER_OPEN_MISCONFIGURED"
        ),
    )
    provider_prices: Annotated[Mapping[str, Prices], BeforeValidator(_parse_prices)] = Field(
        default_factory=dict
    )
    log_level: Level = "INFO"
    # The providers' clients read these; they are here to be refused at the start.
    https_proxy: ProxyAddress | None = Field(default=None, repr=False)
    http_proxy: ProxyAddress | None = Field(default=None, repr=False)
    requests_ca_bundle: Annotated[Path, AfterValidator(_require_certificate)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _strip(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Remove spaces around values; a blank value counts as not set."""
        stripped = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in values.items()
        }
        return {name: value for name, value in stripped.items() if value != ""}

    @model_validator(mode="after")
    def _require_clients(self) -> Self:
        Clients(self.clients, self.clients_file)
        return self

    @model_validator(mode="after")
    def _require_order_of_timeouts(self) -> Self:
        if not self.provider_timeout < self.answer_timeout < self.graceful_timeout:
            raise ValueError(
                "PROVIDER_TIMEOUT must be less than ANSWER_TIMEOUT, and that less than "
                f"GRACEFUL_TIMEOUT; they are {self.provider_timeout:g}, "
                f"{self.answer_timeout:g} and {self.graceful_timeout:g} seconds."
            )
        return self

    def read_gemini_key(self) -> ApiKey:
        """Return the key of the Gemini providers or the problem; the service starts without it."""
        return _read_key("GEMINI_API_KEY", self.gemini_api_key, self.gemini_api_key_file)

    def read_openai_key(self) -> ApiKey:
        """Return the key of `openai` or the problem; a server at another address may need none."""
        if self.openai_base_url and not (self.openai_api_key or self.openai_api_key_file):
            return ApiKey()
        return _read_key("OPENAI_API_KEY", self.openai_api_key, self.openai_api_key_file)


def _read_key(name: str, secret: SecretStr | None, file: Path | None) -> ApiKey:
    key = secret.get_secret_value() if secret else ""
    if not key and file:
        try:
            key = file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            return ApiKey(problem=f"{name}_FILE cannot be read ({type(error).__name__}).")
    if not key:
        return ApiKey(problem=f"No key: set {name} or {name}_FILE.")
    if not (key.isascii() and key.isprintable() and " " not in key):
        return ApiKey(problem=f"{name} contains characters that no key has; copy it again.")
    return ApiKey(SecretStr(key))


def load_settings(**values: Any) -> Settings:
    """Read the environment; `values` take precedence. Raises SettingsError for the operator."""
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Describe the first refused value, and never the value of a secret."""
    first = error.errors(include_url=False)[0]
    if first["type"] == "value_error":  # Raised above, with a whole sentence.
        return str(first["ctx"]["error"])
    hint = first["msg"][0].lower() + first["msg"][1:]
    return f"{first['loc'][0]} is {reprlib.repr(first['input'])}: {hint}."
