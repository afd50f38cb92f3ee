"""`manage.py export_suggestions FOLDER`: overridden and corrected suggestions as test tickets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from suggestions.classifier_batches import ClassifierBatches, ClassifierUnusableError
from suggestions.export import examples, examples_write

NAME = "corrections.txt"


class Command(BaseCommand):
    """Writes the whole file or, when something fails, leaves the old one as it was."""

    help = (
        f"Write FOLDER/{NAME}: the texts, redacted by the classifier, of tickets whose suggested "
        "category or priority people overrode or corrected, with what they are now. Score a "
        "provider on them with: python -m classifier.evaluate --provider P --tickets FOLDER"
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
        unfinished, count = folder / f"{NAME}.part", 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with (
                unfinished.open("w", encoding="utf-8") as opened,
                tqdm(
                    total=found.count(), unit=" examples", disable=options["verbosity"] == 0
                ) as bar,
            ):
                for written in examples_write(found, opened, ClassifierBatches()):
                    count += written
                    bar.update(written)
            unfinished.replace(folder / NAME)
        except ClassifierUnusableError as error:
            unfinished.unlink(missing_ok=True)
            raise CommandError(f"{error} Nothing is written without redaction.") from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{count:,} examples in {folder / NAME}.")
