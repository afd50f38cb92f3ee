"""Reads rows for an import from CSV or JSON, one at a time, with the line each began on."""

import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from bulk.decoding import BAD_BYTES, TextLines, UnknownFormatError, known_encoding
from common.invisible import IGNORABLE

# A description has 20,000 characters at most; beyond this a quotation mark was left open.
csv.field_size_limit(200_000)
DELIMITERS = ",;\t|:^~"
_SEPARATOR_LINE = re.compile(r'"?\s*sep\s*=\s*(\\t|.)\s*"?[,;\s]*', re.IGNORECASE)
_IGNORABLE = re.compile(f"[{IGNORABLE}]")
# Programs of DOS end a file with Ctrl-Z.
_BLANK = " \t\n\v\f\x1a\x00"

_MOST_HEADER_LINES = 20

_OPEN_QUOTE = (
    "cannot be read as CSV: a quotation mark is opened and never closed. Put quotation marks "
    'inside a value twice ("")'
)
_QUOTE_INSIDE = (
    "cannot be read as CSV: a value goes on after its closing quotation mark. Put quotation marks "
    'inside a value twice ("")'
)
_BAD_BYTES = (
    "has bytes that are not of the file's encoding ({}). Save the file as UTF-8, or name its "
    "encoding: --encoding"
)


@dataclass(frozen=True)
class Row:
    """A row of the file; `data` is None when it cannot be read, for `problem`."""

    line: int
    data: dict[str, Any] | None
    problem: str = ""


class ImportFile:
    """The rows of a file whose bytes come in `chunks`; what it is, is recognised by its content."""

    def __init__(
        self, chunks: Iterable[bytes], *, columns: Iterable[str], encoding: str | None = None
    ) -> None:
        """`columns` are those that a CSV file must have. UnknownFormatError for an encoding that
        Python does not know."""
        self._text = TextLines(chunks, known_encoding(encoding) if encoding else None)
        self._columns = list(columns)

    @staticmethod
    def check(chunks: Iterable[bytes], encoding: str | None = None) -> None:
        """Raise UnknownFormatError for a file whose encoding is neither known nor recognised.

        The rows before the place that shows it would otherwise have been read with wrong letters.
        """
        TextLines(chunks, known_encoding(encoding) if encoding else None).check()

    @property
    def guess(self) -> str:
        """A sentence about what was guessed of the file; empty when nothing was."""
        if not self._text.is_guessed:
            return ""
        return (
            "The file is not UTF-8 and was read as Windows-1252. If letters look wrong, save it as "
            "UTF-8, or name its encoding: --encoding."
        )

    def rows(self) -> Iterator[Row]:
        """The rows in their order.

        Raises UnknownFormatError for a file that is neither CSV nor JSON, and for CSV whose first
        line lacks one of the columns.
        """
        lines = _Lines(self._text)
        first = lines.first_with_text()
        if first is None:
            raise UnknownFormatError(
                "The file is empty: its first line must name the columns, and lacks: "
                f"{', '.join(self._columns)}."
            )
        if first.lstrip().startswith("["):
            return _json_values(lines)
        if first.lstrip().startswith("{"):
            return _json_lines(lines) if _is_json(first) or "}" in first else _json_values(lines)
        return self._csv_rows(lines)

    def _csv_rows(self, lines: "_Lines") -> Iterator[Row]:
        first = next(lines).rstrip("\n")
        named = _SEPARATOR_LINE.fullmatch(first)
        if named:
            lines.first_with_text()
            first = next(lines, "").rstrip("\n")
        # A name in quotation marks may go over several lines.
        while first.count('"') % 2 and first.count("\n") < _MOST_HEADER_LINES:
            first += "\n" + next(lines, '"').rstrip("\n")
        delimiter = "\t" if named and named[1] == "\\t" else named[1] if named else ""
        header, delimiter = self._header(first, delimiter)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            lines.taken.clear()
            line = lines.number + 1
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                # Lines behind the row's first one may be rows that the open mark has swallowed.
                lines.return_all_but_first()
                inside = "expected after" in str(error)
                yield Row(line, None, _QUOTE_INSIDE if inside else _OPEN_QUOTE)
                continue
            if any(value.strip(_BLANK) for value in values):
                yield self._csv_row(line, header, values)

    def _header(self, text: str, delimiter: str) -> tuple[list[str], str]:
        """The names of the columns, and their separator: `delimiter` if it fits as well as any."""
        lines = [f"{line}\n" for line in text.split("\n")]
        candidates = [
            ([column_name(name) for name in next(csv.reader(lines, delimiter=sign))], sign)
            for sign in dict.fromkeys(delimiter + DELIMITERS)
        ]
        names, sign = max(candidates, key=lambda one: len(set(one[0]) & set(self._columns)))
        missing = [column for column in self._columns if column not in names]
        if missing:
            if not set(names) & set(self._columns):
                names = max((one[0] for one in candidates), key=len)
            shown = ", ".join(f"“{name[:40]}”" for name in names[:10])
            raise UnknownFormatError(
                f"The first line must name the columns, and lacks: {', '.join(missing)}. It has: "
                f"{shown}. Rename its columns, or put a line with these names first."
            )
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise UnknownFormatError(
                f"The first line names a column twice: {', '.join(twice)}. Rename one of them."
            )
        return names, sign

    def _csv_row(self, line: int, header: list[str], values: list[str]) -> Row:
        if any(map(BAD_BYTES.search, values)):
            return Row(line, None, _BAD_BYTES.format(self._text.encoding or "UTF-8"))
        # Spreadsheets fill lines up to the longest one.
        while len(values) > len(header) and not values[-1].strip():
            values.pop()
        if len(values) != len(header):
            return Row(
                line,
                None,
                f"has {len(values)} values for {len(header)} columns. Put values that contain the "
                "separator into quotation marks",
            )
        pairs = zip(header, values, strict=True)
        return Row(line, {name: value for name, value in pairs if name})


