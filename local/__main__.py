"""The commands behind the Makefile: `python3 local COMMAND ARGUMENTS…`.

Each is a module with `main(arguments) -> exit code`, imported when it is asked for: only
`supervise.py` runs on another Python than the caller's.
"""

import importlib
import sys

from paths import SetupError, complain

MODULES = {
    "run": "run.portal",
    "dev": "run.dev",
    "demo": "run.demo",
    "manage": "run.manage",
    "with-database": "run.postgres",
    "prepare": "prepare",
    "test": "checks.suites",
    "summary": "checks.summary",
    "lock": "checks.lock",
}


def main(command: str = "", *arguments: str) -> int:
    """Run one command; gives its exit code."""
    if command not in MODULES:
        complain(f"Usage: python3 local {' | '.join(MODULES)}")
        return 2
    try:
        return int(importlib.import_module(MODULES[command]).main(arguments))
    except SetupError as error:
        complain(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
