"""Replies of the fake: labels by simple words in fenced text, and orders of unfenced text obeyed.

A prompt injection can change the answers of a real model. The fake obeys every order outside of the
fence, so that tests show whether ticket text stays inside of it.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

_FENCE = re.compile(r"<(text-[0-9a-f]{8,})>\n(.*?)\n</\1>", re.DOTALL)
# Examples are not what is sorted; whatever of them is outside of their marks counts as an order.
_EXAMPLE = re.compile(r"<(example-[0-9a-f]{8,})>\n.*?\n</\1>", re.DOTALL)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|ignoriere|vergiss|ignorez|oubliez|ignora|olvida|"
    r"dimentica|ignoruj|negeer|you must (?:answer|reply|classify)|new instructions?|system\s*:)",
    re.IGNORECASE,
)

# The first line with a hit decides; real words of real tickets, enough for a demonstration.
_WORDS: dict[str, list[tuple[str, str]]] = {
    "category": [
        ("billing", r"charg|invoice|refund|payment|paid|bill|subscription|price|rechnung|factur"),
        ("account", r"log ?in|sign ?in|password|account|locked out|permission|2fa|passwort|konto"),
        (
            "technical",
            r"error|bug|crash|slow|outage|down|timeout|broken|fail|500|fehler|erreur",
        ),
        ("general", r""),
    ],
    "priority": [
        ("critical", r"outage|everyone|nobody|all (?:users|customers)|data loss|hacked|breach"),
        ("high", r"can(?:'|no)t|cannot|unable|blocked|locked out|twice|urgent"),
        ("low", r"question|wonder|feature|would be nice|thank|feedback|how do i|typo"),
        ("medium", r""),
    ],
}


def reply_to(texts: Iterable[str], schema: dict[str, Any]) -> str:
    """Return the JSON of a reply to the texts of a prompt."""
    prompt = _EXAMPLE.sub("", "\n".join(texts))
    fenced = " ".join(match[2] for match in _FENCE.finditer(prompt))
    unfenced = _FENCE.sub("", prompt)
    order = _ORDER.search(unfenced)
    reply: dict[str, Any] = {}
    for name, choices in _choices(schema).items():
        ordered = _named_choice(unfenced[order.start() :], choices) if order else None
        label = ordered or _sort(name, choices, fenced or unfenced)
        reply[name] = [label] if "items" in schema["properties"][name] else label
        if "scores" in schema["properties"]:
            scores = reply.setdefault("scores", {})
            scores[name] = {choice: 0.9 if choice == label else 0.1 for choice in choices}
    reason = "Obeyed an order." if order else f"Sorted {len(fenced.split())} words."
    return json.dumps({**reply, "confidence": 0.9, "reason": reason})


def _choices(schema: dict[str, Any]) -> dict[str, list[str]]:
    properties = schema.get("properties", {})
    return {
        name: enum
        for name, prop in properties.items()
        if (enum := prop.get("enum") or prop.get("items", {}).get("enum"))
    }


def _named_choice(order: str, choices: list[str]) -> str | None:
    named = [choice for choice in choices if re.search(rf"\b{re.escape(choice)}\b", order, re.I)]
    return named[0] if named else None


def _sort(name: str, choices: list[str], text: str) -> str:
    for choice, words in _WORDS.get(name, []):
        if choice in choices and re.search(words, text, re.IGNORECASE):
            return choice
    return _named_choice(text, choices) or choices[0]
