"""The step before a roll-out on Docker Swarm, with a scripted Docker."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
SWARM = TESTS.parent / "swarm"
sys.path.insert(0, str(SWARM))

from test_swarm import lay_over, load  # noqa: E402

import deploy  # noqa: E402

RUNNING = "portal_db portal_ticket-api portal_gateway other_migration"


class Swarm:
    """A folder that fake_docker.py works in, and what deploy.py did there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "bin" / "docker").symlink_to(TESTS / "fake_docker.py")
        project = lay_over(*(load(file) for file in deploy.FILES))
        project["name"] = "portal"
        (folder / "project.json").write_text(json.dumps(project))
        self.runs(RUNNING)

    def runs(self, services: str) -> None:
        (self.folder / "services").write_text(services.replace(" ", "\n"))

    def roll_out(self, *states: str, options: tuple[str, ...] = (), deadline: str = "") -> Any:
        """Run deploy.py with a job that goes through `states`."""
        (self.folder / "states").write_text("\n".join(states))
        if deadline:
            file = self.folder / "project.json"
            project = json.loads(file.read_text())
            file.write_text(json.dumps({**project, "x-migration": {"deadline": deadline}}))
        environment = {
            **os.environ,
            "FAKE_DOCKER": str(self.folder),
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }
        command = [sys.executable, str(SWARM / "deploy.py"), *options, "portal"]
        return subprocess.run(
            command, env=environment, check=False, capture_output=True, text=True, timeout=60
        )

    def lines(self, name: str) -> list[Any]:
        file = self.folder / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def stacks(self) -> list[set[str]]:
        """The services of each stack that was handed to Swarm."""
        return [set(stack["services"]) for stack in self.lines("stacks")]

    def removed(self) -> list[str]:
        calls = self.lines("calls")
        return [call[2] for call in calls if call[:2] == ["service", "rm"]]


@pytest.fixture
def swarm(tmp_path: Path) -> Swarm:
    return Swarm(tmp_path)


def test_the_database_is_migrated_before_the_stack_is_updated(swarm: Swarm) -> None:
    done = swarm.roll_out("Preparing now:", "Running now:", "Complete now:")
    assert done.returncode == 0, done.stderr
    first, second = swarm.stacks()
    assert first == {"migration"}
    assert second == set(load(deploy.FILES[0])["services"]) - {"learn"}
    assert swarm.removed() == ["portal_migration"]
    # The lines of the job are the progress that the operator sees.
    assert "Applying tickets.0215... OK" in done.stderr


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        (["Running now:", 'Failed now:"task: non-zero exit (1)"'], "non-zero exit (1)"),
        (['Rejected now:"No such image: registry.invalid/ticket-api"'], "No such image"),
        (["Shutdown now:|Failed now:gone"], "gone"),
    ],
)
def test_a_failed_migration_leaves_the_stack_as_it_is(
    swarm: Swarm, states: list[str], reason: str
) -> None:
    done = swarm.roll_out(*states)
    assert done.returncode == 1
    assert reason in done.stderr.replace("\t", ":")
    assert "The stack was not updated." in done.stderr
    assert swarm.stacks() == [{"migration"}]
    assert swarm.removed() == ["portal_migration"]


def test_a_migration_that_outlasts_its_deadline_is_stopped(swarm: Swarm) -> None:
    done = swarm.roll_out("Running now:", deadline="1")
    assert done.returncode == 1
    assert "MIGRATION_DEADLINE_SECONDS" in done.stderr
    assert swarm.stacks() == [{"migration"}]
    assert swarm.removed() == ["portal_migration"]


@pytest.mark.parametrize("deadline", ["0", "soon", "-5", "1.5"])
def test_a_deadline_that_is_no_number_is_refused_before_anything(
    swarm: Swarm, deadline: str
) -> None:
    done = swarm.roll_out("Complete now:", deadline=deadline)
    assert done.returncode == 1
    assert "MIGRATION_DEADLINE_SECONDS is" in done.stderr
    assert swarm.stacks() == []


def test_a_task_that_moves_to_another_machine_goes_on(swarm: Swarm) -> None:
    done = swarm.roll_out("Shutdown now:|Running now:", "Shutdown now:|Complete now:")
    assert done.returncode == 0, done.stderr


def test_the_first_roll_out_starts_the_database_for_the_migration(swarm: Swarm) -> None:
    swarm.runs("")
    assert swarm.roll_out("Complete now:").returncode == 0
    assert swarm.stacks()[0] == {"migration", "db"}


def test_a_job_that_was_left_over_is_removed_first(swarm: Swarm) -> None:
    swarm.runs(f"{RUNNING} portal_migration")
    assert swarm.roll_out("Complete now:").returncode == 0
    assert swarm.removed() == ["portal_migration"] * 2
    kinds = [call[:2] for call in swarm.lines("calls")]
    assert kinds.index(["service", "rm"]) < kinds.index(["stack", "deploy"])


def test_the_step_prunes_nothing(swarm: Swarm) -> None:
    """With --prune, a stack of one service would remove all others."""
    done = swarm.roll_out("Complete now:", options=("--with-registry-auth", "--prune"))
    assert done.returncode == 0, done.stderr
    first, second = (call for call in swarm.lines("calls") if call[:2] == ["stack", "deploy"])
    assert "--prune" not in first
    assert "--with-registry-auth" in first
    assert {"--prune", "--with-registry-auth"} <= set(second)


def test_the_job_is_ticket_api_with_another_program(swarm: Swarm) -> None:
    swarm.roll_out("Complete now:")
    first, second = swarm.lines("stacks")
    job, api = first["services"]["migration"], second["services"]["ticket-api"]
    program = job["command"].index("./entrypoint.sh")
    assert job["command"][program + 1] == "migrate"
    assert job["command"][:program] == api["command"][:program]
    assert job["deploy"]["mode"] == "replicated-job"
    assert job["deploy"]["restart_policy"] == {"condition": "none"}
    # Swarm refuses these for a job.
    assert not {"update_config", "rollback_config", "endpoint_mode"} & job["deploy"].keys()
    # No health check ends it, however long it takes.
    assert job["healthcheck"] == {"disable": True}
    same = ("image", "environment", "secrets", "networks", "read_only", "cap_drop", "volumes")
    assert {key: job[key] for key in same} == {key: api[key] for key in same}
