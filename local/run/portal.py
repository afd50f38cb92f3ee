"""The whole system on this machine, without Docker, in the foreground until a signal ends it.

docs/architecture.md describes the processes.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import prepare
from commands import end_at_signals, lock_now
from paths import Folders, SetupError, data_folder, make_data_folder, say
from prepare import Step
from run import stack
from run.cluster import wait_until
from run.environments import choose_provider, take_classifiers_own
from run.keys import load_or_make
from run.manager import Manager
from run.ports import Ports, portal_port
from run.stack import INNER, Installation

# A run that was killed still ends its parts in order, which takes this long at most.
LAST_RUN_SECONDS = 45


@dataclass(frozen=True)
class Variant:
    """What `make run`, `make dev` and `make demo` do differently."""

    # Below the data folder, so that no variant touches another's tickets.
    subfolder: str = ""
    prepare: Callable[[str, Step], None] = prepare.for_run
    built: bool = True  # nginx serves the built portal, else Vite its sources.
    anew: bool = False  # It begins with an empty database.
    # Called when the portal answers; gives lines to print.
    fill: Callable[[Folders], str] = lambda _folders: (
        "Accounts: make admin USERNAME=… makes the first one (docs/operations.md)"
    )
    # Returns never; raises SetupError when a part does not start again.
    watch: Callable[[Manager], None] = stack.watch


def in_foreground(variant: Variant) -> int:
    """Run until a signal asks for the end, which is no failure: gives 0."""
    end_at_signals()
    try:
        run(os.environ, variant)
    except SystemExit:
        say("Ended.")
    return 0


def run(variables: MutableMapping[str, str], variant: Variant) -> None:
    """Prepare, start everything in order, say when the portal is ready, and watch over it."""
    # From here on no child inherits the key, except for the classifier, which gets it back.
    classifiers_own = take_classifiers_own(variables)
    folders = Folders(data_folder(variables) / variant.subfolder)
    port = portal_port(variables)
    make_data_folder(folders.data)
    with in_use(folders.data) as lock, Ports() as free:
        provider = choose_provider({**variables, **classifiers_own})
        ports = {**{name: free.take() for name in INNER}, "gateway": port}
        keys = load_or_make(folders.data / "keys.json")
        installation = Installation(variables, classifiers_own, ports, folders, keys)
        say(f"Data: {folders.data}\nLogs: {folders.logs}")
        database = partial(stack.make_database, installation, anew=variant.anew)
        variant.prepare(provider.name, database)
        orders = stack.arrange(installation, built=variant.built)
        with Manager(orders, folders, lock) as manager:
            stack.start(manager, installation)
            say(f"Suggestions: {provider.name} provider, {provider.reason}")
            say(variant.fill(folders))
            say(f"Portal ready: http://localhost:{port}")
            variant.watch(manager)


@contextlib.contextmanager
def in_use(folder: Path) -> Iterator[int]:
    """Hold the data folder against other runs; gives the descriptor that holds it.

    The process manager inherits the descriptor, so the folder stays held until the parts have ended
    even when this process is killed.
    """
    with (folder / "in-use").open("a+") as held:
        if not lock_now(held.fileno()):
            held.seek(0)
            holder = held.read().strip()
            if _is_alive(holder) or not wait_until(
                lambda: lock_now(held.fileno()), LAST_RUN_SECONDS
            ):
                raise SetupError(
                    f"The data folder {folder} is in use by another run (process {holder}). "
                    f"End that one (Ctrl-C, or kill {holder}), or give this one another folder "
                    "with LOCAL_DATA_DIR."
                )
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield held.fileno()


def in_use_by_another(folder: Path) -> bool:
    """Whether another process runs a portal with this data folder."""
    file = folder / "in-use"
    if not file.exists():
        return False
    with file.open() as held:
        return not lock_now(held.fileno())


def _is_alive(process: str) -> bool:
    with contextlib.suppress(ValueError, OSError):
        os.kill(int(process), 0)
        return True
    return False
