"""`make run`: the whole system on this machine, without Docker, in the foreground until Ctrl-C.

    PORTAL_PORT=3000 LOCAL_DATA_DIR=… GEMINI_API_KEY=… python3 local run

Ends with 0 when it is asked to end, with 2 when the port is taken, with 1 when something else keeps
it from running. docs/architecture.md describes the processes.
"""

import fcntl
import os
import signal
from collections.abc import Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import prepare
from paths import SetupError, complain, data_folder, make_data_folder, say
from run.cluster import wait_until
from run.environments import choose_provider, system_environment, take_classifiers_own
from run.manager import Manager
from run.parts import LISTENING, Folders
from run.ports import PortTakenError, Reservations, portal_port
from run.stack import arrange, start, wait_for_portal, watch

# A run that was killed still ends its parts in order, which takes this long at most.
LAST_RUN_SECONDS = 45


class EndRequested(BaseException):
    """A signal asked for the end. Not an error, so that nothing which handles those takes it."""


def main(_arguments: Sequence[str] = ()) -> int:
    """Run until asked to end; gives the exit code."""
    for number in _END_SIGNALS:
        signal.signal(number, _request_end)
    try:
        run(os.environ)
    except EndRequested:
        say("Ended.")
    except PortTakenError as error:
        complain(str(error))
        return 2
    return 0


def run(variables: MutableMapping[str, str]) -> None:
    """Prepare, start everything in order, say when the portal is ready, and watch over it."""
    # From here on nothing that is started inherits the key; the classifier gets it back.
    classifiers_own = take_classifiers_own(variables)
    port, folders = portal_port(variables), Folders(data_folder(variables))
    with Reservations() as reservations:
        reservations.take_portal(port)
        make_data_folder(folders.data)
        with in_use(folders.data) as lock:
            provider = choose_provider({**variables, **classifiers_own})
            prepare.for_run(provider.name)
            ports = {**reservations.take_inner(port, LISTENING), "gateway": port}
            say(f"Data: {folders.data}\nLogs: {folders.logs}")
            parts = arrange(variables, classifiers_own, ports, folders)
            with Manager(parts, folders, system_environment(variables), lock) as manager:
                start(manager, parts)
                wait_for_portal(manager, port)
                say(f"Suggestions: {provider.name} provider, {provider.reason}")
                say("Accounts: make admin USERNAME=… makes the first one (docs/operations.md)")
                say(f"Portal ready: http://localhost:{port}")
                watch(manager)


@contextmanager
def in_use(folder: Path) -> Iterator[int]:
    """Hold the data folder against other runs; gives the descriptor that holds it.

    The process manager inherits the descriptor, so the folder stays held until the parts have ended
    even when this process is killed.
    """
    with (folder / "in-use").open("a+") as held:
        if not _lock(held.fileno()):
            held.seek(0)
            holder = held.read().strip()
            if _is_alive(holder) or not wait_until(lambda: _lock(held.fileno()), LAST_RUN_SECONDS):
                raise SetupError(
                    f"The data folder {folder} is in use by another run (process {holder}). "
                    f"End that one (Ctrl-C, or kill {holder}), or give this one a folder of its "
                    "own with LOCAL_DATA_DIR."
                )
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield held.fileno()


def in_use_by_another(folder: Path) -> bool:
    """Whether a run is under way with this data folder."""
    file = folder / "in-use"
    if not file.exists():
        return False
    with file.open() as held:
        return not _lock(held.fileno())


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


_END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _request_end(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: what ends things in order must not be interrupted itself.
    for number in _END_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("Ending everything …")
    raise EndRequested
