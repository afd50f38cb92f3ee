"""The stack's life: arranged on disk, started in order, asked through the gateway, watched."""

import json
import time
from collections.abc import Callable, Sequence

from commands import last_lines
from paths import SetupError, say
from run import keys as installation
from run import nginx
from run.cluster import Cluster, binaries_for_account
from run.manager import Manager
from run.parts import Installation, Part, answering, database_part, service_parts, web_parts

READY_SECONDS = 90
LOOK_SECONDS = 0.1
WATCH_SECONDS = 1.0
LAST_LINES = 30


def arrange(run: Installation) -> list[Part]:
    """Everything on disk that the parts need, and the parts in the order in which they start."""
    services = arrange_services(run)
    arrange_nginx(run)
    return [*services, *web_parts(run)]


def arrange_services(run: Installation) -> list[Part]:
    """The part of `arrange` behind the gateway: the embedded database, if any, and the services."""
    for folder in (run.folders.logs, run.folders.run):
        folder.mkdir(mode=0o700, exist_ok=True)
    run.folders.ports.write_text(json.dumps(run.ports))
    keys = installation.load_or_make(run.folders.data / "keys.json")
    url = run.variables.get("DATABASE_URL")
    if url:
        return service_parts(run, keys, url)
    cluster = cluster_of(run)
    cluster.clear_remains()
    cluster.create(keys.database_password)
    return [
        database_part(cluster),
        *service_parts(run, keys, cluster.url(keys.database_password)),
    ]


def cluster_of(run: Installation) -> Cluster:
    """The embedded cluster, which may not exist yet."""
    binaries = binaries_for_account(run.folders.data)
    return Cluster(binaries, run.folders.data / "postgresql", run.ports["postgresql"])


def arrange_nginx(run: Installation) -> None:
    """Configurations and files of both nginx."""
    nginx.make_folder(run.folders.nginx)
    gateway = nginx.gateway_configuration(run.variables, run.ports)
    (run.folders.run / "gateway.conf").write_text(gateway)
    frontend = nginx.frontend_configuration(run.ports["frontend"])
    (run.folders.run / "frontend.conf").write_text(frontend)


def start(manager: Manager, parts: Sequence[Part]) -> None:
    """Start each part when the ones before it answer."""
    for part in parts:
        say(f"Starting {part.name} …")
        manager.start(part)
        wait_for(manager, part.name, part.is_ready)


def wait_for_portal(manager: Manager, port: int) -> None:
    """Until the page and the API, with the database behind it, answer through the gateway."""
    for path, name in (("/", "frontend"), ("/api/health/", "ticket-api")):
        wait_for(manager, name, answering(port, path), f" at {path} through the gateway")


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
    for name, state in manager.states().items():
        if state.name == "FATAL":
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
        now = manager.states() or known
        for name, state in now.items():
            if state.pid and state.pid != known[name].pid:
                say(
                    f"{name} ended unexpectedly and was started again (log: {manager.log_of(name)})"
                )
        known = {name: state if state.pid else known[name] for name, state in now.items()}
