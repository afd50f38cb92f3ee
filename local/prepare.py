"""Installs what the parts need, from the pinned and hashed lists, and builds the portal.

    python3 local prepare run     what `make run` needs
    python3 local prepare test    the tests' tools as well
    python3 local prepare tools   the linters alone

Everything lands inside the clone. What is there already, made from the same lists, is left alone.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from commands import last_lines, run_logged, side_by_side
from paths import (
    CLASSIFIER,
    CLONE,
    DEPLOY,
    FRONTEND,
    GATEWAY,
    LOCAL,
    STACK_TESTS,
    TICKET_API,
    SetupError,
    complain,
    say,
)
from stamps import Stamp, sources

OLDEST_NODE = (20, 19)
LOGS = CLONE / ".local" / "setup"
# Downloads wait for the network, builds for the processor; more at once gains nothing on 2 cores.
AT_ONCE = 3
EVERYTHING = ("lint", "ticket-api", "classifier-svc", "gateway", "deploy", "local", "frontend")
RUN_LIST = "requirements.txt"
TOOLS_LIST = "requirements-dev.txt"
_VERSION = f"Python {sys.version_info.major}.{sys.version_info.minor}"

Step = Callable[[], None]


def for_run(providers: str = "") -> None:
    """Everything `make run` needs when these providers, comma-separated, classify."""
    lists = {TICKET_API: RUN_LIST, CLASSIFIER: classifier_list(providers), LOCAL: RUN_LIST}
    packages = [partial(python_packages, part, wanted) for part, wanted in lists.items()]
    prepare([*packages, embedded_postgresql, portal])


def classifier_list(providers: str) -> str:
    """The list with the SDKs of these providers; the short one has those that most people use."""
    needs_more = {"google-genai", "openai"} & {name.strip() for name in providers.split(",")}
    return "requirements-extras.txt" if needs_more else RUN_LIST


def for_test(parts: Iterable[str]) -> None:
    """Everything that the tests of these parts need; `lint` is one of them."""
    wanted = set(parts)
    everything = LOCAL.name in wanted  # Its tests start the whole stack.
    folders = [TICKET_API, CLASSIFIER, GATEWAY, DEPLOY, LOCAL]
    chosen = [part for part in folders if everything or {part.name, "lint"} & wanted]
    if {STACK_TESTS.name, "swarm"} & wanted:
        chosen.append(STACK_TESTS)
    steps: list[Step] = [partial(python_packages, part, TOOLS_LIST) for part in chosen]
    if everything or TICKET_API.name in wanted:
        steps.append(embedded_postgresql)
    if everything:
        steps.append(portal)
    elif {FRONTEND.name, "lint"} & wanted:
        steps.append(partial(node_packages, FRONTEND))
    prepare(steps)


def for_tools() -> None:
    """The tools that are not a part's own: ruff, shellcheck, hadolint, uv."""
    prepare([partial(python_packages, LOCAL, TOOLS_LIST)])


def prepare(steps: Sequence[Step]) -> None:
    """Take all steps, some side by side; the first failure is raised when the others are over."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with alone(LOGS / "lock"):
        side_by_side(steps, AT_ONCE)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One set-up of this clone at a time."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this clone to end …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def python_packages(part: Path, requirements: str) -> None:
    """The part's virtual environment, with exactly the listed packages checked by their hashes."""
    if not (part / requirements).exists():
        raise SetupError(f"{part.name}/{requirements} is missing from this clone.")
    environment = part / ".venv"
    # The tools' list was compiled from the runtime's, so that it installs both.
    stamps = [stamp_of(part, name) for name in (requirements, TOOLS_LIST)]
    if any(stamp.is_current() for stamp in stamps):
        return
    say(f"{part.name}: installing Python packages (the first time takes a minute or two) …")
    log = f"{part.name}-python"
    if not _same_python(environment):
        command(log, [sys.executable, "-m", "venv", "--clear", str(environment)], part)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    # The list is whole. Left to look for dependencies, pip takes releases into account that are
    # newer than the listed ones, and ends for want of their hashes.
    options = ["--no-input", "--require-hashes", "--no-deps"]
    command(log, [*pip, "install", *options, "-r", requirements], part)
    stamps[0].write()


def stamp_of(part: Path, requirements: str) -> Stamp:
    """What says that the part's environment holds this list."""
    lists = {part / RUN_LIST, part / requirements}
    file = part / ".venv" / f"installed-{requirements}"
    return Stamp(file, [one for one in lists if one.exists()], _VERSION)


def _same_python(environment: Path) -> bool:
    """Whether the environment works and is of the Python that runs this."""
    python = environment / "bin" / "python"
    if not python.exists():
        return False
    asked = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    return asked.stdout.startswith(f"{_VERSION}.")


def embedded_postgresql() -> None:
    """PostgreSQL 16, unless DATABASE_URL names another server."""
    if not os.environ.get("DATABASE_URL"):
        # Install scripts stay off: cluster.py does what this package's would do.
        node_packages(LOCAL, "--ignore-scripts")


def portal() -> None:
    """The portal's packages, and its files built from the sources as they are now."""
    node_packages(FRONTEND)
    stamp = Stamp(FRONTEND / "node_modules" / "built-from", sources(FRONTEND))
    if stamp.is_current() and (FRONTEND / "dist" / "index.html").exists():
        return
    say("frontend: building the portal …")
    command("frontend-build", ["npm", "run", "build"], FRONTEND)
    stamp.write()


def node_packages(part: Path, *options: str) -> None:
    """The part's node_modules, as package-lock.json says."""
    modules = part / "node_modules"
    inputs = [part / "package.json", part / "package-lock.json"]
    stamp = Stamp(modules / "installed-from", inputs, sys.platform)
    if stamp.is_current():
        return
    check_node()
    say(f"{part.name}: installing Node packages …")
    command(f"{part.name}-node", ["npm", "ci", "--no-audit", "--no-fund", *options], part)
    stamp.write()


def check_node() -> None:
    """SetupError unless Node and npm are there and new enough."""
    wanted = ".".join(map(str, OLDEST_NODE))
    advice = f"Install Node {wanted} or newer with npm and run this again."
    if not shutil.which("node") or not shutil.which("npm"):
        raise SetupError(f"Node or npm was not found. {advice}")
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    numbers = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    if numbers < OLDEST_NODE:
        raise SetupError(f"Node {said.strip().lstrip('v')} is too old. {advice}")


def command(log: str, arguments: Sequence[str], folder: Path) -> None:
    """Run one command with its output in a log; SetupError with the log's end when it fails."""
    file = LOGS / f"{log}.log"
    if run_logged(arguments, folder, file) != 0:
        last = "\n".join(last_lines(file, 20))
        said = f"This failed in {folder.name}: {' '.join(arguments)}\n{last}\n(all of it: {file})"
        raise SetupError(said)


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    sets = {"run": for_run, "test": lambda: for_test(EVERYTHING), "tools": for_tools}
    if len(arguments) != 1 or arguments[0] not in sets:
        complain("Usage: python3 local prepare run | test | tools")
        return 2
    try:
        sets[arguments[0]]()
    except SetupError as error:
        complain(str(error))
        return 1
    return 0
