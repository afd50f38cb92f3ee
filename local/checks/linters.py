"""The linters, each over every file of its kind: a test for each, which pytest runs."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from paths import CLASSIFIER, CLONE, FRONTEND, LOCAL, TICKET_API

TOOLS = LOCAL / ".venv" / "bin"


@dataclass(frozen=True)
class Linter:
    """A command that ends with 0 when it has nothing to object to."""

    name: str
    command: Sequence[str | Path]
    folder: Path = CLONE


def shell_scripts() -> list[str]:
    """Every file of this clone that a shell runs or reads, from the clone's folder."""
    started = ("grep", "--untracked", "-lIE", "^#!.*sh$")
    read = ("ls-files", "--cached", "--others", "--exclude-standard", "*.sh")
    said = [
        subprocess.check_output(("git", *words), cwd=CLONE, text=True) for words in (started, read)
    ]
    return sorted({name for one in said for name in one.splitlines()})


LINTERS = [
    Linter("ruff check", [TOOLS / "ruff", "check", "."]),
    Linter("ruff format", [TOOLS / "ruff", "format", "--check", "."]),
    *(
        Linter(f"mypy {part.name}", [part / ".venv" / "bin" / "python", "-m", "mypy"], part)
        for part in (TICKET_API, CLASSIFIER, LOCAL)
    ),
    Linter("shellcheck", [TOOLS / "shellcheck", *shell_scripts()]),
    Linter("hadolint", [TOOLS / "hadolint", *sorted(CLONE.glob("*/Dockerfile"))]),
    Linter("eslint", ["npx", "--no-install", "eslint", ".", "--max-warnings", "0"], FRONTEND),
    Linter("api types", ["node", "scripts/api-types.js", "--check"], FRONTEND),
    Linter("tsc", ["npx", "--no-install", "tsc"], FRONTEND),
]


@pytest.mark.parametrize("linter", LINTERS, ids=lambda linter: linter.name)
def test_it_objects_to_nothing(linter: Linter) -> None:
    if linter.name == "hadolint" and not (TOOLS / "hadolint").exists():
        pytest.skip("There is no hadolint for this machine.")
    done = subprocess.run(
        linter.command, cwd=linter.folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)
