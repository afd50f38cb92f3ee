"""What processes and all those below them use: processor time and memory."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(*roots: int) -> Iterator[Path]:
    """The folders in /proc of these processes and of all below them that live."""
    for pid in roots:
        folder = Path("/proc") / str(pid)
        yield folder
        for children in folder.glob("task/*/children"):
            yield from family(*map(int, _read(children).split()))


def cpu_seconds(*roots: int) -> float:
    """Processor time, user and system, of these processes and all below them that live."""
    fields = [_read(folder / "stat").rpartition(")")[2].split() for folder in family(*roots)]
    return sum(int(each[11]) + int(each[12]) for each in fields if each) / _TICKS


def memory_of(*roots: int) -> int:
    """Bytes that these processes and those below them hold; what they share counts once (PSS)."""
    rollups = [_read(folder / "smaps_rollup") for folder in family(*roots)]
    found = (re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE) for rollup in rollups)
    return sum(int(each[1]) * 1024 for each in found if each)


def _read(file: Path) -> str:
    """The file, empty when its process has ended meanwhile."""
    with contextlib.suppress(OSError):
        return file.read_text()
    return ""
