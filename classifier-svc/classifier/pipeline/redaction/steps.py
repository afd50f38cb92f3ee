"""A step of the redaction: a pattern, and a judgement on each of its matches."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Returns where in the text the detail that begins at `start` ends, `end` at most, or None.
Judge = Callable[[str, int, int], int | None]

_PART = re.compile(r"[^\W_]*[\W_]?")


def whole(_text: str, _start: int, end: int) -> int:
    """Take every match."""
    return end


@dataclass(frozen=True)
class Step:
    """Finds details of one kind; `kind` is None for what must stay, whatever it looks like.

    When the pattern has a group `value`, it is the detail. A text without `needs`, a cheaper
    pattern on the case-folded text, is not searched. `judge_of` makes the judge for one text.
    """

    kind: str | None
    pattern: re.Pattern[str]
    judge: Judge = whole
    needs: re.Pattern[str] | None = None
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
