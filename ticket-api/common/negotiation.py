"""Content negotiation of addresses with one format that is not JSON."""

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation


class FormatOfAddress(BaseContentNegotiation):
    """The address names the format, so any `Accept` is taken; errors stay JSON."""

    def select_parser(self, _request: Any, parsers: Any) -> Any:
        """The only one."""
        return parsers[0]

    def select_renderer(self, _request: Any, renderers: Any, _format_suffix: Any = None) -> Any:
        """That of the errors."""
        return renderers[0], renderers[0].media_type
