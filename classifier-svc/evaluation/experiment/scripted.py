"""A scripted model that answers from the prompt alone. It is no language model.

It gives the answer of the weights that ship, unless the examples that it finds in the prompt vote
for another one. An example's vote is a little, and the share of the text's words that it has.
"""

import json
import re
from collections import defaultdict

from classifier.local_model.model import LocalModel
from classifier.pipeline.prompt import Question
from classifier.providers import ProviderReply

_TEXT = re.compile(r"<(text-[0-9a-f]{16})>\n(.*)\n</\1>$", re.DOTALL)
_EXAMPLE = re.compile(r"<(example-[0-9a-f]{16})>\n(.*?)\n</\1>\nChoices: ([^\n]*)\n", re.DOTALL)
_WORD = re.compile(r"\w+")
_STEM = 5
OWN_VOTE, LEAST_VOTE = 0.2, 0.05
"""The vote of its own answer, and what every example has at least."""


class ScriptedModel:
    """A provider in this process that is asked as a remote one is."""

    name = "scripted"
    model = "scripted"
    remote = True
    problem: str | None = None

    def __init__(self, own: LocalModel) -> None:
        """Take the model whose answer it gives where no example outvotes it."""
        self._own = own

    async def ask(self, question: Question, timeout: float) -> ProviderReply:  # noqa: ARG002
        """Answer from what is between the marks of the prompt."""
        return ProviderReply(json.dumps(self.answer(question.fenced)))

    def answer(self, prompt: str) -> dict[str, object]:
        """Return labels for the text of a prompt."""
        marked = _TEXT.search(prompt)
        text = marked[2] if marked else ""
        votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for name, label in self._own.predict(text).labels.items():
            votes[name][str(label)] += OWN_VOTE
        for _, example, labels in _EXAMPLE.findall(prompt):
            for name, label in json.loads(labels).items():
                votes[name][label] += LEAST_VOTE + _shared(text, example)
        return {name: max(sums, key=sums.__getitem__) for name, sums in votes.items()}

    async def close(self) -> None:
        """Do nothing: there are no connections."""


def _shared(text: str, example: str) -> float:
    """Return the share of the text's words, by their first letters, that the example has."""
    words = _words(text)
    return len(words & _words(example)) / max(len(words), 1)


def _words(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}
