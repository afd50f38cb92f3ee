"""deploy/swarm/measured.md, written from the figures of a run and from nothing else."""

from dataclasses import dataclass
from pathlib import Path

from load import Outcome
from running import ROOT

CHANGES = 5
PAGE = ROOT / "deploy" / "swarm" / "measured.md"

BEFORE = """\
# What changes of the Swarm cost

Written by `make test-swarm` from the figures of its last whole run; not edited by hand.

Three machines with an engine each (network namespaces on one machine with two processors, joined by
a bridge), deployed as README.md says, with a scripted model that takes 0.3 s. Nine clients outside
create and change, list and classify without pause; their names lead to all three machines, and
where nothing answers they take the next one and stay with it, as a browser does. They work from
five seconds before a change to five seconds after its end, and for half a minute at least; for a
minute while a machine is killed.

- *errors*: requests answered with an error or not at all; such a ticket was sent again with its
  `Idempotency-Key`
- *failed*: tickets that were never taken, though sent again for a minute; *lost*: those that were
  acknowledged and are not there; *doubled*: those that are there twice
- *without suggestion*: classifications that fell back to the defaults, failed, or got no answer
- *slowest*: seconds until the slowest answer of all
- *whole again*: seconds until every service had all its tasks, healthy, without help

"""
COLUMNS = (
    *("change", "requests", "errors", "tickets", "failed", "lost", "doubled"),
    *("classifications", "without suggestion", "slowest", "whole again"),
)
AFTER = """
The machine that was killed had its cable cut first, so that not even the end of a connection got
out, and then every process on it was ended at once. The errors are the requests that were on it:
clients of its gateway heard nothing and gave up after 30 s, others got an error from the one left.
They ended so:

"""


def line(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |\n"


@dataclass(frozen=True)
class Row:
    """What one change cost."""

    change: str
    outcome: Outcome
    seconds: float

    def __str__(self) -> str:
        outcome = self.outcome
        balanced = outcome.balanced
        cells = (
            self.change,
            len(outcome.ledger.replies),
            len(outcome.bad),
            outcome.tickets,
            outcome.failed_tickets,
            len(balanced.lost),
            len(balanced.doubled),
            outcome.classifications,
            outcome.without_suggestion,
            f"{outcome.slowest:.1f}",
            f"{self.seconds:.0f}",
        )
        return line(*map(str, cells))

    def ends(self) -> str:
        """How each request ended that got an error or nothing, as a list."""
        return "".join(
            f"- {reply.kind}: {reply.status or 'no answer'} after {reply.seconds:.1f} s\n"
            for reply in self.outcome.bad
        )


def write(rows: list[Row], page: Path = PAGE) -> None:
    """Replace the page."""
    head = line(*COLUMNS) + line("---", *("---:" for _ in COLUMNS[1:]))
    page.write_text(BEFORE + head + "".join(map(str, rows)) + AFTER + rows[-1].ends())
