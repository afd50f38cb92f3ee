"""Replace personal details and secrets by placeholders before a text goes to a provider.

Replaced are e-mail addresses, phone numbers, card numbers (Luhn), IBANs (ISO 7064), IP
addresses, and what looks like a password, a token or a key. The placeholder names the kind, so that
"my card [card number] was charged" remains classifiable. Names, postal addresses, national
identity numbers and bank accounts without an IBAN have no form to be found by: they stay.

evaluation/README.md tells how well.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from classifier.pipeline.redaction import addresses, keys, named_secrets, numbers, phones
from classifier.pipeline.redaction.steps import Step
from classifier.pipeline.redaction.unfolded import Unfolded

__all__ = ["Redaction", "redact"]

# In this order, because a part of a longer detail may look like a shorter one.
_STEPS: tuple[Step, ...] = (
    *keys.FIRST,
    *named_secrets.STEPS,
    *addresses.EMAILS,
    *numbers.STEPS,
    *addresses.IPS,
    *phones.STEPS,
    *keys.LAST,
)

_NEEDS = {step.needs for step in _STEPS if step.needs}


@dataclass(frozen=True)
class Redaction:
    """The redacted text, and the number of replacements by kind."""

    text: str
    counts: Mapping[str, int]


def redact(text: str) -> Redaction:
    """Replace personal details and secrets.

    A usual ticket takes less than a millisecond. The time grows with the length of the text alone.
    """
    view = Unfolded(text)
    lowered = view.text.casefold()
    lacks = {needs for needs in _NEEDS if not needs(lowered)}
    found: list[tuple[int, int, str]] = []
    for step in _STEPS:
        if step.needs not in lacks:
            found += _found(view, step)
    if not found:
        return Redaction(text, {})
    return Redaction(_replaced(text, view, sorted(found)), Counter(kind for _, _, kind in found))


def _found(view: Unfolded, step: Step) -> Iterator[tuple[int, int, str]]:
    spans = list(step.find(view.text))
    view.cover(spans, step.kind)
    for start, end in spans:
        if step.kind:
            yield start, end, step.kind


def _replaced(text: str, view: Unfolded, found: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, kind in found:
        first, last = view.original(start, end)
        pieces += [text[done:first], f"[{kind}]"]
        done = last
    return "".join([*pieces, text[done:]])
