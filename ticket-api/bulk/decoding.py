"""Lines of text from the bytes of an import file, whatever program wrote it."""

import codecs
import io
import re
from collections.abc import Iterable, Iterator

# Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FORMATS = {
    b"PK\x03\x04": "a workbook (.xlsx, .ods) or a ZIP archive. Open a workbook and save it as “CSV "
    "UTF-8”; unpack an archive. Import what comes out.",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls). Open it, save it as “CSV UTF-8”, and "
    "import that file.",
    b"\x1f\x8b": "compressed. Unpack it with gunzip, and import what comes out.",
    b"%PDF": "a PDF. Export the tickets as CSV or as JSON Lines.",
    b"{\\rtf": "RTF. Save it as plain text (CSV).",
    b"<": "HTML or XML. Export the tickets as CSV or as JSON Lines.",
}
# What Western European texts contain beside ASCII. In a text that was written in another encoding,
# Windows-1252 shows other characters.
_WESTERN = re.compile(
    "[\x00-\x7fäöüÄÖÜßàáâãåæçèéêëìíîïñòóôõøùúûýÿœŒÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛ"
    "…–—„“”‚‘’‹›«»€£¥§°ºª·•†‡™©®±µ¶´¨¿¡²³¹¼½¾×÷¬\xa0\xad]*"
)
# A quotation mark or a sign inside a word is a letter in the encodings of DOS and of Central
# Europe; a word of marked letters alone, or of many of them, is Cyrillic, Greek or Chinese. The
# last line has what Czech, Hungarian and Romanian letters look like (ě ů ő ă ř) where no language
# of Western Europe has those.
_UNLIKELY = re.compile(
    r"[a-zà-ÿ][„“”‚‹›•†‡¿¡¹³£¥¼½¾¶±¬ªº][a-zà-ÿ]|[à-ÿ]{4}|\b(?!(.)\1\b)[à-ÿ]{2,}\b"
    r"|[ìù][a-zà-ÿ]|õ(?!e)|ã(?![oesi])[a-zà-ÿ]|ø[áéíúý]|[áéíúý]ø|pø[ei]",
    re.IGNORECASE,
)

BAD_BYTES = re.compile("[\udc80-\udcff]")
"""What a byte becomes that the file's encoding does not have; no ticket may contain it."""


class UnknownFormatError(Exception):
    """The file cannot be read; the message says why and what to do."""


class TextLines:
    """Iterates over the lines of `chunks`, each with `\\n` at its end.

    All three line ends count: `\\r\\n`, `\\n`, and the `\\r` of older Mac programs. The encoding is
    that of the byte order mark; without one UTF-8, or Windows-1252 where the first line that is not
    ASCII is not UTF-8. A file that is neither raises UnknownFormatError.
    """

    def __init__(self, chunks: Iterable[bytes], encoding: str | None = None) -> None:
        """`encoding` is what the caller knows of the file; None to recognise it."""
        self.encoding = encoding
        self.is_guessed = False  # Whether `encoding` is more than the file itself says.
        self._chunks = iter(chunks)

    def __iter__(self) -> Iterator[str]:
        """Every line once."""
        head = self._head()
        for magic, what in _OTHER_FORMATS.items():
            if head.lstrip().startswith(magic):
                raise UnknownFormatError(f"The file is {what}")
        marked = next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), None)
        if marked:
            head, self.encoding = head[len(marked[0]) :], marked[1]
        self.encoding = self.encoding or _wide_encoding(head)
        if self.encoding is None:
            # One character for each byte, until the lines say what the bytes mean.
            lines = _split(self._decode(head, "latin-1"))
            yield from (self._recognise(number, line) for number, line in enumerate(lines, 1))
        else:
            yield from _split(self._decode(head, self.encoding))

    def check(self) -> None:
        """Read until the encoding is certain, to raise UnknownFormatError before a row is used."""
        for _line in self:
            if self.encoding and not self.is_guessed:
                return

    def _head(self) -> bytes:
        """The first bytes, enough to recognise a format by."""
        head = b""
        for chunk in self._chunks:
            head += chunk
            if len(head) >= 64:
                break
        return head

    def _decode(self, head: bytes, encoding: str) -> Iterator[str]:
        wide = encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32", "utf16"))
        decoder = codecs.getincrementaldecoder(encoding)("strict" if wide else "surrogateescape")
        try:
            yield decoder.decode(head)
            for chunk in self._chunks:
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise UnknownFormatError(
                f"The file is {encoding.upper()} and has a place that is not, perhaps because its "
                "end is missing. Export it anew, or save it as UTF-8."
            ) from error

    def _recognise(self, number: int, line: str) -> str:
        if line.isascii():
            return line
        data = line.encode("latin-1")
        if self.encoding is None:
            self.encoding = "utf-8" if _is_utf8(data) else "cp1252"
            self.is_guessed = self.encoding == "cp1252"
        text = data.decode(self.encoding, "surrogateescape")
        if self.is_guessed and not _looks_western(text):
            raise UnknownFormatError(
                f"line {number}: the file is not UTF-8, and its letters are not those of "
                "Windows-1252. Save it as UTF-8, or name its encoding: --encoding, for example "
                "cp1251, mac_roman or cp1252. Rows that were imported already are left out then."
            )
        return text


def known_encoding(name: str) -> str:
    """`name` as Python calls it; UnknownFormatError for one that it does not know."""
    try:
        info = codecs.lookup(name)
        b"a".decode(info.name, "ignore")  # Refuses codecs that are not of text.
    except LookupError as error:
        raise UnknownFormatError(
            f"--encoding {name} is not known. Try utf-8, cp1252, cp1251, mac_roman or utf-16."
        ) from error
    return info.name


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: ASCII letters have a byte beside one or three that are 0."""
    start = head[:64]
    if len(start) > 8 and all(start[0::4]) and not any(start[2::4] + start[3::4]):
        return "utf-32-le"
    if len(start) > 8 and all(start[3::4]) and not any(start[0::4] + start[1::4]):
        return "utf-32-be"
    pairs = len(start) // 2
    if pairs > 3 and start[1::2].count(0) > pairs / 2 > start[0::2].count(0) * 4:
        return "utf-16-le"
    if pairs > 3 and start[0::2].count(0) > pairs / 2 > start[1::2].count(0) * 4:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _looks_western(text: str) -> bool:
    return bool(_WESTERN.fullmatch(text)) and not _UNLIKELY.search(text)


def _split(pieces: Iterator[str]) -> Iterator[str]:
    newlines = io.IncrementalNewlineDecoder(None, translate=True)
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + newlines.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in lines)
    rest += newlines.decode("", final=True)
    if rest:
        yield rest if rest.endswith("\n") else f"{rest}\n"
