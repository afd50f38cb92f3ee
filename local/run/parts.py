"""The processes of the stack, in the order in which they start, and supervisor's file for them."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from string import Template

from paths import CLASSIFIER, LOCAL, TICKET_API
from run import nginx
from run.cluster import Cluster, server_account
from run.environments import (
    Environment,
    api_environment,
    classifier_environment,
    events_environment,
)
from run.keys import Keys

# Everything but the database, whose port is not needed when DATABASE_URL names another server.
LISTENING = ("frontend", "ticket-api", "ticket-events", "classifier-svc", "postgresql")
ANSWER_SECONDS = 5
MAX_CONNECTIONS = 300  # Each of gunicorn's workers may keep four (ticket-api/server/workers.py).


@dataclass(frozen=True)
class Part:
    """One process: how it starts, how it is known to answer, and how it ends."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Environment
    is_ready: Callable[[], bool]
    stop_seconds: int  # Then it is killed. Together at most 30 s, on a quiet machine about 2 s.
    stop_signal: str = "TERM"
    stop_first: bool = False  # Ends with the others of this kind, before all the rest.
    user: str | None = None


@dataclass
class Folders:
    """Below the data folder; `ports` is a file with the port of each part, as JSON."""

    data: Path

    def __post_init__(self) -> None:
        self.logs, self.run, self.nginx = (self.data / name for name in ("logs", "run", "nginx"))
        self.ports = self.run / "ports.json"


@dataclass(frozen=True)
class Installation:
    """What the parts of one run have in common."""

    variables: Mapping[str, str]  # The caller's, without the classifier's own.
    classifiers_own: Environment
    ports: Mapping[str, int]
    folders: Folders


def database_part(cluster: Cluster) -> Part:
    """PostgreSQL; its readiness is in its data folder."""
    account = server_account()
    return Part(
        name="postgresql",
        command=cluster.server_command(f"max_connections={MAX_CONNECTIONS}"),
        folder=Path("/"),
        environment={},
        is_ready=cluster.is_ready,
        stop_signal="INT",  # Fast shutdown: sessions end, everything is written.
        stop_seconds=6,
        user=account.pw_name if account else None,
    )


def service_parts(run: Installation, keys: Keys, database_url: str) -> list[Part]:
    """The classifier and the two kinds of ticket-api."""
    variables, ports = run.variables, run.ports
    api, events, classifier = (
        ports[name] for name in ("ticket-api", "ticket-events", "classifier-svc")
    )
    entrypoint = str(TICKET_API / "entrypoint.sh")
    return [
        Part(
            "classifier-svc",
            [str(CLASSIFIER / ".venv" / "bin" / "python"), "-m", "classifier"],
            CLASSIFIER,
            classifier_environment(variables, run.classifiers_own, keys, classifier),
            answering(classifier, "/healthz"),
            stop_seconds=3,
        ),
        Part(
            "ticket-api",
            ["sh", entrypoint, "api"],
            TICKET_API,
            api_environment(variables, keys, api, database_url, classifier),
            answering(api, "/readyz"),
            stop_seconds=6,
        ),
        Part(
            "ticket-events",
            ["sh", entrypoint, "events"],
            TICKET_API,
            events_environment(variables, keys, events, database_url),
            answering(events, "/readyz"),
            stop_seconds=14,
            stop_first=True,  # Its streams would otherwise keep the gateway from ending.
        ),
    ]


def web_parts(run: Installation) -> list[Part]:
    """The portal's files and the gateway in front of everything."""
    return [
        Part(
            name,
            nginx.command(run.folders.nginx, run.folders.run / f"{name}.conf"),
            run.folders.nginx,
            {},
            answering(run.ports[name], path),
            stop_signal="QUIT",  # Requests under way are finished: a classification takes 12 s.
            stop_seconds=14,
            stop_first=True,
        )
        for name, path in (("frontend", "/"), ("gateway", "/gateway-health"))
    ]


def answering(port: int, path: str) -> Callable[[], bool]:
    """A part's `is_ready`: whether a GET of `path` on loopback gives 200, whatever the proxies."""

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


def supervisor_configuration(
    parts: Sequence[Part], folders: Folders, socket: Path, root: bool
) -> str:
    """supervisor.conf for these parts; it stops them group by group, the last group first."""
    template = (LOCAL / "run" / "supervisor.conf.template").read_text()
    head, program = template.split("\n; --- For each part ---\n")
    text = Template(head).substitute(
        socket=_quoted(socket),
        logs=_quoted(folders.logs),
        run=_quoted(folders.run),
        user="user=root" if root else "",
        stop_first=",".join(part.name for part in parts if part.stop_first),
    )
    for number, part in enumerate(parts):
        text += Template(program).substitute(
            name=part.name,
            command=_quoted(shlex.join(part.command)),
            folder=_quoted(part.folder),
            user=f"user={part.user}" if part.user else "",
            priority=100 + number,
            stop_signal=part.stop_signal,
            stop_seconds=part.stop_seconds,
        )
    return text


def _quoted(value: object) -> str:
    """supervisor expands per cent signs everywhere."""
    return str(value).replace("%", "%%")
