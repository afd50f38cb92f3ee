"""Settings: typed, read from the environment once, refused with a sentence when wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from classifier.api.clients import Client, parse_clients

PROVIDERS = ("gemini", "google-genai", "openai", "local")
PARENT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting keeps the service from starting; the message says which and what to do."""


@dataclass(frozen=True)
class GeminiSettings:
    """What the Gemini providers need; `api_key_problem` says why there is no key."""

    api_key: str | None = field(default=None, repr=False)
    api_key_problem: str | None = None
    model: str = "gemini-flash-latest"
    endpoint: str | None = None


@dataclass(frozen=True)
class OpenAISettings:
    """Settings of the provider `openai`; `problem` names the missing one."""

    api_key: str | None = field(default=None, repr=False)
    model: str | None = None
    base_url: str | None = None
    problem: str | None = "No model: set OPENAI_MODEL."


@dataclass(frozen=True)
class Settings:
    """Everything that can be set; times are in seconds.

    The order provider_timeout < answer_timeout < graceful_timeout is that of
    contracts/timeouts.json.
    """

    clients: tuple[Client, ...]
    providers: tuple[str, ...] = ("gemini",)
    gemini: GeminiSettings = GeminiSettings()
    openai: OpenAISettings = OpenAISettings()
    host: str = "127.0.0.1"
    port: int = 8100
    taxonomies_dir: Path = PARENT / "taxonomies"
    provider_timeout: float = 10.0
    answer_timeout: float = 10.5
    graceful_timeout: int = 30
    provider_concurrency: int = 64
    provider_queue: int = 64
    redact: bool = True
    cache_size: int = 5000
    cache_seconds: float = 300.0
    quota_storage: str = "memory://"
    breaker_failures: int = 3
    breaker_open: float = 10.0
    breaker_open_misconfigured: float = 30.0
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        """Refuse values that contradict each other."""
        for name in self.providers:
            if name not in PROVIDERS:
                raise SettingsError(
                    f"There is no provider {name!r}. Set CLASSIFIER_PROVIDER to one of: "
                    f"{', '.join(PROVIDERS)}."
                )
        if not self.quota_storage.startswith(("memory://", "redis://", "rediss://")):
            raise SettingsError(
                "QUOTA_STORAGE is no address of a Redis. Write redis://host:port/0, "
                "or leave it out to count in each replica."
            )
        if len(set(self.providers)) < len(self.providers):
            raise SettingsError("CLASSIFIER_PROVIDERS names a provider twice.")
        if not self.provider_timeout < self.answer_timeout < self.graceful_timeout:
            raise SettingsError(
                "PROVIDER_TIMEOUT must be less than ANSWER_TIMEOUT, and that less than "
                f"GRACEFUL_TIMEOUT; they are {self.provider_timeout:g}, "
                f"{self.answer_timeout:g} and {self.graceful_timeout:g} seconds."
            )


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment. Raises SettingsError with a sentence for the operator."""
    try:
        clients = parse_clients(environ.get("CLASSIFIER_CLIENTS", ""))
    except ValueError as error:
        raise SettingsError(str(error)) from None
    host, port = _address(environ.get("BIND", "").strip() or "127.0.0.1:8100")
    _require_certificates(environ.get("REQUESTS_CA_BUNDLE", "").strip())
    return Settings(
        clients=clients,
        providers=_providers(environ),
        gemini=_gemini(environ),
        openai=_openai(environ),
        host=host,
        port=port,
        taxonomies_dir=Path(environ.get("TAXONOMIES_DIR", "").strip() or Settings.taxonomies_dir),
        provider_timeout=_seconds(environ, "PROVIDER_TIMEOUT", Settings.provider_timeout),
        answer_timeout=_seconds(environ, "ANSWER_TIMEOUT", Settings.answer_timeout),
        graceful_timeout=_count(environ, "GRACEFUL_TIMEOUT", Settings.graceful_timeout),
        provider_concurrency=_count(environ, "PROVIDER_CONCURRENCY", Settings.provider_concurrency),
        provider_queue=_count(environ, "PROVIDER_QUEUE", Settings.provider_queue, least=0),
        cache_size=_count(environ, "CACHE_SIZE", Settings.cache_size, least=0),
        cache_seconds=_seconds(environ, "CACHE_SECONDS", Settings.cache_seconds),
        quota_storage=environ.get("QUOTA_STORAGE", "").strip() or Settings.quota_storage,
        redact=_switch(environ, "REDACT", Settings.redact),
        breaker_failures=_count(
            _under_new_name(environ, "PROVIDER_BREAKER_FAILURES", "BREAKER_FAILURES"),
            "PROVIDER_BREAKER_FAILURES",
            Settings.breaker_failures,
        ),
        breaker_open=_seconds(
            _under_new_name(environ, "PROVIDER_BREAKER_OPEN_SECONDS", "BREAKER_OPEN"),
            "PROVIDER_BREAKER_OPEN_SECONDS",
            Settings.breaker_open,
        ),
        breaker_open_misconfigured=_seconds(
            _under_new_name(
                environ, "PROVIDER_BREAKER_MISCONFIGURED_SECONDS", "BREAKER_OPEN_MISCONFIGURED"
            ),
            "PROVIDER_BREAKER_MISCONFIGURED_SECONDS",
            Settings.breaker_open_misconfigured,
        ),
        log_level=_log_level(environ),
    )


def _address(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise SettingsError(
            f"BIND is {value!r}. Write it as host:port, such as 127.0.0.1:8100 or [::]:8100."
        )
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - ":8100" asks for every address.


def _require_certificates(path: str) -> None:
    """Refuse a file that cannot be read; the clients of the providers would only fail later."""
    try:
        if path and "BEGIN CERTIFICATE" not in Path(path).read_text(errors="replace"):
            raise SettingsError(
                f"REQUESTS_CA_BUNDLE names {path}, which has no certificate in it. "
                "Give a file in PEM form."
            )
    except OSError as error:
        raise SettingsError(
            f"REQUESTS_CA_BUNDLE names {path}, which cannot be read ({error.strerror}). "
            "Give a file in PEM form."
        ) from None


def _providers(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Read CLASSIFIER_PROVIDERS, a chain, or CLASSIFIER_PROVIDER, a single one."""
    value = environ.get("CLASSIFIER_PROVIDERS") or environ.get("CLASSIFIER_PROVIDER") or ""
    return tuple(name.strip() for name in value.split(",") if name.strip()) or Settings.providers


