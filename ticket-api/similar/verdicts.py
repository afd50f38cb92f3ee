"""Verdicts on pairs of tickets: given, withdrawn, and counted.

The rows of both tickets are locked in the order of their ids while a verdict is given, so two
agents who judge one pair come one after the other.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from similar.comparing import most_alike
from similar.models import MODEL_CHARACTERS, Verdict
from tickets.audit.trail import Writer, locked_tickets
from tickets.models import Ticket
from tickets.selectors import ticket_get
from tickets.services.ticket_service import ticket_update

Word = Verdict.Word


def verdict_give(*, ticket_id: int, other_id: int, word: str, writer: Writer) -> Verdict:
    """Store `word` as the latest verdict of the pair, and return the verdict.

    "duplicate" marks the ticket as a duplicate of the other one, and closes it, unless it is one
    already. A repeated verdict is stored once. Raises Http404 without one of the tickets, and
    ValidationError when the other one cannot be the original (tickets/services/duplicates.py) or
    when "different" is said of a duplicate and its original.
    """
    if ticket_id == other_id:
        sentence = f"Choose another ticket: #{ticket_id} is always the same as itself"
        raise ValidationError({"verdict": [sentence]})
    model, similarity = _similarity(ticket_id, other_id)
    with transaction.atomic():
        ticket, other = _locked_pair(ticket_id, other_id, writer)
        if word == Word.DUPLICATE and ticket.duplicate_of_id != other_id:
            changes = {"duplicate_of_id": other_id}
            ticket_update(ticket_id=ticket_id, changes=changes, writer=writer)
        if word == Word.DIFFERENT:
            _require_no_duplicate(ticket, other)
        return _stored(ticket, other, word, writer, model, similarity)


def verdict_withdraw(*, ticket_id: int, other_id: int, writer: Writer) -> None:
    """Take the pair's verdict back, if it has one; `duplicate_of` stays as it is.

    Raises Http404 without one of the tickets.
    """
    with transaction.atomic():
        ticket, other = _locked_pair(ticket_id, other_id, writer)
        latest = _latest(ticket_id, other_id).first()
        if latest is not None:
            _stored(ticket, other, Word.WITHDRAWN, writer, latest.model, latest.similarity)


def judged_different(ticket_id: int) -> list[int]:
    """The ids of the tickets that agents have judged to be different from this one."""
    different = Verdict.objects.filter(is_latest=True, word=Word.DIFFERENT)
    pairs = different.filter(Q(lower=ticket_id) | Q(higher=ticket_id))
    return [
        higher if lower == ticket_id else lower
        for lower, higher in pairs.values_list("lower_id", "higher_id")
    ]


def precision(*, days: int, now: datetime | None = None) -> list[dict[str, Any]]:
    """How many of the pairs that agents judged are the same, by model, for `days` days (UTC).

    Rows have `model`, `judged`, `duplicates` and `precision` (0 to 1); the model of the latest
    verdict comes first. A pair that was marked and unmarked again does not count as judged, nor
    does one that the model would not have shown.
    """
    today = (now or timezone.now()).astimezone(UTC).date()
    since = datetime.combine(today - timedelta(days=days - 1), time(), UTC)
    marked = (
        Q(lower__duplicate_of=F("higher_id"))
        | Q(higher__duplicate_of=F("lower_id"))
        | Q(lower__duplicate_of=F("higher__duplicate_of"))
    )
    judged = Verdict.objects.filter(
        is_latest=True, created_at__gte=since, similarity__isnull=False
    ).filter((Q(word=Word.DUPLICATE) & marked) | Q(word=Word.DIFFERENT))
    counted = judged.values("model").annotate(
        judged=Count("pk"),
        duplicates=Count("pk", filter=Q(word=Word.DUPLICATE)),
        last=Max("created_at"),
    )
    return [
        {
            "model": row["model"],
            "judged": row["judged"],
            "duplicates": row["duplicates"],
            "precision": round(row["duplicates"] / row["judged"], 4),
        }
        for row in counted.order_by("-last", "model")
    ]


def _locked_pair(ticket_id: int, other_id: int, writer: Writer) -> tuple[Ticket, Ticket]:
    locked = locked_tickets({ticket_id, other_id}, writer)
    try:
        return locked[ticket_id], locked[other_id]
    except KeyError as error:
        raise Http404("No Ticket matches the given query.") from error


def _require_no_duplicate(ticket: Ticket, other: Ticket) -> None:
    for duplicate, original in ((ticket, other), (other, ticket)):
        if duplicate.duplicate_of_id == original.pk:
            sentence = (
                f"#{duplicate.pk} is a duplicate of #{original.pk}. Unmark it first, then say that "
                "they are not the same"
            )
            raise ValidationError({"verdict": [sentence]})


def _latest(ticket_id: int, other_id: int) -> QuerySet[Verdict]:
    lower, higher = sorted((ticket_id, other_id))
    return Verdict.objects.filter(lower_id=lower, higher_id=higher, is_latest=True)


def _similarity(ticket_id: int, other_id: int) -> tuple[str, float | None]:
    """The model, and how alike it finds the two; None where it would not show them.

    Raises Http404.
    """
    row, other = ticket_get(ticket_id=ticket_id), ticket_get(ticket_id=other_id)
    found = most_alike(title=row["title"], description=row["description"], among=[other["id"]])
    return found.model, found.tickets[0].similarity if found.tickets else None


def _stored(
    ticket: Ticket, other: Ticket, word: str, writer: Writer, model: str, similarity: float | None
) -> Verdict:
    """The latest verdict as `word`; a new row where it was another one."""
    latest = _latest(ticket.pk, other.pk)
    before = latest.first()
    if before is not None and before.word == word:
        return before
    account_id = writer.account_id
    assert account_id is not None  # noqa: S101 (accounts alone judge)
    latest.update(is_latest=False)
    lower, higher = sorted((ticket.pk, other.pk))
    verdict = Verdict.objects.create(
        lower_id=lower,
        higher_id=higher,
        word=word,
        similarity=similarity,
        model=model[:MODEL_CHARACTERS],
        account_id=account_id,
    )
    verdict.refresh_from_db(fields=["created_at"])
    return verdict
