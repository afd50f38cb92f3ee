"""Where the parts of this clone are, and the error that ends a command with a sentence."""

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
    """Something a person has to put right; the message says what and how.

    The command that it ends has `exit_code`.
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def is_root() -> bool:
    """Whether this process may do anything, which PostgreSQL refuses to run with."""
    return os.geteuid() == 0
