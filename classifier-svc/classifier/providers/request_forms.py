"""Which parts of a request a server that speaks OpenAI's API takes.

Servers refuse structured output, a temperature or a limit of tokens with one of several statuses,
and often without a word about which part it was. A server is asked with everything at first. The
easiest form that it answers is kept, and after a while everything is tried again, because another
model or another release may serve by then.
"""

import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from classifier.config import Settings

TRY_AGAIN_SECONDS = 600.0
# 500 may be a failure at the schema; other 5xx come from proxies.
_REFUSALS = frozenset({400, 422, 500, 501})
_ABOUT_THE_TEXT = ("content_filter", "context_length_exceeded", "exceed_context_size_error")
_FORMATS = ("json_schema", "json_object", "text")
_WORDS = {
    "format": ("response_format", "json_schema", "json_object", "schema", "grammar", "structured"),
    "temperature": ("temperature",),
    "limit": ("max_tokens", "max_completion_tokens"),
}


@dataclass(frozen=True)
class RequestForm:
    """The parts of a request beside the messages; `limit` is the name of the limit of tokens."""

    format: str = "json_schema"
    temperature: bool = True
    limit: str = "max_tokens"

    def arguments(self, schema: dict[str, Any], settings: Settings) -> dict[str, Any]:
        """Return the arguments for a reply of the schema."""
        arguments: dict[str, Any] = {}
        if self.format == "json_schema":
            named = {"name": "labels", "strict": True, "schema": schema}
            arguments["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.format == "json_object":
            arguments["response_format"] = {"type": "json_object"}
        if self.temperature:
            arguments["temperature"] = settings.openai_temperature
        if self.limit:
            arguments[self.limit] = settings.openai_max_tokens
        return arguments

    def easier(self, refused: Set[str]) -> "RequestForm | None":
        """Return a form without a part of `refused`, or None when it has none of them.

        Another temperature or limit is tried with the schema again.
        """
        if "format" in refused and self.format != _FORMATS[-1]:
            return replace(self, format=_FORMATS[_FORMATS.index(self.format) + 1])
        if "temperature" in refused and self.temperature:
            return replace(self, format=_FORMATS[0], temperature=False)
        if "limit" in refused and self.limit:
            other = "max_completion_tokens" if self.limit == "max_tokens" else ""
            return replace(self, format=_FORMATS[0], limit=other)
        return None


class RequestForms:
    """Remembers the form that the server answers."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with everything that the settings give; `clock` gives seconds."""
        self._whole = RequestForm(
            temperature=settings.openai_temperature is not None,
            limit="max_tokens" if settings.openai_max_tokens else "",
        )
        self._clock = clock
        self._known = self._whole
        self._known_until = 0.0

    def first(self) -> RequestForm:
        """Return the form to ask with."""
        return self._known if self._is_known() else self._whole

    def next(
        self, form: RequestForm, status: int, message: str, codes: Sequence[Any] = ()
    ) -> RequestForm | None:
        """Return the form to try after a refusal, or None when the refusal has other causes.

        `codes` are the code and the type of the error.

        While the server's form is known, a refusal that names no part is about the text, and asking
        again would cost another call.
        """
        if status not in _REFUSALS or any(code in _ABOUT_THE_TEXT for code in codes):
            return None
        message = message.lower()
        named = {part for part, words in _WORDS.items() if any(word in message for word in words)}
        easier = form.easier(named)
        if easier or self._is_known():
            return easier
        return form.easier({"format"} if status >= 500 else set(_WORDS))

    def answered(self, form: RequestForm) -> None:
        """Remember that the server answers this form."""
        if not self._is_known() or form != self._known:
            self._known = form
            self._known_until = self._clock() + TRY_AGAIN_SECONDS

    def _is_known(self) -> bool:
        return self._clock() < self._known_until