def column_name(name: str) -> str:
    """`name` as the API spells it: `Created At` is `created_at`."""
    return re.sub(r"[\s-]+", "_", _IGNORABLE.sub("", name).strip().casefold())


class _Lines:
    """Lines with their numbers, of which those that were taken can be returned."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.number = 0  # Of the line that was taken last.
        self.taken: list[str] = []
        self._lines = iter(lines)
        self._returned: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.number += 1
        self.taken.append(line)
        return line

    def return_all_but_first(self) -> None:
        """The next line is the second one that was taken since `taken` was cleared."""
        self._returned.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken[1:])

    def first_with_text(self) -> str | None:
        """Skip lines that are blank, or have separators alone; the first other one, not taken."""
        for line in self:
            if line.strip(f"{_BLANK}{DELIMITERS}\ufeff"):
                self._returned.appendleft(line)
                self.number -= 1
                return line
        return None


# JSON --------------------------------------------------------------------------------------------


def _json_lines(lines: _Lines) -> Iterator[Row]:
    for line in lines:
        text = line.strip().rstrip(",")
        if not text:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            yield Row(lines.number, None, "cannot be read as JSON. Write one object a line")
            continue
        yield _json_row(lines.number, data)


def _json_values(lines: _Lines) -> Iterator[Row]:
    """An array, or objects that go over several lines; the file is read at once for it."""
    before = lines.number
    text = "".join(chain(lines))
    decoder, between = json.JSONDecoder(), re.compile(r"[\s,]*")
    start = text.index("[") + 1 if text.lstrip().startswith("[") else 0
    line, counted = before + 1, 0
    while True:
        place = between.match(text, start)
        start = place.end() if place else start
        line, counted = line + text.count("\n", counted, start), start
        if start == len(text) or text[start] == "]":
            return
        try:
            data, start = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            yield Row(
                line,
                None,
                "cannot be read as JSON, and so can nothing behind it. Correct this place",
            )
            return
        yield _json_row(line, data)


def _json_row(line: int, data: Any) -> Row:
    if not isinstance(data, dict):
        return Row(line, None, "is not a JSON object")
    named = {column_name(name): value for name, value in data.items()}
    if len(named) < len(data):
        return Row(line, None, "names a field twice")
    return Row(line, named)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
