"""`python -m classifier.healthcheck`: exit 0 when the service at BIND answers /healthz, else 1."""

import http.client
import os
import sys


def main() -> int:
    """Ask over the loopback when the service listens on every address."""
    host, _, port = (os.environ.get("BIND") or "127.0.0.1:8100").rpartition(":")
    if host.strip("[]") in ("", "0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=3)
    try:
        connection.request("GET", "/healthz")
        return 0 if connection.getresponse().status == 200 else 1
    except OSError as error:
        print(f"healthcheck: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
