"""Folded text, which the search compares, and the words and phrases of a search.

Two spellings that a reader takes for one have one folded text: `Büro`, `BÜRO` and `buro`. The
database folds the tickets (sql/fold_text.sql), this module the words asked for, and the portal what
it marks (frontend/src/ui/folding.js). contracts/folding.json holds the three together.
"""

import re
import unicodedata

# What shows nothing (contracts/invisible.json) and is no blank, and the accents.
REMOVED = (
    "\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffc"
    "\U00013430-\U0001343f\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
# Used as an apostrophe; NFKD would make it a blank with an accent.
ACUTE = "\xb4"
# Blanks, hyphens, apostrophes, and letters that are no base letter with an accent to Unicode.
LETTERS = {
    "\u2800": " ",
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u055a\u05f3\ua78c", "'"),
    "⁄": "/",
    "ß": "ss",
    "ς": "σ",
    "ı": "i",
    "ȷ": "j",
    "ø": "o",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŋ": "n",
    "ŧ": "t",
    "ƀ": "b",
    "ǥ": "g",
    "ɨ": "i",
    "ƶ": "z",
}
# Any of them opens a phrase, and any of them ends it.
QUOTES = '"\u201c\u201d\u201e\u201f\xab\xbb\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff62\uff63'

_REMOVED = re.compile(f"[{REMOVED}]+")
_LETTERS = str.maketrans(LETTERS)
_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_QUOTE = re.compile(f"[{QUOTES}]")
# Between letters the same signs are apostrophes.
_LETTER = r"[^\W_]"
_SINGLE_QUOTED = re.compile(
    rf"(?<!{_LETTER})[\u2018\u201a\u201b](.+?)[\u2018\u2019](?!{_LETTER})", re.DOTALL
)
_SINGLE_QUOTE = re.compile(rf"(?<!{_LETTER})[\u2018-\u201b]|[\u2018-\u201b](?!{_LETTER})")
_NUMBER = re.compile(r"#?([1-9][0-9]{0,17})")


def fold(text: str) -> str:
    """`text` as it is compared: without case, accents, invisible characters and line ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace(ACUTE, "'"))
    text = _REMOVED.sub("", text).lower()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_LETTERS)
    return " ".join(text.split())


def search_words(search: str) -> list[str]:
    """The folded words and quoted phrases of `search`, each of which must occur."""
    found = []
    # An odd part was between two quotes.
    for nth, part in enumerate(_QUOTED.split(_SINGLE_QUOTED.sub(r'"\1"', search))):
        if nth % 2:
            found.append(fold(part))
        else:
            found += fold(_SINGLE_QUOTE.sub("", _QUOTE.sub(" ", part))).split(" ")
    return [word for word in dict.fromkeys(found) if word]


def ticket_number(search: str) -> int | None:
    """The id that `1500` or `#1500` names; None for any other search."""
    match = None if _QUOTE.search(search) else _NUMBER.fullmatch(fold(search))
    return int(match[1]) if match else None


def is_empty(search: str) -> bool:
    """Whether `search` has blanks and quotes alone, so that it asks for nothing."""
    return not _QUOTE.sub("", search).strip()
