"""The scenarios and their notation.

A scenario is a name (`"good"`), a name with its number (`"slow:3"`), or an object
(`{"name": "reply", "text": "{}"}`). The number is seconds, or for `rate_limited` Retry-After.
"""

from dataclasses import dataclass
from typing import Any

# name: description and default number.
SCENARIOS: dict[str, tuple[str, float]] = {
    "good": ("classifies the fenced text by simple words", 0),
    "slow": ("as good, after so many seconds", 20),
    "drip": ("as good, one byte every so many seconds", 0.2),
    "hang": ("accepts the call and never answers", 0),
    "reset": ("resets the connection", 0),
    "reply": ("answers with the scenario's own `text`", 0),
    "fenced": ("as good, inside a fenced block", 0),
    "not_json": ("answers with a sentence", 0),
    "wrong_choice": ("answers with a choice that is not allowed", 0),
    "blocked": ("blocks the answer for safety", 0),
    "blocked_prompt": ("blocks the prompt, so that there is no candidate", 0),
    "html": ("answers 200 with a page instead of JSON", 0),
    "bad_key": ("answers 400, the key is not valid", 0),
    "forbidden": ("answers 403", 0),
    "not_found": ("answers 404, no such model", 0),
    "content_filter": ("answers 400, the text breaks a rule about contents", 0),
    "too_long": ("answers 400, the text is longer than the model's context", 0),
    "too_large": ("answers 413", 0),
    "unprocessable": ("answers 422", 0),
    "rate_limited": ("answers 429 with Retry-After, 0 for none", 0),
    "error": ("answers 500", 0),
    "unavailable": ("answers 503", 0),
    "no_schema": ("as good, but refuses a schema with 400, as older servers do", 0),
    "html_error": ("answers 502 with a page", 0),
}

# name: HTTP status, Google's status, message.
ERRORS: dict[str, tuple[int, str, str]] = {
    "bad_key": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    "forbidden": (403, "PERMISSION_DENIED", "The caller does not have permission."),
    "not_found": (404, "NOT_FOUND", "The model is not found for this version of the API."),
    "content_filter": (400, "CONTENT_FILTER", "The prompt triggered the content policy."),
    "too_long": (
        400,
        "CONTEXT_LENGTH_EXCEEDED",
        "This model's maximum context length is 4096 tokens.",
    ),
    "too_large": (413, "INVALID_ARGUMENT", "The request is too large."),
    "unprocessable": (422, "INVALID_ARGUMENT", "The API key in the text cannot be processed."),
    "rate_limited": (429, "RESOURCE_EXHAUSTED", "The quota is used up."),
    "error": (500, "INTERNAL", "An internal error has occurred."),
    "unavailable": (503, "UNAVAILABLE", "The model is overloaded."),
}


@dataclass(frozen=True)
class Scenario:
    """One scenario with its number and, for `reply`, its text."""

    name: str = "good"
    number: float = 0
    text: str = ""


def parse_scenario(value: Any) -> Scenario:
    """Read a scenario. Raises ValueError with a sentence."""
    if isinstance(value, str):
        word, _, digits = value.partition(":")
        value = {"name": word, "number": digits} if digits else {"name": word}
    if not isinstance(value, dict) or value.get("name") not in SCENARIOS:
        raise ValueError(f"A scenario is one of: {', '.join(SCENARIOS)}.")
    name = value["name"]
    try:
        number = float(value.get("number", SCENARIOS[name][1]))
    except (TypeError, ValueError):
        raise ValueError(f"The number of {name} is seconds.") from None
    return Scenario(name, number, str(value.get("text", "")))
