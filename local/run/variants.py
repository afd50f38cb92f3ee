"""`make run`, and what `make dev` and `make demo` do differently.

    PORTAL_PORT=3000 LOCAL_DATA_DIR=… GEMINI_API_KEY=… python3 local run | dev | demo

Each ends with 0 when a signal asks for it, with 2 when the port is taken, with 1 when something
else prevents the run.
"""

import os
import subprocess
from collections.abc import Sequence

import prepare
from paths import Folders, SetupError
from run import manage, stack
from run.manager import Manager
from run.portal import Variant, in_foreground


def run(_arguments: Sequence[str]) -> int:
    """The built portal, with the tickets of the last run."""
    return in_foreground(Variant())


def dev(_arguments: Sequence[str]) -> int:
    """The portal for developers: edits take effect at once (dev.conf), and all logs are shown."""
    return in_foreground(Variant("dev", prepare.for_dev, built=False, watch=show_logs))


def demo(_arguments: Sequence[str]) -> int:
    """A portal with tickets, suggestions and accounts to look at, made anew at each start.

    People sign in to see the tickets, as in a company.
    """
    os.environ.setdefault("PORTAL_ACCESS", "agents")
    return in_foreground(Variant("demo", anew=True, fill=fill))


def show_logs(manager: Manager) -> None:
    """Print what every part logs from now on, and watch over the parts."""
    logs = [manager.log_of(name) for name in manager.states()]
    with subprocess.Popen(["tail", "-n", "0", "-F", *logs], stderr=subprocess.DEVNULL) as tail:
        try:
            stack.watch(manager)
        finally:
            tail.terminate()


def fill(folders: Folders) -> str:
    """Load the tickets; gives how to sign in. SetupError with the reason when that fails."""
    done = manage.call(folders, os.environ, ["load_demo"], capture=True)
    if done.returncode != 0:
        raise SetupError(f"The demonstration could not be loaded:\n{done.stdout}")
    return f"Sign in with one of these; each start has new passwords:\n{done.stdout.rstrip()}"
