"""Which tickets are alike, by the model that SIMILAR_MODEL names.

With `embeddings` the trigrams choose the candidates, and their vectors order them. Without the
classifier's vectors, whatever the reason, the trigrams alone decide.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from common.request_id import current_request_id
from similar import embeddings, trigrams
from similar.trigrams import Alike, alike
from tickets.models import Ticket


@dataclass(frozen=True)
class Found:
    """The tickets that are most alike, and the name of the model that found them."""

    model: str
    tickets: list[Alike]


def most_alike(
    *,
    title: str,
    description: str,
    requester_id: int | None = None,
    besides: Collection[int] = (),
    among: Collection[int] | None = None,
    limit: int = 5,
) -> Found:
    """The tickets whose texts are most alike, the most alike first; duplicates are left out.

    `among` gives the tickets to compare; then no other rule leaves one out. Raises SimilarTooSlow.
    """
    by_embeddings = settings.SIMILAR_MODEL == "embeddings"
    candidates = alike(
        title=title,
        description=description,
        requester_id=requester_id,
        besides=besides,
        among=among,
        least=0 if by_embeddings else trigrams.LEAST,
        limit=max(limit, embeddings.CANDIDATES) if by_embeddings else limit,
    )
    if by_embeddings and (found := _by_vectors(title, description, candidates)):
        return Found(found.model, found.tickets[:limit])
    shown = [one for one in candidates if one.similarity >= trigrams.LEAST]
    return Found(trigrams.NAME, shown[:limit])


def _by_vectors(title: str, description: str, candidates: list[Alike]) -> Found | None:
    """The candidates that are alike by their vectors, or None without vectors."""
    numbers = [one.ticket_id for one in candidates]
    stored = Ticket.objects.filter(pk__in=numbers).values_list("pk", "title", "description")
    texts = {number: _text(*words) for number, *words in stored}
    if not texts:
        return None
    similarities = embeddings.similarities(
        _text(title, description), [*texts.values()], request_id=current_request_id()
    )
    if similarities is None:
        return None
    pairs = zip(texts, similarities.values, strict=True)
    found = [
        Alike(number, round(value, 3)) for number, value in pairs if value >= similarities.least
    ]
    return Found(
        similarities.model, sorted(found, key=lambda one: (-one.similarity, -one.ticket_id))
    )


def _text(title: str, description: str) -> str:
    return f"{title}\n{description}"[: embeddings.CHARACTERS]
