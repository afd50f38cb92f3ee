"""The commands behind the Makefile: `python3 local COMMAND ARGUMENTS…`.

Each is a function of the arguments that gives the exit code, imported when it is asked for: the
modules of one need not be installed for another.
"""

import pkgutil
import subprocess
import sys

from paths import SetupError

COMMANDS = {
    "run": "run.portal:run",
    "dev": "run.portal:dev",
    "demo": "run.portal:demo",
    "manage": "run.manage:main",
    "learn": "run.learn:main",
    "with-database": "run.cluster:main",
    "prepare": "prepare:main",
    "test": "checks.suites:main",
    "summary": "checks.summary:main",
    "uv": "packages:run_uv",
}


def main(command: str = "", *arguments: str) -> int:
    """Run one command; gives its exit code."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a pipe as well
    if command not in COMMANDS:
        print(f"Usage: python3 local {' | '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        return int(pkgutil.resolve_name(COMMANDS[command])(arguments))
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return getattr(error, "exit_code", 1)
    except subprocess.CalledProcessError as error:
        print("Put right what this says above, then try again:", *error.cmd, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
