"""Where the parts of this clone are, and how a command speaks to the person who started it."""

import os
import sys
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
LOCAL = CLONE / "local"
TICKET_API = CLONE / "ticket-api"
CLASSIFIER = CLONE / "classifier-svc"
FRONTEND = CLONE / "frontend"
GATEWAY = CLONE / "gateway"
STACK_TESTS = CLONE / "stack-tests"
DEPLOY = CLONE / "deploy"

# Two modules of others are imported here as well: settings.py and render.py.
sys.path += [str(CLONE / "contracts"), str(GATEWAY)]


class SetupError(Exception):
    """Something a person has to put right; the message says what and how."""

    exit_code = 1


def is_root() -> bool:
    """Whether this process may do anything, which PostgreSQL refuses to run with."""
    return os.geteuid() == 0


def say(message: str) -> None:
    """One line to the person who started this, at once even when a pipe is in between."""
    print(message, flush=True)


def complain(message: str) -> None:
    """One line about what went wrong."""
    print(message, file=sys.stderr, flush=True)
