"""The linters, each over every file of its kind: a test for each, which pytest runs."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from paths import CLASSIFIER, CLONE, FRONTEND, LOCAL, TICKET_API
from prepare import sources

TOOLS = LOCAL / ".venv" / "bin"


@dataclass(frozen=True)
class Linter:
    """A command that ends with 0 when it has nothing to object to."""

    name: str
    command: Sequence[str | Path]
    folder: Path = CLONE


def shell_scripts() -> list[Path]:
    """Every file of this clone that a shell runs."""
    return sorted(file for file in _files() if file.suffix == ".sh" or _starts_as_shell(file))


def _files() -> list[Path]:
    hidden_but_ours = CLONE / ".ci"
    visible = [entry for entry in CLONE.iterdir() if not entry.name.startswith(".")]
    found: list[Path] = []
    for entry in (*visible, hidden_but_ours):
        found += sources(entry) if entry.is_dir() else [entry] if entry.exists() else []
    return found


def _starts_as_shell(file: Path) -> bool:
    with file.open("rb") as content:
        first = content.readline(100)
    return first.startswith(b"#!") and first.split()[-1].endswith(b"sh")


def all_linters() -> Iterator[Linter]:
    """One for each tool, and for mypy one for each part that is typed."""
    yield Linter("ruff check", [TOOLS / "ruff", "check", "."])
    yield Linter("ruff format", [TOOLS / "ruff", "format", "--check", "."])
    for part in (TICKET_API, CLASSIFIER, LOCAL):
        python = part / ".venv" / "bin" / "python"
        yield Linter(f"mypy {part.name}", [python, "-m", "mypy"], part)
    yield Linter("shellcheck", [TOOLS / "shellcheck", *shell_scripts()])
    dockerfiles = sorted(file for file in _files() if file.name.startswith("Dockerfile"))
    yield Linter("hadolint", [TOOLS / "hadolint", *dockerfiles])
    yield Linter("eslint", ["npx", "--no-install", "eslint", ".", "--max-warnings", "0"], FRONTEND)
    yield Linter("api types", ["node", "scripts/api-types.js", "--check"], FRONTEND)
    yield Linter("tsc", ["npx", "--no-install", "tsc"], FRONTEND)


@pytest.mark.parametrize("linter", [*all_linters()], ids=lambda linter: linter.name)
def test_it_objects_to_nothing(linter: Linter) -> None:
    if linter.name == "hadolint" and not (TOOLS / "hadolint").exists():
        pytest.skip("There is no hadolint for this machine.")
    done = subprocess.run(
        linter.command, cwd=linter.folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)
