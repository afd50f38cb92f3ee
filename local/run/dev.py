"""`make dev`: the portal for developers. Edits take effect at once, and all logs are shown.

Django's development server, the classifier and the live updates under uvicorn, and Vite restart or
exchange what changed. Vite has the gateway's place. Tickets are those of `dev` in the data folder.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import prepare
from paths import FRONTEND
from run import portal, stack
from run.environments import Environment, system_environment
from run.manager import Manager
from run.parts import Folders, Part
from run.readiness import answers

_DJANGO = {"DJANGO_SETTINGS_MODULE": "config.settings.development"}


def arrange(
    variables: Mapping[str, str],
    classifiers_own: Environment,
    ports: Mapping[str, int],
    folders: Folders,
) -> list[Part]:
    """The database and the services of `make run`, reloading, and Vite at the portal's port."""
    *others, classifier, api, events = stack.arrange_services(
        variables, classifiers_own, ports, folders
    )
    at = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    migrate_and_serve = (
        f"sh entrypoint.sh migrate && exec python manage.py runserver {at['ticket-api']}"
    )
    vite = Part(
        name="frontend",
        command=[str(FRONTEND / "node_modules" / ".bin" / "vite"), "--clearScreen", "false"],
        folder=FRONTEND,
        environment={
            **system_environment(variables),
            "PORTAL_PORT": str(ports["gateway"]),
            "PORTAL_API": f"http://{at['ticket-api']}",
            "PORTAL_EVENTS": f"http://{at['ticket-events']}",
        },
        is_ready=partial(answers, f"http://{at['gateway']}/"),
        stop_signal="TERM",
        stop_seconds=5,
        stop_first=True,
    )
    return [
        *others,
        replace(
            classifier,
            command=_uvicorn(classifier, at, "--factory", "classifier.api.app:create_app"),
        ),
        replace(
            api,
            command=["sh", "-c", migrate_and_serve],
            environment={**api.environment, **_DJANGO},
        ),
        replace(
            events,
            command=_uvicorn(events, at, "config.asgi:application"),
            environment={**events.environment, **_DJANGO},
        ),
        vite,
    ]


def _uvicorn(part: Part, at: Mapping[str, str], *application: str) -> Sequence[str]:
    """Streams do not end while a page is open, so the server ends them when it reloads."""
    host, port = at[part.name].split(":")
    options = ["--reload", "--timeout-graceful-shutdown", "1", "--host", host, "--port", port]
    python = str(part.folder / ".venv" / "bin" / "python")
    return [python, "-m", "uvicorn", *options, *application]


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
        portal.Variant("dev", prepare.for_dev, arrange=arrange, watch=show_logs)
    )
