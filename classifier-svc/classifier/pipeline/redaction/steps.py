"""A step of the redaction: a pattern, and a judgement on each of its matches."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Returns where in the text the detail that begins at `start` ends, `end` at most, or None.
Judge = Callable[[str, int, int], int | None]

# Finds what a case-folded text must have.
Need = Callable[[str], object]

_PART = re.compile(r"[^\W_]*[\W_]?")


def any_of(words: str) -> Need:
    """Return what looks for these parts of words: faster than a pattern of many alternatives."""
    parts = words.split()
    return lambda lowered: any(part in lowered for part in parts)


def whole(_text: str, _start: int, end: int) -> int:
    """Take every match."""
    return end


@dataclass(frozen=True)
class Step:
    """Finds details of one kind; `kind` is None for what must stay, whatever it looks like.

    When the pattern has a group `value`, it is the detail. A text in which `needs`, which
    is cheaper, finds nothing is not searched. `judge_of` makes the judge for one text.
    """

    kind: str | None
    pattern: re.Pattern[str]
    judge: Judge = whole
    needs: Need | None = None
    judge_of: Callable[[str], Judge] | None = None

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Find the details; after a refused match, search again from its next part.

        Other digits often surround a number and look like a part of it.
        """
        judge = self.judge_of(text) if self.judge_of else self.judge
        group = "value" if "value" in self.pattern.groupindex else 0
        position = 0
        while match := self.pattern.search(text, position):
            start, end = match.span(group)
            stop = judge(text, start, end)
            if stop is None:
                part = _PART.match(text, start)
                position = max(part.end() if part else 0, match.start() + 1)
            else:
                yield start, stop
                position = max(stop, match.start() + 1)
