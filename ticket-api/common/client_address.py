"""Where a request comes from, for limits that are counted by client."""

import ipaddress
from typing import Any

_IPV6_PREFIX = 64


def client_network(headers: Any) -> str:
    """The client's address as limits count it, an empty string when it cannot be told.

    `headers` is WSGI's environ. The gateway overwrites X-Forwarded-For with the one address that it
    saw itself. A client of IPv6 has a whole network of addresses, which counts as one.
    """
    forwarded = headers.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    address = _address(forwarded) or _address(headers.get("REMOTE_ADDR", ""))
    if address is None:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.IPv6Network((int(address), _IPV6_PREFIX), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that `text` says, IPv4 also where it comes within IPv6 (::ffff:192.0.2.1)."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
