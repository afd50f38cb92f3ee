"""Compare a text with the one that a suggestion was made for, without storing that text.

A suggestion is kept for a text in which typing was corrected, and for no other. The token carries a
sketch of its text: an odd sketch (Mitzenmacher, Pagh and Pham, "Efficient estimation for high
similarities using odd sketches", 2014) of the runs of three letters in it, 1024 bits. Each run
flips a bit, so two sketches differ by about the runs that occur in only one of the texts, however
long both are; now and then two runs meet in one bit, and a change looks smaller by two. The hash
has a key of this installation: a sketch is useless to anyone else.

The measure counts letters and knows no meaning: "can't" made "can" is a correction to it, a word of
five letters for another is at its limit, and so is a short word more in some hundred letters.
"""

from __future__ import annotations

import hashlib
import math
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

BITS = 1024

RUNS_OF_ONE_CORRECTION = 8
"""Two letters that change places are four runs fewer and four more; other slips change fewer."""

SHARE_OF_RUNS = 0.05
LETTERS = 2
SHARE_OF_LETTERS = 0.01
"""A correction replaces: what makes a text longer or shorter by more than this was written anew."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A summary of a text that does not contain its words."""

    bits: int
    runs: int  # Different runs of three letters.
    letters: int  # Letters, digits, and the single spaces between words.

    def encode(self) -> str:
        """The sketch as written into a token, about 180 characters."""
        packed = b64encode(self.bits.to_bytes(BITS // 8, "big")).decode()
        return f"{self.runs}.{self.letters}.{packed}"

    @classmethod
    def decode(cls, word: str) -> Sketch:
        """The sketch that `encode` wrote into a token."""
        runs, letters, packed = word.split(".")
        return cls(int.from_bytes(b64decode(packed), "big"), int(runs), int(letters))


def sketch(text: str) -> Sketch:
    """The sketch of `text`; capitals, punctuation and white space make no difference."""
    words = " ".join(_WORD.findall(text.casefold()))
    padded = f" {words} "
    runs = {padded[start : start + 3] for start in range(len(padded) - 2)}
    key = salted_hmac("suggestions.likeness", b"").digest()
    bits = 0
    for run in runs:
        hashed = hashlib.blake2b(run.encode("utf-8", "surrogatepass"), key=key, digest_size=8)
        bits ^= 1 << (int.from_bytes(hashed.digest(), "big") % BITS)
    return Sketch(bits, len(runs), len(words))


def is_a_correction(before: Sketch, after: Sketch) -> bool:
    """Whether `after` is `before` with nothing but typing corrected."""
    # In a few words one correction is much: never more than a third of them may change.
    least = min(RUNS_OF_ONE_CORRECTION, before.runs / 3)
    may_change = max(least, SHARE_OF_RUNS * before.runs)
    may_grow = max(LETTERS, SHARE_OF_LETTERS * before.letters)
    grown = abs(after.letters - before.letters)
    return before.runs > 0 and grown <= may_grow and _changed_runs(before, after) <= may_change


def _changed_runs(before: Sketch, after: Sketch) -> float:
    """How many runs only one of the texts has, by the estimate of the paper above, §3."""
    share = (before.bits ^ after.bits).bit_count() / BITS
    if share >= 0.5:
        return math.inf
    if share == 0:
        return 0.0
    # Rounded, because runs are counted: eight flipped bits mean eight runs and not 8.06.
    return round(-BITS / 2 * math.log(1 - 2 * share))
