"""A text in which details have one form, whatever characters they are written with."""

import re
import unicodedata
from collections.abc import Sequence

# Takes the place of what was found, so that no later step finds a part of it.
COVERED = "\ue000"
COVERED_PHONE = "\ue001"
# Invisible: joiners, marks of direction (phones put them around copied numbers), soft hyphens.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONG_SOUND = re.compile(r"(?<=\d)\u30fc(?=\d)")
# Of scripts that write words without blanks between them: a number follows such a letter directly.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
UNSPACED = f"[{_UNSPACED}]"
# A letter or digit that a detail is a part of, when it is directly beside it.
WORD = rf"[^\W_{_UNSPACED}]"


class Unfolded:
    """The text with plain digits, blanks, hyphens and Latin letters, and nothing invisible."""

    def __init__(self, text: str) -> None:
        """Fold the text."""
        self._positions: Sequence[int] | None = None
        if not text.isascii():
            if _INVISIBLE.search(text):
                self._positions = [
                    place for place, character in enumerate(text) if not _INVISIBLE.match(character)
                ]
                text = _INVISIBLE.sub("", text)
            text = text.translate({ord(character): _folded(character) for character in set(text)})
            text = _LONG_SOUND.sub("-", text)
        self.text = text

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the positions in the original text of a span that is not empty."""
        if self._positions is None:
            return start, end
        return self._positions[start], self._positions[end - 1] + 1

    def cover(self, spans: Sequence[tuple[int, int]], kind: str | None) -> None:
        """Make the spans unfindable."""
        if spans:
            sign = COVERED_PHONE if kind == "phone number" else COVERED
            self.text = _covered(self.text, spans, sign)


def _covered(text: str, spans: Sequence[tuple[int, int]], sign: str) -> str:
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += [text[done:start], sign * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])


def _folded(character: str) -> str:
    """Return one character for one."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    if category == "Co":
        return "\u3002"  # So that no text has the signs of what was found.
    if character in "\u0130\u0131":
        return "i"  # Both Turkish i.
    if character in "\u00b7\u2022\u30fb":
        return "."  # Between groups of digits.
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if len(compatible) == 1 and not compatible.isdigit() else character
