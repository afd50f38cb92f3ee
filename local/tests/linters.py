"""The linters, each over every file of its kind: a test for each, which pytest runs."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from paths import CLASSIFIER, CLONE, FRONTEND, LOCAL, TICKET_API

TOOLS = LOCAL / ".venv" / "bin"


def shell_scripts() -> list[str]:
    """Every file of this clone that a shell runs or reads, from the clone's folder."""
    started = ("grep", "--untracked", "-lIE", "^#!.*sh$")
    read = ("ls-files", "--cached", "--others", "--exclude-standard", "*.sh")
    said = [
        subprocess.check_output(("git", *words), cwd=CLONE, text=True) for words in (started, read)
    ]
    return sorted({name for one in said for name in one.splitlines()})


# By their names: the folder, and the command that ends with 0 when it has nothing to object to.
LINTERS: dict[str, tuple[Path, Sequence[str | Path]]] = {
    "ruff check": (CLONE, [TOOLS / "ruff", "check", "."]),
    "ruff format": (CLONE, [TOOLS / "ruff", "format", "--check", "."]),
    **{
        f"mypy {part.name}": (part, [part / ".venv" / "bin" / "python", "-m", "mypy"])
        for part in (TICKET_API, CLASSIFIER, LOCAL)
    },
    "shellcheck": (CLONE, [TOOLS / "shellcheck", *shell_scripts()]),
    "hadolint": (CLONE, [TOOLS / "hadolint", *sorted(CLONE.glob("*/Dockerfile"))]),
    "eslint": (FRONTEND, ["npx", "--no-install", "eslint", ".", "--max-warnings", "0"]),
    "api types": (FRONTEND, ["node", "scripts/api-types.js", "--check"]),
    "tsc": (FRONTEND, ["npx", "--no-install", "tsc"]),
}


@pytest.mark.parametrize("name", LINTERS)
def test_it_objects_to_nothing(name: str) -> None:
    folder, command = LINTERS[name]
    if name == "hadolint" and not (TOOLS / "hadolint").exists():
        pytest.skip("There is no hadolint for this machine.")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)
