"""`manage.py export_tickets FILE`: everything about tickets as JSON Lines."""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulk.export_records import other_records
from bulk.ticket_export import TICKET_START, json_line, ticket_lines
from common.statements import execute

STANDARD_OUTPUT = "-"
_STARTS = (TICKET_START, b'{"macro":', b'{"figures":')
_OTHER_FILE = "The file is there and is no export. Name another file, or remove it."


class Command(BaseCommand):
    """Continues after the last ticket of an existing file, so it may be interrupted."""

    help = (
        "Write all tickets with requesters, messages, notes, history, suggestions and times, the "
        "macros and the figures as JSON Lines, which import_tickets reads. An existing file is "
        "continued behind its last ticket. The file holds personal data and notes: keep it as you "
        "keep a backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", help="The file to write; - writes to standard output.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file; CommandError when it cannot be written or is no export."""
        if options["file"] == STANDARD_OUTPUT:
            self._write(sys.stdout.buffer, after=0)
            return
        path = Path(options["file"])
        try:
            # Only the operator may read it: it has what requesters never see.
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "r+b") as file:
                count = self._write(file, after=_last_id(file))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stderr.write(f"Exported {count:,} tickets to {path}.")

    def _write(self, file: BinaryIO, *, after: int) -> int:
        execute("SET statement_timeout = 0")
        count = 0
        for line in ticket_lines(after=after):
            file.write(line)
            count += 1
        for record in other_records():
            file.write(json_line(record))
        file.flush()
        return count


def _last_id(file: BinaryIO) -> int:
    """The id of the last ticket, behind which the file is cut off; 0 for one without tickets."""
    last, end, place = b"", 0, 0
    for line in file:
        place += len(line)
        # The last line may have been cut.
        if not any(line.startswith(start) or start.startswith(line) for start in _STARTS):
            raise CommandError(_OTHER_FILE)
        if line.startswith(TICKET_START) and line.endswith(b"\n"):
            last, end = line, place
    try:
        ticket_id = int(orjson.loads(last)["id"]) if last else 0
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise CommandError(_OTHER_FILE) from error
    file.truncate(end)
    file.seek(end)
    return ticket_id
