"""A Swarm of three machines that runs the portal, deployed as deploy/swarm/README.md says."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines import DIRECTORY, PORT, Engine, engines, run
from running import ROOT

STACK = "portal"
FRONT = "support-portal-front"
PARTS = ("gateway", "frontend", "ticket-api", "classifier-svc")
IMAGES = [f"support-portal/{part}" for part in (*PARTS, "fake-gemini")]
NEXT = "support-portal/ticket-api:next"
BROKEN = "support-portal/ticket-api:broken"
FILES = (
    ROOT / "stack-tests" / "compose.fake.yaml",
    ROOT / "stack-tests" / "swarm" / "fake.yaml",
)
SETTINGS = {
    "IMAGES": "support-portal",
    "RATE_LIMITS": "off",
    "PORTAL_PORT": str(PORT),
    "GEMINI_API_KEY": "made-up-for-the-swarm",
    "DJANGO_ALLOWED_HOSTS": ".test",
}
STRENGTH_SECONDS = 240
# Managers answer nothing while they choose who leads them, which takes seconds after a death.
LEADER_SECONDS = 60
LEADERLESS = ("DeadlineExceeded", "does not have a leader", "has no leader")


@dataclass
class Swarm:
    """The machines that are on, and what runs on them."""

    machines: list[Engine]
    env_file: Path

    @property
    def manager(self) -> Engine:
        return self.machines[-1]

    @property
    def database(self) -> Engine:
        """The machine with the label, and with it PostgreSQL."""
        return self.machines[-1]

    def docker(self, *arguments: str, given: str = "") -> str:
        """What a manager says; while the managers choose a new leader, they are asked again."""
        ends_at = time.monotonic() + LEADER_SECONDS
        while True:
            try:
                return self.manager.docker(*arguments, given=given)
            except AssertionError as error:
                if time.monotonic() > ends_at or not any(sign in str(error) for sign in LEADERLESS):
                    raise

    def deploy(self) -> None:
        variables = {
            **SETTINGS,
            "COMPOSE_ENV_FILES": str(self.env_file),
            "STACK_FILES": os.pathsep.join(map(str, FILES)),
            "DOCKER_HOST": self.manager.host,
        }
        script = str(ROOT / "deploy" / "swarm" / "deploy.py")
        # There is no registry here to ask.
        run(sys.executable, script, "--resolve-image=never", STACK, **variables)

    def service(self, name: str) -> dict[str, Any]:
        """What Swarm says of a service."""
        (described,) = json.loads(self.docker("service", "inspect", f"{STACK}_{name}"))
        return described

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many containers of each service are healthy, and how many should be.

        As the engines see it: Swarm takes tasks on a dead machine for running ones for a day.
        """
        shown = self.docker("service", "ls", "--format", "{{.Name}} {{.Replicas}}")
        rows = [line.split()[:2] for line in shown.splitlines()]
        healthy = Counter(service for one in self.machines for service in healthy_on(one))
        return {
            name.removeprefix(f"{STACK}_"): (healthy[name], int(count.split("/")[1]))
            for name, count in rows
        }

    def is_at_full_strength(self) -> bool:
        counts = self.counts().values()
        return len(counts) > 0 and all(running == wanted for running, wanted in counts)

    def containers(self, service: str) -> list[tuple[Engine, str]]:
        """The running containers of a service, with the machine that each is on."""
        label = f"label=com.docker.swarm.service.name={STACK}_{service}"
        return [
            (machine, container)
            for machine in self.machines
            for container in machine.docker("ps", "--quiet", "--filter", label).split()
        ]

    def inside(self, service: str, *command: str) -> str:
        """The output of a command in a container of a service."""
        machine, container = self.containers(service)[0]
        return machine.docker("exec", container, *command)

    def direct_model(self, order: dict[str, Any]) -> None:
        """Tell the scripted model what to do, see classifier-svc/fake_gemini."""
        ask = (
            "import sys, urllib.request as r;"
            "r.urlopen('http://127.0.0.1:9000/_script', sys.argv[1].encode(), 5)"
        )
        self.inside("fake-gemini", "python", "-c", ask, json.dumps(order))

    def power_off(self, machine: Engine) -> None:
        self.machines.remove(machine)
        machine.power_off()

    def story(self) -> str:
        """What a person would look at first."""
        format_ = "{{.Name}} {{.Image}} {{.Node}} {{.CurrentState}} {{.Error}}"
        return self.docker("stack", "ps", STACK, "--no-trunc", "--format", format_)


