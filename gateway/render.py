"""Fills in nginx.conf.template (or another template of that form) without a container.

Inside the container the image's entrypoint does the same from the same environment.

    python gateway/render.py OUTDIR        writes OUTDIR/nginx.conf from the environment
    render({"GATEWAY_LISTEN": "127.0.0.1:3000"})   gives the text
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

TEMPLATE = Path(__file__).with_name("nginx.conf.template")

# The same defaults stand in gateway/Dockerfile; a test holds them together.
DEFAULTS = {
    "GATEWAY_LISTEN": "8080",
    "TICKET_API_UPSTREAM": "ticket-api:8000",
    "TICKET_EVENTS_UPSTREAM": "ticket-events:8000",
    "FRONTEND_UPSTREAM": "frontend:8080",
    "GATEWAY_RESOLVER": "127.0.0.11",
    "GATEWAY_TEMP_DIR": "/tmp",  # noqa: S108 - a tmpfs of its own in the container
    "GATEWAY_ACCESS_LOG": "/dev/stdout",
    "GATEWAY_SCHEME": "http",
    "GATEWAY_TRUSTED_PROXY": "unix:",
    "RATE_LIMITS": "on",
    "RATE_LIMIT_CREATE": "10r/s",
    "RATE_LIMIT_CLASSIFY": "10r/s",
    "RATE_LIMIT_ACCOUNT": "20r/s",
}

_NAME = re.compile(r"\$\{([A-Z_]+)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Replace every ${NAME} in capitals; a name without a value is a KeyError that says which."""
    return _NAME.sub(lambda match: values[match[1]], template)


def render(variables: Mapping[str, str]) -> str:
    """The gateway's nginx.conf; what `variables` does not name has the container's default."""
    return fill(TEMPLATE.read_text(), {**DEFAULTS, **variables})


def main() -> None:
    """Write OUTDIR/nginx.conf from the environment."""
    if len(sys.argv) != 2:
        sys.exit("Usage: python gateway/render.py OUTDIR")
    outdir = Path(sys.argv[1])
    outdir.mkdir(parents=True, exist_ok=True)
    (outdir / "nginx.conf").write_text(render(os.environ))


if __name__ == "__main__":
    main()
