"""The step before a roll-out: a job of Swarm's that migrates with the new version's image.

The old version serves meanwhile. A health check would end a migration that takes longer than a
container may take to start; a job has a separate deadline.
"""

import contextlib
import copy
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

Project = dict[str, Any]
Docker = Callable[..., str]

NAME = "migration"
DEADLINE_SECONDS = 7200
# Longer than pulling the database's image takes, the first time.
DATABASE_SECONDS = 600
# A task in one of these has ended, and not well.
FAILED = ("Failed", "Rejected", "Shutdown", "Orphaned", "Remove")
POLL_SECONDS = 0.5
LAST_LINES_SECONDS = 2.0
PROGRESS_SECONDS = 30


class MigrationError(Exception):
    """The migration did not end well; the message says what happened and what to do."""


def deadline(project: Project) -> float:
    """The seconds that a migration may take, from `x-migration` of the Compose files."""
    written = str(project.get("x-migration", {}).get("deadline", DEADLINE_SECONDS))
    if not (written.isascii() and written.isdigit() and int(written)):
        raise MigrationError(
            f"MIGRATION_DEADLINE_SECONDS is {written!r}. Give a number of seconds, such as 7200."
        )
    return float(written)


def job_of(ticket_api: Project) -> Project:
    """The job's service: ticket-api's adapted one, with another program and without its port."""
    job = copy.deepcopy(ticket_api)
    program = job["command"].index("./entrypoint.sh") + 1
    job["command"][program:] = ["migrate", "--wait", str(DATABASE_SECONDS)]
    job["healthcheck"] = {"disable": True}
    job["deploy"] = {
        "mode": "replicated-job",
        "replicas": 1,
        # One attempt: the operator reads why it failed before another one.
        "restart_policy": {"condition": "none"},
        "resources": job["deploy"]["resources"],
    }
    return job


def stack_of(project: Project, running: set[str]) -> Project:
    """A stack of the job, and of a bundled database that is not among the `running` services."""
    services = {NAME: job_of(project["services"]["ticket-api"])}
    if "db" not in running and "db" in project["services"]:
        services["db"] = project["services"]["db"]
    return {**project, "services": services}


def run(docker: Docker, project: Project, stack: str, seconds: float, deploy: Docker) -> None:
    """Migrate, and return when all is done. Raises MigrationError otherwise.

    `docker` gives the output of a command; `deploy` hands a stack to Swarm.
    """
    listed = docker("service", "ls", "--format", "{{.Name}}").split()
    running = {name.removeprefix(f"{stack}_") for name in listed if name.startswith(f"{stack}_")}
    service = f"{stack}_{NAME}"
    if NAME in running:
        docker("service", "rm", service)
    print("Migrating the database; the running version goes on.", flush=True)
    try:
        deploy(stack_of(project, running))
        with _shown_log(service):
            _wait(docker, service, seconds)
    finally:
        docker("service", "rm", service)
    print("The database is migrated.", flush=True)


def _wait(docker: Docker, service: str, seconds: float) -> None:
    """Return when the job is complete. Raises MigrationError when it failed, or after `seconds`."""
    began = time.monotonic()
    reported = 0.0
    while True:
        tasks = _tasks(docker, service)
        if any(state == "Complete" for state, _ in tasks):
            return
        if tasks and all(state in FAILED for state, _ in tasks):
            reasons = "; ".join(filter(None, (error for _, error in tasks)))
            raise MigrationError(f"The migration failed: {reasons or 'see its lines above'}.")
        passed = time.monotonic() - began
        if passed > seconds:
            raise MigrationError(
                f"The migration did not end within {seconds:g} s and was stopped. Set "
                "MIGRATION_DEADLINE_SECONDS in .env to allow it more."
            )
        if passed - reported >= PROGRESS_SECONDS:
            reported = passed
            state = ", ".join(state for state, _ in tasks) or "no task yet"
            print(f"Migrating for {passed:.0f} s ({state}).", flush=True)
        time.sleep(POLL_SECONDS)


def _tasks(docker: Docker, service: str) -> list[tuple[str, str]]:
    """(state, error) of each of the job's tasks."""
    format_ = "{{.CurrentState}}\t{{.Error}}"
    lines = docker("service", "ps", "--no-trunc", "--format", format_, service).splitlines()
    rows = (line.partition("\t") for line in lines if line.strip())
    return [(state.split()[0], error.strip()) for state, _, error in rows]


@contextlib.contextmanager
def _shown_log(service: str) -> Iterator[None]:
    """Show the job's lines on the terminal while it runs."""
    command = ["docker", "service", "logs", "--follow", "--raw", service]
    with subprocess.Popen(command, stdout=sys.stderr, stderr=sys.stderr) as follower:  # noqa: S603
        try:
            yield
        finally:
            # The last lines are still on their way when the task has ended.
            with contextlib.suppress(subprocess.TimeoutExpired):
                follower.wait(timeout=LAST_LINES_SECONDS)
            follower.terminate()
