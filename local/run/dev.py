"""`make dev`: the portal for developers. Edits take effect at once, and all logs are shown.

Django's development server, the classifier and the live updates under uvicorn, and Vite restart or
exchange what changed. Vite has the gateway's place. Tickets are those of `dev` in the data folder.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace

import prepare
from paths import FRONTEND
from run import portal, stack
from run.environments import system_environment
from run.manager import Manager
from run.parts import Installation, Part, answering


def arrange(run: Installation) -> list[Part]:
    """The database and the services of `make run`, reloading, and Vite at the portal's port."""
    *others, classifier, api, events = stack.arrange_services(run)
    at = {name: f"127.0.0.1:{port}" for name, port in run.ports.items()}
    serve = f"sh entrypoint.sh migrate && exec python manage.py runserver {at['ticket-api']}"
    vite = Part(
        "frontend",
        [str(FRONTEND / "node_modules" / ".bin" / "vite"), "--clearScreen", "false"],
        FRONTEND,
        {
            **system_environment(run.variables),
            "PORTAL_PORT": str(run.ports["gateway"]),
            "PORTAL_API": f"http://{at['ticket-api']}",
            "PORTAL_EVENTS": f"http://{at['ticket-events']}",
        },
        answering(run.ports["gateway"], "/"),
        stop_seconds=5,
        stop_first=True,
    )
    classifiers = _uvicorn(classifier, at, "--factory", "classifier.api.app:create_app")
    return [
        *others,
        replace(classifier, command=classifiers),
        _develop(api, ["sh", "-c", serve]),
        _develop(events, _uvicorn(events, at, "config.asgi:application")),
        vite,
    ]


def _develop(part: Part, command: Sequence[str]) -> Part:
    """A part of ticket-api with another command and the development settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.development"}
    return replace(part, command=command, environment={**part.environment, **settings})


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
