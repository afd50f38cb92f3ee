"""`make lock`: compiles every short list of Python requirements into a pinned and hashed one.

The result installs on Python 3.11 and newer, on every system, and names no package index. Arguments
are handed on, for example --upgrade or --upgrade-package=django.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import prepare
from packages import UV, command, uv_environment
from paths import CLONE, say

OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
    # The packages of an extra have lines of their own, so the list is whole without the extra.
    "--strip-extras",
    *("--custom-compile-command", "make lock", "--quiet"),
)


def short_lists() -> list[Path]:
    """Runtime lists first: the lists of tools include what those were compiled into."""
    lists = CLONE.glob("*/requirements*.in")
    return sorted(lists, key=lambda file: ("-dev" in file.name, len(file.name), file))


def compile_list(short: Path, arguments: Sequence[str]) -> None:
    """Write the .txt beside a .in; SetupError when there is no solution."""
    long = short.with_suffix(".txt").name
    say(f"{short.parent.name}/{long}")
    words: list[str | Path] = [UV, "pip", "compile", *OPTIONS, *arguments, short.name, "-o", long]
    command("lock", words, short.parent, uv_environment(os.environ))


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code."""
    prepare.for_tools()
    for short in short_lists():
        compile_list(short, arguments)
    return 0
