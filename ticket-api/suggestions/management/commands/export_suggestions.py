"""`manage.py export_suggestions FOLDER`: overridden and corrected suggestions as test tickets."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from suggestions.classifier_batches import ClassifierBatches, ClassifierUnusableError
from suggestions.export import examples, examples_write
from tickets.models import TicketSuggestion

NAME = "corrections.txt"
STDOUT = Path("-")


class Command(BaseCommand):
    """Writes the whole file or, when something fails, leaves the old one as it was."""

    help = (
        f"Write FOLDER/{NAME}: the texts, redacted by the classifier, of tickets whose suggested "
        "category or priority people overrode or corrected, with what they are now. Score a "
        "provider on them with: python -m classifier.evaluate --provider P --tickets FOLDER. "
        "The folder - is standard output, so that no text is on a disk."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, the number of days, and which suggestions."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--all",
            action="store_true",
            dest="right_too",
            help="also suggestions that were right: for python -m classifier.train",
        )
        parser.add_argument("--days", type=int, help="only suggestions of so many last days")

    def handle(
        self, *, folder: Path, days: int | None, right_too: bool = False, **options: Any
    ) -> None:
        """Export, and print the number of examples."""
        found = examples(days=days, right_too=right_too)
        quiet = options["verbosity"] == 0
        try:
            if folder == STDOUT:
                count = _written(found, self.stdout, quiet=quiet)
                self.stderr.write(f"{count:,} examples.")
                return
            folder.mkdir(parents=True, exist_ok=True)
            count = _replaced(found, folder / NAME, quiet=quiet)
        except ClassifierUnusableError as error:
            raise CommandError(f"{error} Nothing is written without redaction.") from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count:,} examples in {folder / NAME}.")


def _replaced(found: QuerySet[TicketSuggestion], file: Path, *, quiet: bool) -> int:
    """Write the file, which its owner alone may read; gives the number of examples."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            count = _written(found, opened, quiet=quiet)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _written(found: QuerySet[TicketSuggestion], to: Any, *, quiet: bool) -> int:
    count = 0
    with tqdm(total=found.count(), unit=" examples", disable=quiet) as bar:
        for written in examples_write(found, to, ClassifierBatches()):
            count += written
            bar.update(written)
    return count
