"""Whether a text is in a language that the local model was trained on."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

# These write words without blanks between them, so words cannot be looked up.
_WITHOUT_BLANKS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR"})
_LETTERS_READ = 400


class Languages:
    """The scripts of the training texts, their words, and the least share of them in a text."""

    def __init__(self, document: Mapping[str, Any], words: Set[str]) -> None:
        """Take `scripts` and `known_words` of an artefact, and the words that have weights."""
        self._scripts = frozenset(document["scripts"])
        self._known_words: float = document["known_words"]
        self._words = words

    def knows(self, text: str, words: Sequence[str]) -> bool:
        """Return whether script and words of a text are known; true for one without letters."""
        scripts = scripts_of(text)
        if not scripts:
            return True
        script, _ = scripts.most_common(1)[0]
        if script not in self._scripts:
            return False
        return script in _WITHOUT_BLANKS or known_share(words, self._words) >= self._known_words


def known_share(words: Sequence[str], known: Set[str]) -> float:
    """Return which share of the different words is known; 1 when there is none."""
    spelled = {word for word in words if not word.isdigit()}
    return len(spelled & known) / len(spelled) if spelled else 1.0


def scripts_of(text: str) -> Counter[str]:
    """Return how many letters are of which script, by the first word of their Unicode names."""
    letters = [letter for letter in text if letter.isalpha()][:_LETTERS_READ]
    return Counter(map(_script, letters))


@lru_cache(4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
