"""The whole system on this machine, without Docker, in the foreground until a signal ends it.

    PORTAL_PORT=3000 LOCAL_DATA_DIR=… GEMINI_API_KEY=… python3 local run | dev | demo

Each ends with 0 when a signal asks for it, with 2 when the port is taken, with 1 when something
else prevents the run. docs/architecture.md describes the processes.
"""

import os
import subprocess
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import prepare
from commands import end_at_signals, hold
from paths import SetupError
from prepare import Step
from run import manage, manager
from run.data import data_folder, make_data_folder
from run.environments import choose_provider, take_classifiers_own
from run.manager import Manager
from run.ports import free_port, portal_port
from run.stack import INNER, Installation


@dataclass(frozen=True)
class Variant:
    """What `make run`, `make dev` and `make demo` do differently."""

    # Below the data folder, so that no variant touches another's tickets.
    subfolder: str = ""
    prepare: Callable[[str, Step], None] = prepare.for_run
    built: bool = True  # nginx serves the built portal, else Vite its sources.
    anew: bool = False  # It begins with an empty database.
    # Called when the portal answers.
    fill: Callable[[Path], None] = lambda data: print(
        "Accounts: the first one is made at /set-up, with the code after account.set_up_code in "
        f"{data / 'logs' / 'ticket-api.log'}, or by make admin USERNAME=…"
    )
    # Returns never; raises SetupError when a part does not start again.
    watch: Callable[[Manager], None] = Manager.watch


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
    return in_foreground(Variant("demo", anew=True, fill=load_demo))


def show_logs(manager: Manager) -> None:
    """Print what every part logs from now on, and watch over the parts."""
    logs = [manager.log_of(name) for name in manager.states()]
    with subprocess.Popen(["tail", "-n", "0", "-F", *logs], stderr=subprocess.DEVNULL) as tail:
        try:
            manager.watch()
        finally:
            tail.terminate()


def load_demo(data: Path) -> None:
    """Load the tickets; prints how to sign in. SetupError when that fails."""
    print("Loading tickets. Sign in with one of these accounts; each start has new passwords:")
    if manage.call(data, os.environ, ["load_demo"]) != 0:
        raise SetupError("The demonstration could not be loaded.")


def in_foreground(variant: Variant) -> int:
    """Run until a signal asks for the end, which is no failure: gives 0."""
    end_at_signals()
    try:
        serve(os.environ, variant)
    except SystemExit:
        print("Ended.")
    return 0


def serve(variables: MutableMapping[str, str], variant: Variant) -> None:
    """Prepare, start everything in order, say when the portal is ready, and watch over it."""
    # From here on no child inherits the key, except for the classifier, which gets it back.
    classifiers_own = take_classifiers_own(variables)
    data = data_folder(variables) / variant.subfolder
    port = portal_port(variables)
    make_data_folder(data)
    # The process manager inherits the lock, so the folder stays held until all parts have ended.
    with hold(data / "in-use", f"uses {data} (LOCAL_DATA_DIR names another folder)") as lock:
        provider = choose_provider({**variables, **classifiers_own})
        ports = {**{name: free_port() for name in INNER}, "gateway": port}
        installation = Installation(variables, classifiers_own, ports, data)
        print(f"Data: {data}\nLogs: {data / 'logs'}")
        variant.prepare(provider, partial(installation.make_database, anew=variant.anew))
        with manager.running(installation, lock, built=variant.built) as parts:
            print(f"Suggestions: {provider} (CLASSIFIER_PROVIDER or GEMINI_API_KEY changes it)")
            variant.fill(data)
            print(f"Portal ready: http://localhost:{port}")
            variant.watch(parts)
