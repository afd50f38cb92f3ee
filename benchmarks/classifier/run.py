"""Measures the classifier: what it adds to a provider, and what becomes of it when one hangs.

    make bench-classifier                          everything, about six minutes
    make bench-classifier ARGS="--rounds 2 --only hang"     some of it

Each round measures every variant in turn, so that a disturbance of the machine affects all of
them. Results go to benchmarks/results/classifier.{json,md}; benchmarks/README.md describes them.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.classifier import rates, waits
from benchmarks.classifier.report import write_report
from benchmarks.classifier.servers import Fake, fake_gemini
from benchmarks.shared.servers import origin

SECTIONS = ("start", "local", "rates", "overhead", "stack", "hang")


def main() -> None:
    """The command."""
    options = _arguments()
    # On SIGTERM it ends the servers as well.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="bench-classifier-") as folder:
        results = dict(_measured(options, Path(folder)))
    measured = {**origin(), "options": vars(options), "sections": results}
    write_report("" if options.print or options.only else "classifier", measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the classifier; see README.md here.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument("--print", action="store_true", help="print the results, keep none")
    parser.add_argument("--only", default="", choices=("", *SECTIONS), help="one section")
    return parser.parse_args()


def _measured(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Any]]:
    """Each section's name and what it found, as they come."""
    log, rounds = folder / "servers.log", options.rounds
    measures: dict[str, Callable[[Fake], Any]] = {
        "start": lambda fake: rates.starts(log, fake, rounds),
        "local": lambda _fake: rates.local(log, rounds),
        "rates": lambda fake: rates.rates(log, fake, rounds, options.seconds),
        "overhead": lambda fake: waits.overhead(log, fake, rounds),
        "stack": lambda fake: waits.stack(folder, fake, rounds),
        "hang": lambda fake: waits.hang(log, fake),
    }
    for section in [options.only] if options.only else SECTIONS:
        with fake_gemini(log) as fake:
            found = measures[section](fake)
        print(f"{section}: {json.dumps(found)[:600]}", flush=True)
        yield section, found


if __name__ == "__main__":
    main()