def healthy_on(machine: Engine) -> list[str]:
    """The service of every container of the stack that runs there and is not known to be ill."""
    of_stack = ("--filter", f"label=com.docker.stack.namespace={STACK}")
    shown = '{{.Label "com.docker.swarm.service.name"}} {{.Status}}'
    rows = machine.docker("ps", *of_stack, "--format", shown).splitlines()
    return [row.split()[0] for row in rows if "starting" not in row and "unhealthy" not in row]


def wait(seconds: float, is_so: Callable[[], bool]) -> float:
    """How long it takes until `is_so`; AssertionError after `seconds`."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not so after {seconds:g} s"
        time.sleep(0.5)
    return time.monotonic() - began


def build_images() -> None:
    """The images of this clone on the machine's own engine, and two more of ticket-api."""
    files = ("docker-compose.yml", "stack-tests/compose.fake.yaml")
    options = [word for file in files for word in ("--file", str(ROOT / file))]
    no_secrets = dict.fromkeys(("DJANGO_SECRET_KEY", "POSTGRES_PASSWORD", "CLASSIFIER_TOKEN"), "-")
    run("docker", "compose", *options, "build", seconds=900, **no_secrets)
    for image, line in {
        NEXT: "ENV SWARM_TEST=next",
        # It runs, but not on the port of the health check, so it never becomes healthy: the slowest
        # fault to detect.
        BROKEN: "ENV GUNICORN_CMD_ARGS=--bind=127.0.0.1:9000",
    }.items():
        lines = f"FROM support-portal/ticket-api\n{line}\n"
        run("docker", "build", "--quiet", "--tag", image, "-", given=lines)


def join(machines: list[Engine]) -> None:
    """Make one Swarm of the machines, all of them managers; the last one is for the database."""
    first = machines[0]
    first.docker("swarm", "init", "--advertise-addr", first.address)
    token = first.docker("swarm", "join-token", "--quiet", "manager")
    for other in machines[1:]:
        address = ("--advertise-addr", other.address, f"{first.address}:2377")
        other.docker("swarm", "join", "--token", token, *address)
    first.docker("node", "update", "--label-add", "database=true", machines[-1].name)
    no_way_out = ("--opt", "com.docker.network.bridge.enable_ip_masquerade=false")
    for machine in machines:
        machine.docker("network", "create", "--config-only", *no_way_out, f"{FRONT}-config")
    like_it = ("--driver", "bridge", "--scope", "swarm", "--config-from", f"{FRONT}-config")
    first.docker("network", "create", *like_it, FRONT)


@contextmanager
def swarm() -> Iterator[Swarm]:
    """The portal on three machines, at full strength."""
    build_images()
    with engines(3, [*IMAGES, NEXT, BROKEN, "postgres:16"]) as machines:
        join(machines)
        env_file = DIRECTORY / "env"
        run(sys.executable, str(ROOT / "containers" / "make_env.py"), str(env_file))
        running = Swarm(machines, env_file)
        try:
            running.deploy()
            wait(STRENGTH_SECONDS, running.is_at_full_strength)
            yield running
        except AssertionError:
            print(running.story())
            raise


@contextmanager
def names(machines: list[Engine]) -> Iterator[list[str]]:
    """The portal's addresses: names that lead to all machines, to another one of them first.

    As a name with several addresses does for a browser: where nothing answers it takes the next.
    """
    lines = ["127.0.0.1 localhost"]
    for index in range(len(machines)):
        order = machines[index:] + machines[:index]
        lines += [f"{machine.address} portal-{index}.test" for machine in order]
    file = DIRECTORY / "hosts"
    file.write_text("\n".join(lines) + "\n")
    subprocess.run(["mount", "--bind", str(file), "/etc/hosts"], check=True)
    try:
        yield [f"http://portal-{index}.test:{PORT}" for index in range(len(machines))]
    finally:
        subprocess.run(["umount", "/etc/hosts"], check=True)
