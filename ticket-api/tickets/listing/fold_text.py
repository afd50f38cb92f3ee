"""The SQL function that folds texts, made from the tables of folding.py."""

import unicodedata
from collections.abc import Iterable

from tickets.listing.folding import ACUTE, LETTERS, REMOVED
from tickets.sql import read_sql

# First and last letter of the frequent alphabets; all other letters come last, in one table.
_ALPHABETS = (("\x80", "\u024f"), ("\u0391", "\u03a9"), ("\u0400", "\u042f"), ("\u0531", "\u0556"))
_BLANKS = "\t-\r\x1c-\x1f\x85\u1680\u2028\u2029"


def fold_text_sql(schema: str) -> str:
    """The statement that creates `fold_text(text)` in `schema`, whose name is quoted already."""
    single = {letter: becomes for letter, becomes in LETTERS.items() if len(becomes) == 1}
    longer = {letter: becomes for letter, becomes in LETTERS.items() if len(becomes) > 1}
    return read_sql(
        "fold_text.sql",
        schema=schema,
        acute=_literal(ACUTE),
        removed=f"'[{_pattern(REMOVED)}]+'",
        blanks=_pattern(_BLANKS),
        capitals=_pairs((letters, letters.lower()) for letters in _capitals()),
        special=_literal(f"[{_pattern(''.join(LETTERS))}]"),
        letters=_literal("".join(single)),
        becomes=_literal("".join(single.values())),
        pairs=_pairs(longer.items()),
    )


def _capitals() -> list[str]:
    """Capitals beyond ASCII that NFKD leaves as they are, by alphabet."""
    found = [
        letter
        for letter in map(chr, range(0x80, 0x110000))
        if letter != letter.lower() and unicodedata.is_normalized("NFKD", letter)
    ]
    groups = ["".join(c for c in found if first <= c <= last) for first, last in _ALPHABETS]
    return [*groups, "".join(c for c in found if c not in "".join(groups))]


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """An array of arrays of two texts."""
    rows = (f"[{_literal(one)}, {_literal(other)}]" for one, other in pairs)
    return f"ARRAY[{', '.join(rows)}]"


def _literal(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def _pattern(letters: str) -> str:
    """`letters` of a bracket expression, of which PostgreSQL can read every one."""
    return "".join(c if c.isascii() and c.isprintable() else f"\\U{ord(c):08x}" for c in letters)
