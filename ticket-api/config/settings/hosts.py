"""Read host names and origins from the environment, and check that requests can match them.

Django compares them as text. An entry in another form matches no request: the portal then loads,
but Django refuses every API call.
"""

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import idna
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port

from common.environment import read_list

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_FORMS = "Write host names without scheme and port, separated by commas: tickets.example.com"
_SCHEMES = ("http", "https")


def read_allowed_hosts() -> list[str]:
    """DJANGO_ALLOWED_HOSTS and the loopback names, which container health checks use.

    `.example.com` matches the domain and its subdomains. A name with non-ASCII letters is converted
    to punycode, which browsers send.
    """
    name = "DJANGO_ALLOWED_HOSTS"
    hosts = read_list("DJANGO_ALLOWED_HOSTS")
    if any("*" in host for host in hosts):
        raise ImproperlyConfigured(
            f"{name} has a wildcard. Name the hosts that people use, separated by commas, for "
            "example tickets.example.com,localhost. `.example.com` matches all subdomains."
        )
    return [*(_host(name, host) for host in hosts), *LOOPBACK]


def read_origins(name: str, *, subdomains: bool = False) -> list[str]:
    """Full origins (scheme, host and a non-default port) from variable `name`.

    With `subdomains`, `https://*.example.com` matches all subdomains.
    """
    return [_origin(name, origin, subdomains) for origin in read_list(name)]


def _host(name: str, written: str) -> str:
    """`written` as Django compares it; ImproperlyConfigured when no request can match it."""
    address = _address(written.strip("[]"))
    if address and address.version == 6:
        return _same(name, written, f"[{address}]")
    dot = "." if written.startswith(".") else ""
    host = _in_ascii(written.removeprefix("."))
    if _is_host(host) and not (dot and _address(host)):
        return f"{dot}{host}"
    raise _refusal(name, written, _likely_host(written), _FORMS)


def _origin(name: str, written: str, subdomains: bool) -> str:
    """`written` as browsers send it; ImproperlyConfigured when it is not an origin."""
    advice = "Write origins, separated by commas: https://tickets.example.com"
    scheme, separator, rest = written.lower().partition("://")
    star = "*." if subdomains and rest.startswith("*.") else ""
    try:
        parts = urlsplit(f"//{rest.removeprefix(star)}")
        host, port = _in_ascii(parts.hostname or ""), parts.port
    except ValueError:
        raise _refusal(name, written, "", advice) from None
    address = _address(host)
    shown = f"[{address}]" if address and address.version == 6 else host
    usual = {"http": 80, "https": 443}.get(scheme)
    made = f"{scheme}://{star}{shown}" + (f":{port}" if port not in (None, usual) else "")
    is_good = scheme in _SCHEMES and separator and (_is_host(host) or shown != host)
    if not is_good:
        guess = _likely_host(written)
        raise _refusal(name, written, f"https://{guess}" if guess else "", advice)
    if "@" in rest or parts.path or parts.query or parts.fragment or port == 0:
        raise _refusal(name, written, made, advice)
    return made


def _same(name: str, written: str, right: str) -> str:
    if written.lower() != right:
        raise _refusal(name, written, right, _FORMS)
    return right


def _is_host(host: str) -> bool:
    """Whether browsers can send this name and Django accepts it."""
    labels = host.split(".")
    if split_domain_port(host) != (host, "") or len(host) > 253:
        return False
    # Browsers read a name whose last label is a number as an IPv4 address and send it in full.
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return _address(host) is not None
    return all(_LABEL.fullmatch(label) for label in labels)


def _in_ascii(host: str) -> str:
    """`host` in lower case and punycode; unchanged when it cannot be encoded."""
    try:
        return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        # Django does not support IPv6 zones (fe80::1%eth0).
        return None if "%" in text else ipaddress.ip_address(text)
    except ValueError:
        return None


def _likely_host(written: str) -> str:
    """The host name in a URL or in a name with a port; empty when there is none."""
    readings: tuple[Callable[[str], str], ...] = (_host_of_address, lambda text: text.rstrip("."))
    for reading in readings:
        try:
            host = _in_ascii(reading(written))
        except ValueError:
            continue
        address = _address(host)
        if address and address.version == 6:
            return f"[{address}]"
        if _is_host(host):
            return host
    return ""


def _host_of_address(written: str) -> str:
    """The host in `https://user@host:port/path` or in a part of such a URL."""
    rest = written.partition("://")[2] if "://" in written else written
    return urlsplit(f"//{rest}").hostname or ""


def _refusal(name: str, written: str, right: str, advice: str) -> ImproperlyConfigured:
    hint = f"Write {right}." if right else f"{advice}."
    return ImproperlyConfigured(f"{name} has {written[:100]!r}, which no request matches. {hint}")
