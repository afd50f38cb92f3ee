"""What processes and all those below them use: processor time and memory."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(*roots: int) -> Iterator[int]:
    """These processes and all below them that live."""
    below: dict[int, list[int]] = {}
    for pid, fields in _stats():
        below.setdefault(int(fields[1]), []).append(pid)
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += below.get(pid, [])


def cpu_seconds(*roots: int) -> float:
    """Processor time, user and system, of these processes and all below them that live."""
    times = {pid: (int(fields[11]) + int(fields[12])) / _TICKS for pid, fields in _stats()}
    return sum(times.get(pid, 0.0) for pid in family(*roots))


def memory_of(*roots: int) -> int:
    """Bytes that these processes and those below them hold; what they share counts once (PSS)."""
    total = 0
    for pid in family(*roots):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue  # It has ended meanwhile.
        found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
        total += int(found[1]) * 1024 if found else 0
    return total


def _stats() -> Iterator[tuple[int, list[str]]]:
    """The number of every process, and the fields of its `stat` from the state on."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            yield int(entry.name), (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
