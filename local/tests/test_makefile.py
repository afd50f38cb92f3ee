"""Every line of the Makefile starts a program that exists."""

import re
import runpy

import pytest

from paths import CLONE, LOCAL

COMMANDS = runpy.run_path(str(LOCAL / "__main__.py"))["COMMANDS"]

RECIPES = re.findall(r"(?m)^\t(.+)$", (CLONE / "Makefile").read_text())
# `$(RUN) manage …`, `@exec local/python local prepare run`
OF_LOCAL = re.compile(r"(?:\$\(RUN\)|local/python local) ([^\s;)]+)")
# `@exec containers/backup …`, `local/python containers/supply.py …`
FILES = re.compile(r"(?:exec|local/python) ((?!local/python)[\w-]+/[\w./-]+)")


def found(pattern: re.Pattern[str]) -> list[str]:
    return sorted({name for line in RECIPES for name in pattern.findall(line)})


@pytest.mark.parametrize("command", found(OF_LOCAL))
def test_a_command_of_local_exists(command: str) -> None:
    assert command in COMMANDS


@pytest.mark.parametrize("file", found(FILES))
def test_a_script_exists(file: str) -> None:
    assert (CLONE / file).is_file()
