"""The declared settings (contracts/settings.toml), and the files made from them: `make settings`.

Run as a program it writes docs/settings.md and .env.example. Standard library only.
deploy/tests/test_settings.py holds the rest of the repository to the declaration.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any

CLONE = Path(__file__).resolve().parent.parent
DECLARATION = CLONE / "contracts" / "settings.toml"
REFERENCE = CLONE / "docs" / "settings.md"
EXAMPLE = CLONE / ".env.example"

SETUPS = ("compose", "swarm", "kubernetes", "run")
_COLUMNS = 100

_REFERENCE_HEAD = """\
# Settings

Written by `make settings` from [contracts/settings.toml](../contracts/settings.toml).

`make up` and Docker Swarm read `.env` ([.env.example](../.env.example)), `make run` reads the
environment. On Kubernetes the settings are in the ConfigMaps and Secrets of
[deploy/kubernetes](../deploy/kubernetes/README.md). An empty value counts as none. A container gets
only the settings that it reads; a part that cannot use a value does not start, and says why.
"""

_EXAMPLE_HEAD = """\
# Settings of `docker compose up`, from contracts/settings.toml (docs/settings.md has all of them).
# Without a .env, `make up` makes one from this file and fills in the name and the three secrets.
# Compose reads it for docker-compose.yml; a container gets only the settings that it reads.
"""


@dataclass(frozen=True)
class Setting:
    """One entry of the declaration, which explains the fields."""

    name: str
    type: str
    meaning: str
    read_by: tuple[str, ...]
    default: str = ""
    usually: str = ""
    choices: tuple[str, ...] = ()
    secret: bool = False
    set_by: str = "operator"
    setups: tuple[str, ...] = SETUPS
    library: bool = False
    old_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Settings of one subject, in the order in which they are documented."""

    title: str
    about: str
    settings: tuple[Setting, ...]


@cache
def groups() -> tuple[Group, ...]:
    """The whole declaration; TypeError when an entry has a field that there is not."""
    declared = tomllib.loads(DECLARATION.read_text(encoding="utf-8"))
    return tuple(
        Group(group["title"], group.get("about", ""), tuple(map(_setting, group["setting"])))
        for group in declared["group"]
    )


@cache
def by_name() -> Mapping[str, Setting]:
    """Every setting by its name."""
    return {setting.name: setting for group in groups() for setting in group.settings}


def read_by(part: str) -> frozenset[str]:
    """The names that `part` reads, old ones included."""
    return frozenset(
        name
        for setting in by_name().values()
        if part in setting.read_by
        for name in (setting.name, *setting.old_names)
    )


def _setting(entry: dict[str, Any]) -> Setting:
    lists = {name: tuple(value) for name, value in entry.items() if isinstance(value, list)}
    return Setting(**{**entry, **lists})


def reference() -> str:
    """docs/settings.md."""
    return _REFERENCE_HEAD + "".join(_reference_of(group) for group in groups())


def _reference_of(group: Group) -> str:
    about = f"{group.about}\n\n" if group.about else ""
    rows = "".join(_row(setting) for setting in group.settings)
    head = "| setting | default | meaning | read by | set-ups |\n| --- | --- | --- | --- | --- |\n"
    return f"\n## {group.title}\n\n{about}{head}{rows}"


def _row(setting: Setting) -> str:
    notes = {
        "One of": ", ".join(f"`{one}`" for one in setting.choices),
        "Old name:": ", ".join(f"`{one}`" for one in setting.old_names),
    }
    sentences = [f"{title} {names}." for title, names in notes.items() if names]
    sentences += ["**Secret.**"] if setting.secret else []
    cells = (
        f"`{setting.name}` ({setting.type})",
        f"`{setting.default}`" if setting.default else setting.usually or "none",
        " ".join([setting.meaning, *sentences]).replace("|", "\\|"),
        ", ".join(setting.read_by),
        "all" if setting.setups == SETUPS else ", ".join(setting.setups) or "none",
    )
    return f"| {' | '.join(cells)} |\n"


def example() -> str:
    """.env.example: what an operator may set for Compose or Swarm."""
    return _EXAMPLE_HEAD + "".join(_example_of(group) for group in groups())


def in_example(setting: Setting) -> bool:
    """Whether .env has a line for the setting."""
    return setting.set_by == "operator" and bool({"compose", "swarm"} & set(setting.setups))


def _example_of(group: Group) -> str:
    lines = [_example_line(setting) for setting in group.settings if in_example(setting)]
    if not lines:
        return ""
    title = f"# --- {group.title} ".ljust(_COLUMNS, "-")
    about = f"{_comment(group.about)}\n" if group.about else ""
    return f"\n{title}\n{about}\n" + "\n".join(lines)


def _example_line(setting: Setting) -> str:
    swarm = "Docker Swarm: " if setting.setups == ("swarm",) else ""
    choices = f" ({', '.join(setting.choices)})" if setting.choices else ""
    # A value with a blank would need quotes, which not every reader of the file takes off.
    is_plain = " " not in setting.default
    usual = setting.usually if is_plain else setting.default
    empty = f" Empty: {usual}." if usual else ""
    value = setting.default if is_plain else ""
    # docker-compose.yml uses the rest, which therefore have a line that counts.
    hidden = "#" if swarm else ""
    return (
        f"{_comment(swarm + setting.meaning + choices + empty)}\n{hidden}{setting.name}={value}\n"
    )


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in wrap(text, _COLUMNS - 2, break_on_hyphens=False))


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
    EXAMPLE.write_text(example(), encoding="utf-8")
