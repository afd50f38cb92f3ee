"""Features of the local model: words, stems, pieces of words, concepts."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import yaml

# The end of a very long text costs time and rarely changes the result.
CHARACTERS_READ = 4000
STEM = 5
_BEGINNING = 3  # No stem of a concept is shorter.
_CONCEPTS_MAX = 14
_WORDS = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_NOT_DECOMPOSED = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


@dataclass(frozen=True)
class Concepts:
    """The words of `concepts.yaml`, arranged for looking up."""

    says: Mapping[str, str]
    exact: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]
    stem_lengths: Mapping[str, tuple[int, ...]]  # Of the stems that begin so.
    phrases: Mapping[str, tuple[str, ...]]


@cache
def load_concepts() -> Concepts:
    """Read the concepts once."""
    path = Path(__file__).with_name("concepts.yaml")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    exact, stems, phrases = (defaultdict[str, set[str]](set) for _ in range(3))
    for name, concept in raw.items():
        for word in concept["words"].split():
            kind = stems if word.endswith("*") else phrases if "_" in word else exact
            kind[word.rstrip("*").replace("_", " ")].add(name)
    return Concepts(
        says={name: concept["says"] for name, concept in raw.items()},
        exact=_frozen(exact),
        stems=_frozen(stems),
        stem_lengths=_lengths(stems),
        phrases=_frozen(phrases),
    )


def _lengths(stems: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths = defaultdict[str, set[int]](set)
    for stem in stems:
        lengths[stem[:_BEGINNING]].add(len(stem))
    return {beginning: tuple(sorted(found)) for beginning, found in lengths.items()}


def _frozen(words: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(sorted(names)) for word, names in words.items()}


def words_of(text: str) -> list[str]:
    """Return the words in lower case and without accents."""
    text = text[:CHARACTERS_READ].lower()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _WORDS.findall(text)


def concepts_of(words: list[str]) -> set[str]:
    """Return the names of the concepts that the words are about."""
    known = load_concepts()
    exact, stems = known.exact, known.stems
    found: set[str] = set()
    for word in set(words):
        if word in exact:
            found.update(exact[word])
        for length in known.stem_lengths.get(word[:_BEGINNING], ()):
            if (stem := word[:length]) in stems:
                found.update(stems[stem])
    phrases = known.phrases
    for first, second in pairwise(words):
        if (phrase := f"{first} {second}") in phrases:
            found.update(phrases[phrase])
    return found


def features_by_kind(text: str) -> dict[str, set[str]]:
    """Return the features of a text, each once however often it occurs, by their kind.

    `w` are words, `t` their stems, `g` pieces from the middle of longer words, `b` two words in a
    row, `c` concepts, `p` pairs of those, `s` signs.
    """
    words = words_of(text)
    spelled = {word for word in words if not word.isdigit()}
    longer = [word for word in spelled if len(word) > STEM]
    concepts = sorted(concepts_of(words))[:_CONCEPTS_MAX]
    return {
        "w": spelled,
        "t": {word[:STEM] for word in longer},
        "g": {word[start : start + 4] for word in longer for start in range(1, len(word) - 3)},
        "b": {
            f"{first} {second}"
            for first, second in pairwise(words)
            if first in spelled and second in spelled
        },
        "c": set(concepts),
        "p": {f"{first}+{second}" for first, second in combinations(concepts, 2)},
        "s": set(_signs(text)),
    }


def features_of(text: str) -> set[str]:
    """Return the same with their kinds in front, as the file of weights names them."""
    return {f"{kind}:{name}" for kind, names in features_by_kind(text).items() for name in names}


def _signs(text: str) -> Iterator[str]:
    if "?" in text:
        yield "?"
    if any(int(digits[:9]) >= 20 and digits not in _CODES for digits in _DIGITS.findall(text)):
        yield "number"


# Status codes and years are not amounts or numbers of people.
_CODES = frozenset({"429", "500", "502", "503", "504", "2024", "2025", "2026"})
