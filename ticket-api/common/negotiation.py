"""Content negotiation that remembers what it decided: the same few Accept headers come all day."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

# Longer ones are nobody's habit, and a thousand of them would be kept.
_REMEMBERED_CHARACTERS = 200


class RememberedNegotiation(DefaultContentNegotiation):
    """REST framework's own rules, asked once for each Accept header and list of renderers."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        """The renderer and the media type; NotAcceptable when there is none."""
        renderers = list(renderers)
        accept = request.META.get("HTTP_ACCEPT", "*/*")
        if format_suffix or len(accept) > _REMEMBERED_CHARACTERS:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(
                request, renderers, format_suffix
            )
            return chosen
        number, media_type = _select(accept, tuple(type(one) for one in renderers))
        return renderers[number], media_type


@lru_cache(maxsize=1_000)
def _select(accept: str, renderer_classes: tuple[type[BaseRenderer], ...]) -> tuple[int, str]:
    """Which of the renderers; what is not acceptable is asked for anew each time."""
    renderers = [one() for one in renderer_classes]
    asked: Any = _Asked(accept)
    chosen, media_type = DefaultContentNegotiation().select_renderer(asked, renderers)
    return renderers.index(chosen), media_type


class _Asked:
    """All that REST framework's rules look at of a request."""

    def __init__(self, accept: str) -> None:
        self.headers: dict[str, str] = {"accept": accept}
        self.query_params: dict[str, Any] = {}
