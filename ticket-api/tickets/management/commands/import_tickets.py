"""`manage.py import_tickets FILE`: tickets from CSV or JSON Lines."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from tickets.import_files import UnknownFormatError, read_rows
from tickets.services.ticket_import import REQUIRED, TicketImport


class Command(BaseCommand):
    """Reads a file once, from its first line to its last."""

    help = (
        "Import tickets from a .csv file, whose first line names its columns, or from a .jsonl "
        "file, one object a line. Fields: title, description, category, priority, and if known "
        "status and created_at. Good rows are imported, and each bad one is told by its line and "
        "what is wrong. Run it again after an interruption, or with the bad rows mended: what is "
        "there already is left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and its name in the memory of what was imported."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            help="the name that rows are remembered under (default: the file's name)",
        )

    def handle(self, *, file: Path, source: str | None, **options: Any) -> None:
        """Import, then say what became of all rows; bad ones make the exit status 1."""
        quiet = options["verbosity"] == 0
        try:
            with (
                file.open("rb") as opened,
                tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=quiet) as bar,
            ):
                done = TicketImport(source or file.name, tell=self._tell)
                counted = _counted(opened, bar.update)
                done.run(read_rows(file, counted, columns=REQUIRED))
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run the same command again to go on.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnknownFormatError as error:
            raise CommandError(str(error)) from error
        said = f"{done.imported:,} imported, {done.known:,} were there already, {done.bad:,} bad."
        if done.bad:
            raise CommandError(f"{said} Mend the rows named above and run the same command again.")
        self.stdout.write(said)

    def _tell(self, line: int, reason: str) -> None:
        with tqdm.external_write_mode(file=self.stderr):
            self.stderr.write(f"line {line}: {reason}")


def _counted(lines: Iterable[bytes], tell: Callable[[int], object]) -> Iterator[bytes]:
    """The lines of a file; `tell` hears how many bytes each has."""
    for line in lines:
        yield line
        tell(len(line))
