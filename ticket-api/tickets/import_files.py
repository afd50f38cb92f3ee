"""Reads rows for an import from CSV or JSON Lines, one at a time, with the line each began on."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A description may be long; beyond this a quotation mark was left open.
csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file; `data` is None when it cannot be read, for `problem`."""

    line: int
    data: dict[str, Any] | None
    problem: str = ""


class UnknownFormatError(Exception):
    """Neither CSV nor JSON Lines; says what to do."""


def read_rows(path: Path, file: Iterable[bytes], *, columns: Iterable[str]) -> Iterator[Row]:
    """The rows of `file`, by the ending of its name.

    Raises UnknownFormatError for another ending, and for a CSV file whose first line lacks one of
    `columns`. Bytes that are not UTF-8 become surrogates, which no ticket may hold.
    """
    lines = (line.decode("utf-8-sig", "surrogateescape") for line in file)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnknownFormatError(
            f"{path.name} must end in .csv, .jsonl or .ndjson, so that its format is known."
        )
    return reader(lines, columns)


def _read_csv(lines: Iterator[str], columns: Iterable[str]) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    header = next(reader, [])
    missing = [column for column in columns if column not in header]
    if missing:
        raise UnknownFormatError(
            f"The first line must name the columns, and lacks: {', '.join(missing)}."
        )
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, None, f"cannot be read as CSV: {error}")
            continue
        if values:
            yield _csv_row(line, header, values)


def _csv_row(line: int, header: list[str], values: list[str]) -> Row:
    if len(values) != len(header):
        return Row(line, None, f"has {len(values)} values for {len(header)} columns")
    # An empty field is one that was not filled in.
    pairs = zip(header, values, strict=True)
    return Row(line, {name: value for name, value in pairs if value != ""})


def _read_json_lines(lines: Iterator[str], _columns: Iterable[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            yield Row(number, None, "cannot be read as JSON")
            continue
        if isinstance(data, dict):
            yield Row(number, data)
        else:
            yield Row(number, None, "is not a JSON object")


_READERS: dict[str, Callable[[Iterator[str], Iterable[str]], Iterator[Row]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
}
