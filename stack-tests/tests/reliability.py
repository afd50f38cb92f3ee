"""docs/reliability.md, written from the figures of a run and from nothing else."""

from dataclasses import dataclass
from pathlib import Path

from running import ROOT

# Two of restarts, three of scaling.
FIGURES = 5
PAGE = ROOT / "docs" / "reliability.md"

BEFORE = """\
# What breaks, and what it costs

Written by `make test-stack` from the figures of its last whole run; not edited by hand.

Each fault is injected into running containers while a client creates, changes, lists and asks for
suggestions without pause, and keeps a ledger of what was acknowledged. When the fault is over,
the ledger is held against every ticket, and the stats against the tickets.

- *acknowledged*: tickets created and changes made that were answered with success
- *lost*: those that are not there afterwards; *doubled*: those that are there twice
- *errors*: requests answered with an error in the envelope, or not at all while the gateway itself
  was dead; the client sent such a ticket again with the same `Idempotency-Key`
- *slowest*: seconds until the slowest answer of all
- *healthy again*: seconds from the fault's end until everything worked, the page, live updates and
  a suggestion by the model included, without anyone's help; at most 10

Another installation runs its tests on the same machine during the faults and the rolling restarts.
A fault that missed a time is done once more, and the second time counts: a machine that is busy
with something else looks the same. Lost and doubled have to be 0 both times.

| fault | acknowledged | lost | doubled | errors | slowest answer | healthy again |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""
AFTER = """
Both circuit breakers ask again after 3 s in this run and after 10 s by default, so suggestions can
come back that much later than here. Tickets wait for no breaker. The machine's own clock is not
moved; the breaker's is, by an hour.

## Scaling and restarts

| what | measured | promised |
| --- | ---: | ---: |
"""


@dataclass(frozen=True)
class Row:
    """One fault's figures; seconds where they are times."""

    fault: str
    acknowledged: int
    lost: int
    doubled: int
    errors: int
    slowest: float
    recovery: float

    def __str__(self) -> str:
        counts = f"{self.acknowledged} | {self.lost} | {self.doubled} | {self.errors}"
        return f"| {self.fault} | {counts} | {self.slowest:.1f} | {self.recovery:.1f} |"


@dataclass(frozen=True)
class Figure:
    """Something measured beside the faults, and what it must be."""

    what: str
    measured: str
    promised: str

    def __str__(self) -> str:
        return f"| {self.what} | {self.measured} | {self.promised} |"


def write(rows: list[Row], figures: list[Figure], page: Path = PAGE) -> None:
    """Replace the page."""
    table = "".join(f"{row}\n" for row in rows)
    page.write_text(BEFORE + table + AFTER + "".join(f"{figure}\n" for figure in figures))
