"""Whether this machine had time for the tests: promises about seconds mean one that is free.

Lost or doubled tickets never depend on it, and no test of those looks here.
"""

from pathlib import Path

# With less of its processors idle than this, the figures measure the processors.
FREE = 0.1


class Processors:
    """The part of the processors that has been idle since this was made."""

    def __init__(self) -> None:
        self._before = _ticks()

    def idle(self) -> float:
        idle, ticks = (late - early for early, late in zip(self._before, _ticks(), strict=True))
        return idle / max(ticks, 1)


def _ticks() -> tuple[int, int]:
    """Idle ticks of all processors since the machine started, and all ticks (/proc/stat)."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return ticks[3], sum(ticks)
