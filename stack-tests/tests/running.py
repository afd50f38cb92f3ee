"""The compose project under test: with its own name, port and secrets."""

import contextlib
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILES = (ROOT / "docker-compose.yml", ROOT / "stack-tests" / "compose.fake.yaml")
COMMAND_SECONDS = 120
# The first build installs everything.
BUILD_SECONDS = 900
UP_SECONDS = 400
# What a person has in .env or in the shell must not reach the project under test.
PASSED_ON = ("PATH", "HOME", "XDG_RUNTIME_DIR")
FAKE = "http://127.0.0.1:9000"
PARTS = ("gateway", "frontend", "ticket-api", "ticket-events", "classifier-svc", "db")


def free_port() -> int:
    """One that no outgoing connection is given, so that it is still free after a restart."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("0.0.0.0", port))  # As Docker will.
            return port


def run(*command: str, environment: dict[str, str], seconds: float = COMMAND_SECONDS) -> str:
    """The output of a command; one that fails raises AssertionError with what it said."""
    done = subprocess.run(
        command, env=environment, timeout=seconds, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Ending:
    """A container's end: its exit code, and when, in seconds of the epoch."""

    container: str
    exit_code: int
    at: float


@dataclass(frozen=True)
class Stack:
    """All services of docker-compose.yml and the scripted model."""

    directory: Path
    port: int = field(default_factory=free_port)
    project: str = field(default_factory=lambda: f"stack-test-{secrets.token_hex(4)}")
    gemini_key: str = field(default_factory=lambda: f"made-up-{secrets.token_hex(16)}")
    # Compose files laid over the usual two, and variables of .env.example for this project.
    overlays: tuple[Path, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def env_file(self) -> Path:
        return self.directory / "env"

    @property
    def environment(self) -> dict[str, str]:
        passed_on = {
            name: value
            for name, value in os.environ.items()
            if name in PASSED_ON or name.startswith("DOCKER_")
        }
        return {
            **passed_on,
            # As a person would set them, so that the scripts of the project work here as well.
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_FILE": os.pathsep.join(map(str, (*FILES, *self.overlays))),
            "COMPOSE_ENV_FILES": str(self.env_file),
            "PORTAL_PORT": str(self.port),
            "GEMINI_API_KEY": self.gemini_key,
            **self.settings,
        }

    def compose(self, *arguments: str, seconds: float = COMMAND_SECONDS) -> str:
        """`docker compose …` in this project."""
        command = ("docker", "compose", "--project-directory", str(ROOT), *arguments)
        return run(*command, environment=self.environment, seconds=seconds)

    def docker(self, *arguments: str, seconds: float = COMMAND_SECONDS) -> str:
        """`docker …`, without its last line break."""
        return run("docker", *arguments, environment=self.environment, seconds=seconds).strip()

    def make_env_file(self) -> None:
        script = ROOT / "containers" / "make_env.py"
        run(sys.executable, str(script), str(self.env_file), environment=self.environment)

    def secret(self, name: str) -> str:
        """A secret of this project's own env file."""
        lines = self.env_file.read_text().splitlines()
        (value,) = [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]
        return value

    def build(self) -> None:
        """Build the images whose sources have changed."""
        self.make_env_file()
        self.compose("--profile", "learn", "build", seconds=BUILD_SECONDS)

    def start(self) -> None:
        """Start missing containers, and wait until all of it is healthy."""
        self.compose("up", "--no-build", "--wait", "--wait-timeout", "300", seconds=UP_SECONDS)

    def down(self) -> None:
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")

    def logs(self) -> str:
        return self.compose("logs", "--no-color", "--tail", "80")

    def containers(self) -> dict[str, dict[str, Any]]:
        """What `docker compose ps` says of each service, stopped ones included."""
        lines = self.compose("ps", "--all", "--format", "json").splitlines()
        listed = [json.loads(line) for line in lines if line]
        return {container["Service"]: container for container in listed}

    def replicas(self, service: str) -> list[str]:
        """The names of a service's containers, stopped ones included, in their order."""
        lines = self.compose("ps", "--all", "--format", "json", service).splitlines()
        return sorted(json.loads(line)["Name"] for line in lines if line)

    @contextlib.contextmanager
    def endings(self) -> Iterator[list["Ending"]]:
        """Every end of a container of this project from now on, as they happen.

        The engine remembers its last 256 events only, and each health check makes three.
        """
        watched = ("label=com.docker.compose.project=" + self.project, "event=die")
        filters = [word for one in watched for word in ("--filter", one)]
        command = ["docker", "events", "--since", f"{time.time():.3f}", *filters]
        shown = "{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}} {{.TimeNano}}"
        endings: list[Ending] = []
        with subprocess.Popen(
            [*command, "--format", shown], env=self.environment, stdout=subprocess.PIPE, text=True
        ) as watcher:

            def read() -> None:
                for line in watcher.stdout or ():
                    name, code, at = line.split()
                    endings.append(Ending(name, int(code), int(at) / 1e9))

            reader = threading.Thread(target=read)
            reader.start()
            try:
                yield endings
            finally:
                watcher.terminate()
                reader.join()

    def inspect(self, service: str) -> dict[str, Any]:
        """What `docker inspect` says of a service's one container."""
        name = self.containers()[service]["Name"]
        (described,) = json.loads(run("docker", "inspect", name, environment=self.environment))
        return described

    def inside(self, service: str, *command: str) -> str:
        """The output of a command run inside a service's container."""
        return self.compose("exec", "-T", service, *command)

    def start_inside(self, service: str, *command: str) -> subprocess.Popen[str]:
        """A command that runs inside a service's container, with pipes to and from it."""
        compose = ("docker", "compose", "--project-directory", str(ROOT), "exec", "-T", service)
        return subprocess.Popen(
            [*compose, *command],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def direct_model(self, order: dict[str, Any]) -> None:
        """Tell the scripted model what to do, see classifier-svc/fake_gemini."""
        self._ask_model("/_script", json.dumps(order))

    def model_calls(self) -> dict[str, Any]:
        """`{"count": …, "calls": […]}` of the scripted model."""
        return json.loads(self._ask_model("/_calls", ""))

    def _ask_model(self, path: str, body: str) -> str:
        ask = (
            "import sys, urllib.request as r;"
            "print(r.urlopen(sys.argv[1], sys.argv[2].encode() or None, 5).read().decode())"
        )
        return self.inside("fake-gemini", "python", "-c", ask, FAKE + path, body)
