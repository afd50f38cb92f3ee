"""`make dev`: the portal for developers. Edits take effect at once, and all logs are shown.

Django's development server, the classifier and the live updates under uvicorn, and Vite restart or
exchange what changed (dev.conf). Tickets are those of `dev` in the data folder.
"""

import subprocess
from collections.abc import Sequence

import prepare
from run import portal, stack
from run.manager import Manager


def show_logs(manager: Manager) -> None:
    """Print what every part logs from now on, and watch over the parts."""
    logs = [manager.log_of(name) for name in manager.states()]
    with subprocess.Popen(["tail", "-n", "0", "-F", *logs], stderr=subprocess.DEVNULL) as tail:
        try:
            stack.watch(manager)
        finally:
            tail.terminate()


def main(_arguments: Sequence[str] = ()) -> int:
    """The command line; gives the exit code."""
    return portal.in_foreground(
        portal.Variant("dev", prepare.for_dev, built=False, watch=show_logs)
    )
