"""The client address of a request, for rate limits by client."""

import ipaddress
from typing import Any

_IPV6_PREFIX = 64


def client_network(headers: Any) -> str:
    """The client's IPv4 address or IPv6 /64 network; an empty string when it is unknown.

    `headers` is the WSGI environ. The gateway overwrites X-Forwarded-For with the address of its
    peer. An IPv6 client usually has a /64 network of addresses, which counts as one client.
    """
    forwarded = headers.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    address = _address(forwarded) or _address(headers.get("REMOTE_ADDR", ""))
    if address is None:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.IPv6Network((int(address), _IPV6_PREFIX), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse `text`; an IPv4-mapped IPv6 address (::ffff:192.0.2.1) becomes its IPv4 address."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
