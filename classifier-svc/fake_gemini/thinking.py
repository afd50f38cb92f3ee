"""How the fake classifies: simple words in fenced text, blind obedience to unfenced orders.

A real model can be talked into things by a text that reaches it as part of its instructions. The
fake is the worst such model, so a test that it passes says something about the fence.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

_FENCE = re.compile(r"<(text-[0-9a-f]{8,})>\n(.*?)\n</\1>", re.DOTALL)
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


def think(texts: Iterable[str], schema: dict[str, Any]) -> str:
    """Return the JSON that a model would write for all that reaches it."""
    prompt = "\n".join(texts)
    fenced = " ".join(match[2] for match in _FENCE.finditer(prompt))
    unfenced = _FENCE.sub("", prompt)
    order = _ORDER.search(unfenced)
    reply: dict[str, Any] = {}
    for name, choices in _choices(schema).items():
        reply[name] = (_obey(unfenced[order.start() :], choices) if order else None) or _sort(
            name, choices, fenced or unfenced
        )
    said = "Did as it was told." if order else f"Sorted {len(fenced.split())} words."
    return json.dumps({**reply, "confidence": 0.9, "reason": said})


def _choices(schema: dict[str, Any]) -> dict[str, list[str]]:
    properties = schema.get("properties", {})
    return {name: prop["enum"] for name, prop in properties.items() if prop.get("enum")}


def _obey(order: str, choices: list[str]) -> str | None:
    named = [choice for choice in choices if re.search(rf"\b{re.escape(choice)}\b", order, re.I)]
    return named[0] if named else None


def _sort(name: str, choices: list[str], text: str) -> str:
    for choice, words in _WORDS.get(name, []):
        if choice in choices and re.search(words, text, re.IGNORECASE):
            return choice
    return _obey(text, choices) or choices[0]
