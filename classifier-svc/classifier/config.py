"""Settings, read from the environment once at start.

`contracts/settings.toml` declares each one; tests/test_settings.py compares the two.
"""

import reprlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from classifier.api.clients import Client, Clients, parse_clients
from classifier.setting_values import (
    Address,
    Count,
    HttpAddress,
    Level,
    Prices,
    ProxyAddress,
    Seconds,
    Switch,
    WeightsAddress,
    parse_address,
    parse_prices,
    parse_providers,
    parse_temperature,
    parse_weights,
    require_certificate,
    require_redis,
)

TAXONOMIES = Path(__file__).resolve().parent.parent / "taxonomies"


class SettingsError(ValueError):
    """A setting prevents the start; the message names it and says what to do."""


class ApiKey(NamedTuple):
    """The key of a provider, or the problem that leaves the provider without one."""

    secret: SecretStr | None = None
    problem: str | None = None


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
    providers: Annotated[tuple[str, ...], BeforeValidator(parse_providers)] = Field(
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
    openai_temperature: Annotated[float | None, BeforeValidator(parse_temperature)] = 0.0
    openai_max_tokens: Count | None = None
    bind: Annotated[Address, BeforeValidator(parse_address)] = Address("127.0.0.1", 8100)
    taxonomies_dir: Path = TAXONOMIES
    weights_dir: Path | None = None
    # Addresses may have a token.
    weights_url: Annotated[tuple[WeightsAddress, ...], BeforeValidator(parse_weights)] = Field(
        default=(), repr=False
    )
    provider_timeout: Seconds = 10.0
    answer_timeout: Seconds = 10.5
    graceful_timeout: Count = 30
    provider_concurrency: Count = 64
    provider_queue: int = Field(64, ge=0)
    redact: Switch = "on"
    prompt_examples: Switch = "on"
    cache_size: int = Field(5000, ge=0)
    cache_seconds: Seconds = 300.0
    quota_storage: Annotated[SecretStr, AfterValidator(require_redis)] = SecretStr("memory://")
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
    provider_prices: Annotated[Mapping[str, Prices], BeforeValidator(parse_prices)] = Field(
        default_factory=dict
    )
    log_level: Level = "INFO"
    # The providers' clients read these; they are here to be refused at the start.
    https_proxy: ProxyAddress | None = Field(default=None, repr=False)
    http_proxy: ProxyAddress | None = Field(default=None, repr=False)
    requests_ca_bundle: Annotated[Path, AfterValidator(require_certificate)] | None = None

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
