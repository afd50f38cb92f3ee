"""The placeholders of prepared answers: `{{requester.name}}`, `{{ticket.id}}`, `{{agent.name}}`.

The server substitutes them in each message when it is sent. A value goes in as text: placeholders
in a requester's name stay as they are.
"""

import re
from collections.abc import Mapping

NAMES = ("requester.name", "ticket.id", "agent.name")
# A name alone: other text in braces, such as `{{ x | upper }}` in quoted code, is no placeholder.
_PLACEHOLDER = re.compile(r"\{\{[ \t]*([\w.-]+)[ \t]*\}\}")
_SHOWN_CHARACTERS = 60


class UnknownPlaceholderError(ValueError):
    """A text has a placeholder of another name; the message says so to a person."""

    def __init__(self, name: str) -> None:
        *most, last = (f"{{{{{known}}}}}" for known in NAMES)
        shown = name if len(name) <= _SHOWN_CHARACTERS else f"{name[:_SHOWN_CHARACTERS]}…"
        super().__init__(
            f"There is no placeholder {{{{{shown}}}}}. Use {', '.join(most)} or {last}"
        )


def check_placeholders(text: str) -> None:
    """Raise UnknownPlaceholderError for the first placeholder that is not one of NAMES."""
    for found in _PLACEHOLDER.finditer(text):
        if found[1] not in NAMES:
            raise UnknownPlaceholderError(found[1])


def fill_placeholders(text: str, values: Mapping[str, str]) -> str:
    """`text` with each placeholder replaced by its value; `values` has all of NAMES."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)
