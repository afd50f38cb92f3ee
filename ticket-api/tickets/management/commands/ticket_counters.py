"""`manage.py ticket_counters --check` and `--rebuild`: the counters against the tickets."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from tickets.services.ticket_counters import Counted, counters_difference


class Command(BaseCommand):
    """Counts every ticket in one snapshot and compares, or corrects, the counters."""

    help = (
        "Compare the counters behind the statistics with the tickets (--check), or correct them "
        "(--rebuild). Both may run while tickets are written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of the two."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="exit with 1 if they differ")
        what.add_argument("--rebuild", action="store_true", help="correct the counters")

    def handle(self, *, rebuild: bool, **options: Any) -> None:
        """Say what differs; with --check that is an error."""
        with tqdm(total=100, unit="%", disable=options["verbosity"] == 0) as bar:
            difference = counters_difference(
                correct=rebuild, progress=lambda share: bar.update(round(100 * share) - bar.n)
            )
        for counted, short in sorted(difference.items(), key=str):
            self.stdout.write(f"{_name(counted)}: {short:+d}")
        if difference and not rebuild:
            raise CommandError(
                f"{len(difference)} counters differ from the tickets. "
                "Correct them with: manage.py ticket_counters --rebuild"
            )
        done = f"{len(difference)} counters corrected" if difference else "All counters are exact"
        self.stdout.write(f"{done}.")


def _name(counted: Counted) -> str:
    return counted.day or f"{counted.category}, {counted.priority}, {counted.status}"