def _gemini(environ: Mapping[str, str]) -> GeminiSettings:
    key, problem = _key(environ, "GEMINI_API_KEY")
    return GeminiSettings(
        api_key=key,
        api_key_problem=problem,
        model=environ.get("GEMINI_MODEL", "").strip() or GeminiSettings.model,
        endpoint=environ.get("GEMINI_API_ENDPOINT", "").strip() or None,
    )


def _openai(environ: Mapping[str, str]) -> OpenAISettings:
    """Read the settings: a server of one's own needs no key, and a model must always be named."""
    key, problem = _key(environ, "OPENAI_API_KEY")
    base_url = environ.get("OPENAI_BASE_URL", "").strip() or None
    model = environ.get("OPENAI_MODEL", "").strip() or None
    wanted = any(environ.get(f"OPENAI_API_KEY{suffix}", "").strip() for suffix in ("", "_FILE"))
    if base_url and not wanted:
        problem = None
    if problem is None and model is None:
        problem = OpenAISettings.problem
    return OpenAISettings(key, model, base_url, problem)


def _under_new_name(environ: Mapping[str, str], name: str, old: str) -> Mapping[str, str]:
    """`environ` with `name`, which has the value of its old name when it has none."""
    return {**environ, name: environ.get(name, "").strip() or environ.get(old, "")}


def _key(environ: Mapping[str, str], name: str) -> tuple[str | None, str | None]:
    """Return the key and None, or None and the reason: the service starts without a key."""
    key = environ.get(name, "").strip()
    path = environ.get(f"{name}_FILE", "").strip()
    if not key and path:
        try:
            key = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            return None, f"{name}_FILE cannot be read ({type(error).__name__})."
    if not key:
        return None, f"No key: set {name} or {name}_FILE."
    if not (key.isascii() and key.isprintable() and " " not in key):
        return None, f"{name} holds characters that no key has; copy it again."
    return key, None


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    value = environ.get(name, "").strip()
    if not value:
        return default
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 3600:
        raise SettingsError(f"{name} is {value!r}. Give a number of seconds, such as {default:g}.")
    return seconds


def _count(environ: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise SettingsError(f"{name} is {value!r}. Give a whole number, {least} or more.")
    return int(value)


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "").strip().lower()
    if value not in ("", "on", "off"):
        raise SettingsError(f"{name} is {value!r}. Write on or off.")
    return value == "on" if value else default


def _log_level(environ: Mapping[str, str]) -> str:
    level = environ.get("LOG_LEVEL", "").strip().upper() or Settings.log_level
    levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    if level not in levels:
        raise SettingsError(f"LOG_LEVEL is {level!r}. Choose one of: {', '.join(levels)}.")
    return level
