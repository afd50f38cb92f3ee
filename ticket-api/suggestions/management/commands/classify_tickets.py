"""`manage.py classify_tickets`: sort tickets that still have the defaults."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from suggestions.backlog import Backlog, waiting_tickets
from suggestions.classifier_batches import ClassifierBatches, ClassifierUnusableError
from tickets.models import Ticket
from tickets.services.classifier_answer import Suggestion


class Command(BaseCommand):
    """Asks the classifier in batches and writes each answer at once."""

    help = (
        "Sort tickets that still have the defaults general and medium, were sent without a "
        "suggestion and have not been changed since. What a person decided is left alone. Run it "
        "again after an interruption: it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The number of tickets, the rate, and a trial without changes."""
        parser.add_argument(
            "--dry-run", action="store_true", help="ask the classifier, print, change nothing"
        )
        parser.add_argument("--limit", type=_whole, help="sort only so many")
        parser.add_argument(
            "--per-minute",
            type=_whole,
            default=60,
            help="ask about so many a minute (default 60), which leaves the rest of the quota of "
            "ticket-api at the classifier for people",
        )

    def handle(self, *, dry_run: bool, limit: int | None, per_minute: int, **options: Any) -> None:
        """Sort, then print the results; failures make the exit status 1."""
        total = waiting_tickets().count()
        try:
            with tqdm(
                total=total if limit is None else min(limit, total),
                unit=" tickets",
                disable=options["verbosity"] == 0,
            ) as bar:
                backlog = Backlog(
                    ClassifierBatches(),
                    per_minute=per_minute,
                    limit=limit,
                    dry_run=dry_run,
                    tell=self._tell if dry_run else lambda _ticket, _suggestion: None,
                    sleep=time.sleep,
                    clock=time.monotonic,
                )
                backlog.run(progress=bar.update)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the same command again to go on.") from None
        except ClassifierUnusableError as error:
            raise CommandError(f"{error} Run the same command again to go on.") from error
        done = backlog.done
        verb = "would be sorted" if dry_run else "sorted"
        said = f"{done.sorted:,} {verb}, {done.left_alone:,} changed by somebody meanwhile"
        if done.failed:
            causes = ", ".join(f"{count:,} {cause}" for cause, count in sorted(done.failed.items()))
            raise CommandError(f"{said}, failed: {causes}. Run the same command again for those.")
        self.stdout.write(f"{said}.")

    def _tell(self, ticket: Ticket, found: Suggestion) -> None:
        before, after = (
            f"{ticket.category}, {ticket.priority}",
            f"{found.category}, {found.priority}",
        )
        with tqdm.external_write_mode(file=self.stdout):
            self.stdout.write(f"#{ticket.pk}: {before} → {after}")


def _whole(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number
