"""`manage.py export_tickets FILE`: all tickets and their conversations as JSON Lines."""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.statements import execute
from tickets.bulk.ticket_export import export_lines

STANDARD_OUTPUT = "-"
_TAIL = 16_777_216


class Command(BaseCommand):
    """Goes on behind the last whole line of a file that is there, so it may be interrupted."""

    help = (
        "Write all tickets with requesters, messages and notes as JSON Lines, which import_tickets "
        "reads. An existing file is continued behind its last whole line. The file holds personal "
        "data and notes: keep it as you keep a backup."
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
        for line in export_lines(after=after):
            file.write(line)
            count += 1
        file.flush()
        return count


def _last_id(file: BinaryIO) -> int:
    """The id in the last whole line, behind which the file is cut off; 0 for an empty file."""
    size = file.seek(0, os.SEEK_END)
    start = max(size - _TAIL, 0)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(b"\n") + 1
    file.truncate(start + end)
    file.seek(start + end)
    if end == 0:
        return 0
    begin = tail.rfind(b"\n", 0, end - 1) + 1
    try:
        return int(orjson.loads(tail[begin:end])["id"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise CommandError(
            "The file is there and is no export. Name another file, or remove it."
        ) from error
