"""The linters, each over every file of its kind, and their objections."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands import last_lines, run_logged
from paths import CLASSIFIER, CLONE, FRONTEND, GATEWAY, LOCAL, TICKET_API, say
from prepare import sources

TOOLS = LOCAL / ".venv" / "bin"
SHOWN_LINES = 60


@dataclass(frozen=True)
class Linter:
    """A command that ends with 0 when it has nothing to object to."""

    name: str
    command: Sequence[str | Path]
    folder: Path = CLONE


def all_linters() -> Iterator[Linter]:
    """One for each tool, and for mypy one for each part that configures it."""
    yield Linter("ruff check", [TOOLS / "ruff", "check", "."])
    yield Linter("ruff format", [TOOLS / "ruff", "format", "--check", "."])
    for part in (TICKET_API, CLASSIFIER, GATEWAY, LOCAL):
        if _is_typed(part):
            yield Linter(
                f"mypy {part.name}", [part / ".venv" / "bin" / "python", "-m", "mypy"], part
            )
    yield Linter("shellcheck", [TOOLS / "shellcheck", *shell_scripts()])
    yield from _hadolint()
    yield Linter("eslint", ["npx", "--no-install", "eslint", ".", "--max-warnings", "0"], FRONTEND)
    yield Linter("api types", ["node", "scripts/api-types.js", "--check"], FRONTEND)
    yield Linter("tsc", ["npx", "--no-install", "tsc"], FRONTEND)


def run_all(folder: Path) -> list[tuple[str, str | None]]:
    """Run each, its log in `folder`, and show objections; gives (name, objection or None)."""
    results: list[tuple[str, str | None]] = []
    for linter in all_linters():
        log = folder / f"lint-{linter.name.replace(' ', '-')}.log"
        code = run_logged([str(word) for word in linter.command], linter.folder, log)
        results.append((linter.name, f"see {log}" if code else None))
        if code:
            shown = "\n".join(last_lines(log, SHOWN_LINES))
            say(f"\n--- {linter.name} objects:\n{shown}\n---")
    return results


def shell_scripts() -> list[Path]:
    """Every file of this clone that a shell runs."""
    return sorted(file for file in _files() if file.suffix == ".sh" or _starts_as_shell(file))


def _hadolint() -> Iterator[Linter]:
    dockerfiles = sorted(file for file in _files() if file.name.startswith("Dockerfile"))
    if not dockerfiles:
        return
    if not (TOOLS / "hadolint").exists():
        say("lint: hadolint is skipped, there is none for this machine")
        return
    yield Linter("hadolint", [TOOLS / "hadolint", *dockerfiles])


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


def _is_typed(part: Path) -> bool:
    """Whether the part's pyproject.toml configures mypy."""
    project = part / "pyproject.toml"
    return project.exists() and "mypy" in tomllib.loads(project.read_text()).get("tool", {})
