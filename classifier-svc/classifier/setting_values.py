"""The values that settings take: their types, and sentences about those that are refused."""

import math
import re
from collections.abc import Set
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

PROVIDERS = ("gemini", "google-genai", "openai", "local")


class Address(NamedTuple):
    """Where the server listens."""

    host: str
    port: int


class Prices(NamedTuple):
    """The prices of a million tokens of a provider."""

    input: float
    output: float


class WeightsAddress(NamedTuple):
    """Where weights are, and the SHA-256 of the file. The address may have a token in it."""

    url: str
    digest: str

    @property
    def name(self) -> str:
        """The file's name, for people."""
        return urlsplit(self.url).path.rpartition("/")[2] or "WEIGHTS_URL"


def parse_address(value: str) -> tuple[str, str]:
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port[:6]) < 65536):
        raise ValueError(
            f"BIND is {value!r}. Write it as host:port, such as 127.0.0.1:8100 or [::]:8100."
        )
    return host.strip("[]") or "0.0.0.0", port  # noqa: S104 - ":8100" means every address.


def parse_providers(value: str) -> list[str]:
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


def parse_prices(value: str) -> dict[str, Prices]:
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


def parse_temperature(value: str) -> float | None:
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


def parse_weights(value: str) -> tuple[WeightsAddress, ...]:
    """Read addresses, comma-separated, each with `#sha256=` and the digest of the file.

    They are not shown in a refusal.
    """
    found = []
    for entry in filter(None, (part.strip() for part in value.split(","))):
        url, _, digest = entry.partition("#sha256=")
        if not _is_address(url, {"http", "https"}) or not _DIGEST.fullmatch(digest.lower()):
            raise ValueError(
                "WEIGHTS_URL is not the address of a file. Write it as "
                "https://host/path/support-tickets-1a2b3c4d.json#sha256= and the 64 digits that "
                "sha256sum prints for the file."
            )
        if urlsplit(url).scheme != "https" and not _is_internal(urlsplit(url).hostname or ""):
            raise ValueError(
                "WEIGHTS_URL has http and a host outside of this network. Use https there."
            )
        found.append(WeightsAddress(url, digest.lower()))
    return tuple(found)


def _is_internal(host: str) -> bool:
    """Return whether a host is in this network: a private IP address, or a name for it."""
    if _is_ip(host):
        return ip_address(host).is_private
    return "." not in host or host.endswith((".internal", ".local", ".svc"))


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


def require_redis(storage: SecretStr) -> SecretStr:
    value = storage.get_secret_value()
    is_redis = _is_address(value, {"redis", "rediss"}) and _DATABASE.fullmatch(urlsplit(value).path)
    if not is_redis and value != "memory://":
        raise ValueError(
            "QUOTA_STORAGE is not the address of a Redis server. Write redis://host:port/0, "
            "or leave it out to count in each replica."
        )
    return storage


def require_certificate(path: Path) -> Path:
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
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DATABASE = re.compile(r"/?[0-9]*")

HttpAddress = Annotated[str, AfterValidator(_require_http)]
ProxyAddress = Annotated[str, AfterValidator(_require_proxy)]
Seconds = Annotated[float, Field(gt=0, lt=3600, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]
Switch = Annotated[Literal["on", "off"], BeforeValidator(str.lower)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
