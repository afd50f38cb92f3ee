"""What the local model looks at: words, their stems and pieces, and what they are about."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import yaml

# The last words of a very long text add time and seldom anything else.
CHARACTERS_READ = 4000
STEM = 5
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
    stem_lengths: tuple[int, ...]
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
        stem_lengths=tuple(sorted({len(stem) for stem in stems})),
        phrases=_frozen(phrases),
    )


def _frozen(words: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(sorted(names)) for word, names in words.items()}


def words_of(text: str) -> list[str]:
    """Return the words in lower case and without accents."""
    text = text[:CHARACTERS_READ].lower().translate(_NOT_DECOMPOSED)
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _WORDS.findall(text)


def concepts_of(words: list[str]) -> set[str]:
    """Return the names of the concepts that the words are about."""
    known = load_concepts()
    found: set[str] = set()
    for word in set(words):
        found.update(known.exact.get(word, ()))
        for length in known.stem_lengths:
            if length > len(word):
                break
            found.update(known.stems.get(word[:length], ()))
    for first, second in pairwise(words):
        found.update(known.phrases.get(f"{first} {second}", ()))
    return found


def features_of(text: str) -> set[str]:
    """Return the features of a text, each once however often it occurs."""
    words = words_of(text)
    features: set[str] = set()
    for word in set(words):
        if not word.isdigit():
            features.update(_of_word(word))
    for first, second in pairwise(words):
        if not (first.isdigit() or second.isdigit()):
            features.add(f"b:{first} {second}")
    found = sorted(concepts_of(words))[:_CONCEPTS_MAX]
    features.update([f"c:{name}" for name in found])
    features.update([f"p:{first}+{second}" for first, second in combinations(found, 2)])
    if "?" in text:
        features.add("s:?")
    if any(int(digits[:9]) >= 20 and digits not in _CODES for digits in _DIGITS.findall(text)):
        features.add("s:number")
    return features


def _of_word(word: str) -> list[str]:
    """Return the word, its stem and, of a longer one, what stands in its middle."""
    if len(word) <= STEM:
        return [f"w:{word}"]
    pieces = [f"g:{word[start : start + 4]}" for start in range(1, len(word) - 3)]
    return [f"w:{word}", f"t:{word[:STEM]}", *pieces]


# Status codes are no amounts and no numbers of people.
_CODES = frozenset({"429", "500", "502", "503", "504", "2024", "2025", "2026"})
