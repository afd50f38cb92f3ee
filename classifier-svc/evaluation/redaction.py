"""`python -m evaluation.redaction`: score the redaction on its set of texts, as a table.

A deterministic half of the set is for looking at (`--failures` prints what fails there). The other
half stays unseen, so that its figures are an estimate for texts that the rules were not made for.
"""

import argparse
import re
import time
import tracemalloc
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

from classifier.pipeline.redaction import redact

SET = Path(__file__).parents[1] / "tests" / "pipeline" / "redaction_set.yaml"
_PLACEHOLDER = re.compile(r"\[[A-Za-z ]{3,20}\]")
_NUMBERS = {"phone", "card", "iban"}
_RUN = 6  # So many digits of a number in a row give it away.
_SHORT = 7  # A value below this length leaks as a whole only: its halves are in any text.


@dataclass(frozen=True)
class Item:
    """A text, its personal values as (kind, value), and the parts that must stay."""

    language: str
    text: str
    personal: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]

    @property
    def looked_at(self) -> bool:
        """Whether it is in the half that the rules may be made from."""
        return sha256(self.text.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Scored:
    """An item, its redacted text, the values that leaked, and the parts that were damaged."""

    item: Item
    redacted: str
    leaks: tuple[tuple[str, str], ...]
    damages: tuple[str, ...]


def load_set() -> list[Item]:
    """Read the set of texts."""
    return [
        Item(
            entry["language"],
            entry["text"],
            tuple((found["kind"], str(found["value"])) for found in entry["personal"]),
            tuple(str(kept) for kept in entry["kept"]),
        )
        for entry in yaml.safe_load(SET.read_text(encoding="utf-8"))
    ]


def score(item: Item) -> Scored:
    """Redact the text of an item and compare."""
    redacted = redact(item.text).text
    leaks = tuple(value for value in item.personal if leaks_in(redacted, *value))
    damages = tuple(part for part in item.kept if part not in redacted)
    if not item.personal and redacted != item.text and not damages:
        damages = (item.text,)
    return Scored(item, redacted, leaks, damages)


def leaks_in(redacted: str, kind: str, value: str) -> bool:
    """Return whether the value, or enough of it to be of use, is in the redacted text.

    Enough are six digits in a row of a number, and half of the characters of anything else.
    """
    pieces = _PLACEHOLDER.split(redacted)
    if kind in _NUMBERS:
        digits = _digits(value)
        runs = {digits[start : start + _RUN] for start in range(len(digits) - _RUN + 1)}
        joined = [_joined_digits(piece) for piece in pieces]
        return any(run in piece for run in runs for piece in joined)
    if len(value) < _SHORT:
        whole = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")
        return any(whole.search(piece) for piece in pieces)
    half = (len(value) + 1) // 2
    parts = {value[start : start + half] for start in range(len(value) - half + 1)}
    return any(part in piece for part in parts for piece in pieces)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, "")) for character in text)


def _joined_digits(piece: str) -> str:
    """Return the digits of a piece, with a blank where more than separators is between them."""
    return re.sub(r"(?<=\d)[^\w]{0,3}(?=\d)", "", _plain_digits(piece))


def _plain_digits(piece: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in piece)


def table(scored: Sequence[Scored]) -> list[str]:
    """Return the rows: for each kind how many values leak, and how many texts are damaged."""
    halves = {
        "looked at": [one for one in scored if one.item.looked_at],
        "unseen": [one for one in scored if not one.item.looked_at],
        "both": list(scored),
    }
    rows = [f"| | {' | '.join(halves)} |", "| --- |" + " --- |" * len(halves)]
    for kind in sorted({kind for one in scored for kind, _ in one.item.personal}):
        shares = [_share(*leaks(half, kind)) for half in halves.values()]
        rows.append(f"| leaks: {kind.replace('_', ' ')} | {' | '.join(shares)} |")
    for title, count in (("**leaks**", leaks), ("**damaged texts**", damaged)):
        shares = [_share(*count(half)) for half in halves.values()]
        rows.append(f"| {title} | {' | '.join(shares)} |")
    shares = [_share(*damaged(without_personal(half))) for half in halves.values()]
    rows.append(f"| of the texts with nothing personal | {' | '.join(shares)} |")
    return rows


def leaks(scored: Iterable[Scored], kind: str | None = None) -> tuple[int, int]:
    """Return how many values leak, and of how many."""
    rows = list(scored)
    count = Counter(found for one in rows for found, _ in one.item.personal)
    leaked = Counter(found for one in rows for found, _ in one.leaks)
    return (leaked[kind], count[kind]) if kind else (leaked.total(), count.total())


def damaged(scored: Iterable[Scored]) -> tuple[int, int]:
    """Return how many texts are damaged, and of how many."""
    rows = list(scored)
    return sum(bool(one.damages) for one in rows), len(rows)


def without_personal(scored: Iterable[Scored]) -> list[Scored]:
    """Return those whose whole text must stay."""
    return [one for one in scored if not one.item.personal]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "-"


def costs(texts: Sequence[str]) -> str:
    """Return the mean time of a text (ms) and the memory that the rules hold once all have been."""
    tracemalloc.start()
    for text in texts:
        redact(text)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    started = time.process_time()
    for text in texts:
        redact(text)
    spent = time.process_time() - started
    return f"{spent / len(texts) * 1000:.2f} ms a text, {held / 1e6:.1f} MB once all kinds were met"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="of the half for looking at")
    arguments = parser.parse_args()
    scored = [score(item) for item in load_set()]
    print("\n".join(table(scored)))
    print(f"\n{costs([one.item.text for one in scored])}")
    if arguments.failures:
        for one in scored:
            if one.item.looked_at and (one.leaks or one.damages):
                print(f"\n{one.item.text.strip()}\n-> {one.redacted.strip()}")
                print(f"   leaks {one.leaks} damages {one.damages}")


if __name__ == "__main__":
    main()
