"""Three Docker engines on one machine that see each other as separate machines.

`make test-swarm` starts the tests in new network, mount and process namespaces, so a bridge made
here affects nothing outside. Each engine gets another set of namespaces and a veth to the bridge,
its only link. Killing an engine's first process ends everything in it.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# In memory, and gone with the last process that has it mounted. Sockets below it need a short one.
DIRECTORY = Path("/run/support-portal-swarm")
CGROUP = "support-portal-swarm"
SUBNET = "10.203.77"
PORT = 3000
START_SECONDS = 60
COMMAND_SECONDS = 300
# Waits for its cable. Another engine's containerd must not become this one's.
MACHINE = """
read -r _
hostname "$1"
ip link set lo up
ip link set eth0 up
ip address add "$2/24" dev eth0
if [ -d /run/containerd ]; then mount -t tmpfs tmpfs /run/containerd; fi
shift 2
exec "$@"
"""
NAMESPACES = ("--net", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc")


def run(*command: str, given: str = "", seconds: float = COMMAND_SECONDS, **variables: str) -> str:
    """The output of a command; one that fails raises AssertionError with what it said."""
    environment = {**os.environ, **variables}
    done = subprocess.run(
        command, env=environment, input=given, timeout=seconds, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout.strip()


@dataclass
class Engine:
    """A machine with a Docker engine."""

    number: int
    process: subprocess.Popen[str]

    @property
    def name(self) -> str:
        return f"machine-{self.number}"

    @property
    def address(self) -> str:
        return f"{SUBNET}.{self.number}"

    @property
    def directory(self) -> Path:
        return DIRECTORY / str(self.number)

    @property
    def host(self) -> str:
        """What DOCKER_HOST has to be."""
        return f"unix://{self.directory / 'socket'}"

    def docker(self, *arguments: str, given: str = "", seconds: float = COMMAND_SECONDS) -> str:
        return run("docker", *arguments, given=given, seconds=seconds, DOCKER_HOST=self.host)

    def is_up(self) -> bool:
        with contextlib.suppress(AssertionError):
            self.docker("info", seconds=20)
            return True
        return False

    def power_off(self) -> None:
        """Cut the network first, so that no end of a connection gets out."""
        run("ip", "link", "delete", f"to-{self.number}")
        self.process.kill()
        self.process.wait()


def start_engine(number: int) -> Engine:
    """An engine that is starting, with its cable in."""
    directory = DIRECTORY / str(number)
    directory.mkdir(exist_ok=True)
    dockerd = [
        "dockerd",
        f"--host=unix://{directory / 'socket'}",
        f"--data-root={directory / 'data'}",
        f"--exec-root={directory / 'run'}",
        f"--pidfile={directory / 'pid'}",
        f"--cgroup-parent=/{CGROUP}/{number}",
        "--exec-opt=native.cgroupdriver=cgroupfs",
        # What Swarm has no setting for; README.md asks for it in daemon.json.
        "--no-new-privileges",
        "--log-level=warn",
    ]
    with (directory / "log").open("w") as log:
        process = subprocess.Popen(
            [
                *("unshare", *NAMESPACES, "sh", "-ec", MACHINE, "machine"),
                *(f"machine-{number}", f"{SUBNET}.{number}", *dockerd),
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            text=True,
        )
    plug_in(number, first_child(process))
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.close()
    return Engine(number, process)


def first_child(process: subprocess.Popen[str]) -> int:
    """The first process inside, once unshare has made it and its namespaces."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    ends_at = time.monotonic() + START_SECONDS
    while not (found := children.read_text().split()):
        assert time.monotonic() < ends_at, "no process came up in the new namespaces"
        time.sleep(0.02)
    return int(found[0])


def seed(images: list[str]) -> Path:
    """The data of an engine that has these images of the machine's own engine."""
    engine = start_engine(0)
    wait_for([engine])
    with subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as saving:
        command = ("docker", f"--host={engine.host}", "load")
        subprocess.run(command, stdin=saving.stdout, stdout=subprocess.DEVNULL, check=True)
    assert saving.returncode == 0, "docker save failed"
    os.kill(first_child(engine.process), signal.SIGTERM)
    engine.process.wait(timeout=START_SECONDS)
    return engine.directory / "data"


def plant(data: Path, number: int) -> None:
    """Give an engine that has not started the images of another; layers never change."""
    own = DIRECTORY / str(number) / "data"
    own.mkdir(parents=True, mode=0o711)
    run("cp", "--archive", "--link", str(data / "overlay2"), str(own))
    run("cp", "--archive", str(data / "image"), str(own))


def plug_in(number: int, process: int) -> None:
    cable = f"to-{number}"
    run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(process))
    run("ip", "link", "set", cable, "master", "lan", "up")


def lay_network() -> None:
    """The network between the machines; this process is on it as well."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "lan", "type", "bridge")
    run("ip", "address", "add", f"{SUBNET}.254/24", "dev", "lan")
    run("ip", "link", "set", "lan", "up")


def groups() -> list[Path]:
    """The one thing that outlives the processes: their control groups, of either version."""
    root = Path("/sys/fs/cgroup")
    return [group for group in (root / CGROUP, *root.glob(f"*/{CGROUP}")) if group.exists()]


def remove_groups() -> None:
    """Each is empty as soon as its last process has ended."""
    ends_at = time.monotonic() + START_SECONDS
    while (left := groups()) and time.monotonic() < ends_at:
        for group in left:
            for folder, _, _ in os.walk(group, topdown=False):
                with contextlib.suppress(OSError):
                    Path(folder).rmdir()
        time.sleep(0.1)


def wait_for(started: list[Engine]) -> None:
    ends_at = time.monotonic() + START_SECONDS
    while not all(engine.is_up() for engine in started):
        logs = [(engine.directory / "log").read_text()[-2000:] for engine in started]
        assert time.monotonic() < ends_at, logs
        time.sleep(0.2)


@contextlib.contextmanager
def engines(count: int, images: list[str]) -> Iterator[list[Engine]]:
    """So many engines with these images, each up; gone with all they made afterwards."""
    DIRECTORY.mkdir(mode=0o711, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "mode=0711", "tmpfs", str(DIRECTORY))
    started: list[Engine] = []
    try:
        lay_network()
        data = seed(images)
        for number in range(1, count + 1):
            plant(data, number)
            started.append(start_engine(number))
        wait_for(started)
        yield started
    finally:
        for engine in started:
            engine.process.kill()
            engine.process.wait()
        remove_groups()
