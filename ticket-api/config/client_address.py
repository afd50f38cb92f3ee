"""Where a request comes from, for limits that are counted by client."""

import ipaddress
from typing import Any

_IPV6_PREFIX = 64


def client_network(headers: Any) -> str:
    """The client's address as limits count it, an empty string when it cannot be told.

    `headers` is WSGI's environ. The gateway overwrites X-Forwarded-For with the one address that it
    saw itself. Whoever has an IPv6 address has a network of them, which counts as one.
    """
    sent = headers.get("HTTP_X_FORWARDED_FOR") or headers.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(sent.rpartition(",")[2].strip())
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
