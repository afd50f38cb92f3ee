"""`make demo`: a portal with tickets, suggestions and accounts to look at, made anew at each start.

The data are in `demo` in the data folder. People sign in to see the tickets, as in a company.
"""

import os
from collections.abc import Sequence

from paths import Folders, SetupError
from run import manage, portal


def fill(folders: Folders) -> str:
    """Load the tickets; gives how to sign in. SetupError with the reason when that fails."""
    done = manage.call(folders, os.environ, ["load_demo"], capture=True)
    if done.returncode != 0:
        raise SetupError(f"The demonstration could not be loaded:\n{done.stdout}")
    return f"Sign in with one of these; each start has new passwords:\n{done.stdout.rstrip()}"


def main(_arguments: Sequence[str] = ()) -> int:
    """The command line; gives the exit code."""
    os.environ.setdefault("PORTAL_ACCESS", "agents")
    return portal.in_foreground(portal.Variant("demo", anew=True, fill=fill))
