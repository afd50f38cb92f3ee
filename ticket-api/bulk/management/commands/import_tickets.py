"""`manage.py import_tickets FILE`: tickets from CSV or JSON."""

import contextlib
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from bulk.decoding import UnknownFormatError
from bulk.import_files import ImportFile
from bulk.import_input import FIELDS, REQUIRED
from bulk.ticket_import import TicketImport

STANDARD_INPUT = "-"
_CHUNK = 65_536
_RANGES_SHOWN = 50


class Command(BaseCommand):
    """Reads a file from its first line to its last; before that, as much as its encoding needs."""

    help = (
        "Import tickets from a CSV file, whose first line names its columns, or from JSON: one "
        "object a line, or an array. Fields: title, description, category, priority, and if known "
        "status and created_at. Good rows are imported, and each bad one is named with its line "
        "and its error. Run it again after an interruption, or with the bad rows corrected: "
        "rows that were imported from this source before are left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its name in the memory of what was imported, and its encoding."""
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument(
            "--source",
            help="the name that rows are remembered under (default: the file's full path, or “-”). "
            "A file that was moved: its former path. Other tickets that say the same: a new name",
        )
        parser.add_argument(
            "--encoding", help="for example cp1251 (default: recognised; UTF-8, UTF-16 or cp1252)"
        )

    def handle(
        self, *, file: str, source: str | None, encoding: str | None, **options: Any
    ) -> None:
        """Import, then say what became of all rows; bad ones make the exit status 1."""
        is_quiet = options["verbosity"] == 0
        is_piped = file == STANDARD_INPUT
        path = Path(file)
        done = TicketImport(source or (file if is_piped else str(path.resolve())), tell=self._tell)
        guess = ""
        try:
            if path.is_file() and not is_piped:
                with path.open("rb") as opened:
                    ImportFile.check(_chunks(opened), encoding)
            with _opened(path, is_piped=is_piped) as (opened, size):
                bar = tqdm(total=size, unit="B", unit_scale=True, disable=is_quiet)
                with bar:
                    read = ImportFile(
                        _chunks(opened, bar.update), columns=REQUIRED, encoding=encoding
                    )
                    done.run(read.rows())
                    guess = read.guess
        except KeyboardInterrupt:
            raise CommandError(
                f"Interrupted. {_counts(done)} Run the same command again to go on."
            ) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnknownFormatError as error:
            counts = f" {_counts(done)}" if done.imported or done.bad else ""
            raise CommandError(f"{error}{counts}") from error
        except Error as error:
            name = type(error.__cause__ or error).__name__
            raise CommandError(
                f"The database ended the import ({name}). {_counts(done)} "
                "Run the same command again to go on."
            ) from None
        self._conclude(done, guess)

    def _conclude(self, done: TicketImport, guess: str) -> None:
        """Say what was imported, and of everything else why it was not."""
        said = [_counts(done)]
        if done.known:
            said.append(
                f"There already, by an earlier run with this source: {lines_of(done.known)}. If "
                "these are other tickets that say the same, name another source: --source."
            )
        if done.ignored:
            said.append(
                f"Columns that no ticket has: {', '.join(sorted(done.ignored))}. A ticket has: "
                f"{', '.join(FIELDS)}."
            )
        if guess:
            said.append(guess)
        if done.bad:
            said.append(
                f"Not imported: {lines_of(done.bad)}. Correct the rows named above and run the "
                "same command again."
            )
            raise CommandError("\n".join(said))
        self.stdout.write("\n".join(said))

    def _tell(self, line: int, reason: str) -> None:
        with tqdm.external_write_mode(file=self.stderr):
            self.stderr.write(f"line {line}: {reason}")


def lines_of(numbers: Sequence[int]) -> str:
    """`lines 2-4, 7`, cut after fifty of them."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [
        str(first) if first == last else f"{first}-{last}" for first, last in ranges[:_RANGES_SHOWN]
    ]
    if len(ranges) > _RANGES_SHOWN:
        shown.append("…")
    word = "line" if len(numbers) == 1 else "lines"
    return f"{word} {', '.join(shown)}"


def _counts(done: TicketImport) -> str:
    known, bad = len(done.known), len(done.bad)
    return f"{done.imported:,} imported, {known:,} were there already, {bad:,} bad."


@contextlib.contextmanager
def _opened(path: Path, *, is_piped: bool) -> Iterator[tuple[BinaryIO, int | None]]:
    """The file, and its size where that is known."""
    if is_piped:
        yield sys.stdin.buffer, None
        return
    with path.open("rb") as opened:
        yield opened, path.stat().st_size


def _chunks(file: BinaryIO, tell: Callable[[int], object] = lambda _: None) -> Iterator[bytes]:
    """The bytes of a file; calls `tell` with the number of bytes that were read."""
    while chunk := file.read(_CHUNK):
        yield chunk
        tell(len(chunk))
