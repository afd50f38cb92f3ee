"""The stack's life: arranged on disk, started in order, asked through the gateway, watched."""

import json
import os
import shlex
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from commands import last_lines
from paths import CLONE, LOCAL, Folders, SetupError, say
from run import nginx
from run.cluster import Cluster, binaries_for_account, server_account
from run.environments import Environment, environments, system_environment, with_weights
from run.keys import Keys
from run.manager import Manager, Orders

# The parts that start together, when all before them answer; run.conf and dev.conf name those of a
# variant.
ORDER = (
    ("postgresql",),
    ("classifier-svc", "ticket-api"),  # The API migrates the database.
    ("ticket-events", "frontend", "gateway", "vite"),
)
# The parts that answer over HTTP: whose port, and the path.
ANSWERING = {
    "classifier-svc": ("classifier-svc", "/healthz"),
    "ticket-api": ("ticket-api", "/readyz"),
    "ticket-events": ("ticket-events", "/readyz"),
    "frontend": ("frontend", "/"),
    "gateway": ("gateway", "/"),
    "vite": ("gateway", "/"),
}
INNER = ("frontend", "ticket-api", "ticket-events", "classifier-svc", "postgresql")
MAX_CONNECTIONS = 300  # Each of gunicorn's workers may keep four (ticket-api/server/workers.py).
ANSWER_SECONDS = 5
READY_SECONDS = 90
LOOK_SECONDS = 0.1
WATCH_SECONDS = 1.0
LAST_LINES = 30


@dataclass(frozen=True)
class Installation:
    """What the parts of one run have in common."""

    variables: Mapping[str, str]  # The caller's, without the classifier's own.
    classifiers_own: Environment
    ports: Mapping[str, int]
    folders: Folders
    keys: Keys

    def cluster(self) -> Cluster:
        """The embedded cluster, which may not exist yet."""
        folder = self.folders.data
        binaries = binaries_for_account(folder)
        return Cluster(binaries, folder / "postgresql", self.ports["postgresql"])


def make_database(run: Installation, *, anew: bool) -> None:
    """The database on disk, unless DATABASE_URL names one. `anew` begins with an empty one.

    SetupError when DATABASE_URL names the one that would be emptied.
    """
    if run.variables.get("DATABASE_URL"):
        if anew:
            raise SetupError("make demo makes its own database. Run it without DATABASE_URL.")
        return
    cluster = run.cluster()
    cluster.clear_remains()
    if anew:
        shutil.rmtree(cluster.data, ignore_errors=True)
    cluster.create(run.keys.database_password)


def arrange(run: Installation, *, built: bool) -> Orders:
    """Everything else on disk that the parts need, and what the manager needs.

    `built` has nginx and the built portal, else Vite has their place.
    """
    folders, keys, url = run.folders, run.keys, run.variables.get("DATABASE_URL")
    for folder in (folders.logs, folders.run):
        folder.mkdir(mode=0o700, exist_ok=True)
    folders.ports.write_text(json.dumps(run.ports))
    server = ["false"]
    if not url:
        cluster = run.cluster()
        url = cluster.url(keys.database_password)
        server = cluster.server_command(f"max_connections={MAX_CONNECTIONS}")
    if built:
        nginx.arrange(run.variables, run.ports, folders.nginx)
    values = {
        **system_environment(run.variables),
        **{f"PORT_{name.upper().replace('-', '_')}": f"{port}" for name, port in run.ports.items()},
        "CLONE": str(CLONE),
        "DATA": str(folders.data),
        "NGINX": shlex.join(nginx.command(folders.nginx)) if built else "",
        "POSTGRESQL": shlex.join(server),
        "POSTGRESQL_USER": account.pw_name if (account := server_account()) else f"{os.geteuid()}",
    }
    configuration = LOCAL / "run" / ("run.conf" if built else "dev.conf")
    variables = with_weights(run.variables, folders)
    environments_of_parts = environments(variables, run.classifiers_own, keys, run.ports, url)
    return Orders(configuration, values, environments_of_parts)


def start(manager: Manager, run: Installation) -> None:
    """Start the parts in their order; at last the API has to answer, as the portal asks it.

    A database of the caller's runs already.
    """
    is_ready = {name: answering(run.ports[port], path) for name, (port, path) in ANSWERING.items()}
    if not run.variables.get("DATABASE_URL"):
        is_ready = {"postgresql": run.cluster().is_ready, **is_ready}
    known = is_ready.keys() & manager.states().keys()
    for together in ORDER:
        names = [name for name in together if name in known]
        say(f"Starting {', '.join(names)} …")
        for name in names:
            manager.start(name)
        for name in names:
            wait_for(manager, name, is_ready[name])
    through_gateway = answering(run.ports["gateway"], "/api/health/")
    wait_for(manager, "ticket-api", through_gateway, " through the gateway")


def answering(port: int, path: str) -> Callable[[], bool]:
    """Whether a GET of `path` on loopback gives 200, whatever the proxies: to be asked later."""

    def answers() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    return answers


def wait_for(manager: Manager, name: str, is_ready: Callable[[], bool], where: str = "") -> None:
    """Until the part answers; SetupError with the end of its log when it cannot start."""
    end = time.monotonic() + READY_SECONDS
    while not is_ready():
        check(manager)
        if time.monotonic() > end:
            raise failure(manager, name, f"does not answer{where} after {READY_SECONDS} s")
        time.sleep(LOOK_SECONDS)


def check(manager: Manager) -> None:
    """SetupError when the manager is gone or has given up on a part."""
    if not manager.is_running():
        raise SetupError("The process manager ended unexpectedly. Run this again.")
    for name, part in manager.states().items():
        if part["statename"] == "FATAL":
            raise failure(manager, name, "ends as soon as it is started")


def failure(manager: Manager, name: str, what: str) -> SetupError:
    """The error that shows the end of the part's log."""
    log = manager.log_of(name)
    shown = "\n".join(f"  {line}" for line in last_lines(log, LAST_LINES))
    return SetupError(f"{name} {what}. The end of {log}:\n{shown}")


def watch(manager: Manager) -> None:
    """Say when a part died and was started again; ends only by an exception."""
    known = manager.states()
    while True:
        time.sleep(WATCH_SECONDS)
        check(manager)
        running = {name: part for name, part in manager.states().items() if part["pid"]}
        for name, part in running.items():
            if part["pid"] != known[name]["pid"]:
                log = manager.log_of(name)
                say(f"{name} ended unexpectedly and was started again (log: {log})")
        known |= running
