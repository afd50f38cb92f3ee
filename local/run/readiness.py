"""Whether something answers at an address on this machine."""

import http.client
from urllib.parse import urlsplit

ANSWER_SECONDS = 5


def answers(address: str) -> bool:
    """Whether a GET of `address` gives 200. Proxies of the environment are not used."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=ANSWER_SECONDS
    )
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
