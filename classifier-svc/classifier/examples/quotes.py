"""Keep the texts of examples out of replies, whose readers did not write them.

The reason is the only free text of a reply. A ticket could ask the model to repeat its examples
there, or to name a person in them.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from classifier.pipeline.prompt import Question
from classifier.pipeline.reply import Verdict

# A word, or a character of a script that writes no blanks between words.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


def without_quotes(verdict: Verdict, question: Question) -> Verdict:
    """Return the verdict, without its reason if that has a word which only examples have.

    Words of the asked text and of the prompt's fixed part reveal nothing about an example.
    """
    if not question.examples or verdict.reason is None:
        return verdict
    of_examples = _words(one.text for one in question.examples)
    elsewhere = _words([question.text, question.instructions])
    revealed = _words([verdict.reason]) & (of_examples - elsewhere)
    return replace(verdict, reason=None) if revealed else verdict


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text.casefold()))
