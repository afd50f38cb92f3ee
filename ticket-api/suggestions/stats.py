"""Statistics of the suggestions, read from the counters of the ledger.

The counters have a row for each day, model and pair of labels, however many tickets there are, so
the statistics cost the same at any number of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from suggestions.answers import SHOWN, milliseconds_of
from tickets.models import SuggestionCount, TicketSuggestion

FIELDS = ("category", "priority")
BINS = 10
SURE = 0.8
"""Wrong suggestions from this confidence on are listed."""

Counts = QuerySet[SuggestionCount]


def suggestion_stats(
    *, days: int, provider: str = "", model: str = "", today: date | None = None
) -> dict[str, Any]:
    """The statistics of the last `days` days (UTC), today included, of one provider or model."""
    first = (today or timezone.now().date()) - timedelta(days=days - 1)
    names = {"provider": provider, "model": model}
    counts = SuggestionCount.objects.filter(
        day__gte=first, **{name: value for name, value in names.items() if value}
    )
    sent = counts.filter(origin="form", stale=False, field__in=FIELDS)
    return {
        "days": days,
        "answers": _answers(counts, SuggestionCount.objects.filter(day__gte=first)),
        "tickets": _tickets(counts),
        **_by_field(sent),
        "reliability": _reliability(sent),
        "models": _by_model(sent),
        "trend": _by_day(sent),
    }


def _sum(match: Q | None = None, name: str = "suggestions") -> Cast:
    """A whole number, where PostgreSQL's sum of bigints is a numeric."""
    return Cast(Sum(name, filter=match, default=0), BigIntegerField())


ACCEPTED = Q(sent=F("suggested"))
CORRECTED = ~Q(final=F("sent"))
RIGHT = Q(final=F("suggested"))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _answers(counts: Counts, all_counts: Counts) -> dict[str, Any]:
    """What the classify endpoint answered; a fallback belongs to no provider and no model."""
    shown = counts.filter(field="answer", suggested=SHOWN)
    steps = list(shown.values("step").annotate(number=_sum()).order_by("step"))
    fell_back = all_counts.filter(field="answer").exclude(suggested=SHOWN)
    causes = fell_back.values(cause=F("suggested")).annotate(count=_sum()).order_by("-count")
    named = [row for row in causes if row["count"]]
    return {
        "shown": sum(row["number"] for row in steps),
        "fell_back": sum(row["count"] for row in named),
        "causes": named,
        "median_ms": _median(steps),
    }


def _median(steps: Sequence[Mapping[str, Any]]) -> int | None:
    """The middle of the step that half of the answers have reached."""
    half, reached = sum(row["number"] for row in steps) / 2, 0
    for row in steps:
        reached += row["number"]
        if reached >= half > 0:
            return milliseconds_of(row["step"])
    return None


def _tickets(counts: Counts) -> dict[str, int]:
    """Tickets with a suggestion; from one field, since each is counted under both."""
    form, backlog = Q(origin="form"), Q(origin="backlog")
    return counts.filter(field="category").aggregate(
        suggested=_sum(form & Q(stale=False)),
        stale=_sum(form & Q(stale=True)),
        backlog=_sum(backlog),
    )


def _by_field(sent: Counts) -> dict[str, Any]:
    outcomes = {
        row["field"]: row
        for row in sent.values("field").annotate(
            suggested_count=_sum(),
            accepted=_sum(ACCEPTED),
            corrected=_sum(CORRECTED),
            accepted_then_corrected=_sum(ACCEPTED & CORRECTED),
            seconds_sum=_sum(CORRECTED, "seconds"),
        )
    }
    confusion = sent.values("field", "suggested", "final").annotate(count=_sum())
    pairs = [row for row in confusion.order_by("field", "suggested", "final") if row["count"]]
    return {name: _field(outcomes.get(name, {}), name, pairs) for name in FIELDS}


def _field(row: Mapping[str, Any], name: str, pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    suggested, accepted = row.get("suggested_count", 0), row.get("accepted", 0)
    corrected = row.get("corrected", 0)
    return {
        "accepted": accepted,
        "overridden": suggested - accepted,
        "corrected": corrected,
        "accepted_then_corrected": row.get("accepted_then_corrected", 0),
        "acceptance_rate": _share(accepted, suggested),
        "mean_hours_to_correction": (
            round(row["seconds_sum"] / corrected / 3600, 2) if corrected else None
        ),
        "confusion": [
            {key: pair[key] for key in ("suggested", "final", "count")}
            for pair in pairs
            if pair["field"] == name
        ],
    }


def _reliability(sent: Counts) -> list[dict[str, Any]]:
    """How often suggestions of a confidence were right, that is, are what the ticket says now."""
    category, priority = Q(field="category"), Q(field="priority")
    found = {
        row["step"]: row
        for row in sent.filter(step__gte=0)
        .values("step")
        .annotate(
            number=_sum(category),
            points=_sum(category, "confidence"),
            category_right=_sum(category & RIGHT),
            priority_right=_sum(priority & RIGHT),
        )
    }
    return [_bin(step, found.get(step, {})) for step in range(BINS)]


def _bin(step: int, row: Mapping[str, Any]) -> dict[str, Any]:
    number = row.get("number", 0)
    return {
        "from": step / BINS,
        "to": (step + 1) / BINS,
        "suggested": number,
        "mean_confidence": _share(row.get("points", 0), 10_000 * number),
        "category_right": row.get("category_right", 0),
        "priority_right": row.get("priority_right", 0),
    }


def _by_model(sent: Counts) -> list[dict[str, Any]]:
    """Each provider, model and prompt version, the last used first, to compare two prompts."""
    category, priority = Q(field="category"), Q(field="priority")
    rows = sent.values("provider", "model", "prompt_version").annotate(
        last_day=Max("day"),
        suggested_count=_sum(category),
        category_accepted=_sum(category & ACCEPTED),
        category_right=_sum(category & RIGHT),
        priority_accepted=_sum(priority & ACCEPTED),
        priority_right=_sum(priority & RIGHT),
    )
    ordered = rows.order_by("-last_day", "provider", "model", "prompt_version")
    return [_renamed(row) for row in ordered if row["suggested_count"]]


def _by_day(sent: Counts) -> list[dict[str, Any]]:
    """Days on which nothing was suggested are left out."""
    category, priority = Q(field="category"), Q(field="priority")
    rows = sent.values(date=F("day")).annotate(
        suggested_count=_sum(category),
        category_accepted=_sum(category & ACCEPTED),
        priority_accepted=_sum(priority & ACCEPTED),
    )
    return [_renamed(row) for row in rows.order_by("date") if row["suggested_count"]]


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Rename: an annotation may not have the name of the column `suggested`."""
    return {"suggested" if k == "suggested_count" else k: v for k, v in row.items()}


def suggestions_sure_and_wrong(
    *, days: int, limit: int, provider: str = "", model: str = "", now: datetime | None = None
) -> list[dict[str, Any]]:
    """The newest suggestions that were sure and are not what their tickets say now."""
    names = {"provider": provider, "model": model}
    rows = (
        TicketSuggestion.objects.filter(
            # As the condition of the index has it.
            ~Q(suggested_category=F("final_category")) | ~Q(suggested_priority=F("final_priority")),
            created_at__gte=(now or timezone.now()) - timedelta(days=days),
            stale=False,
            confidence__gte=SURE,
            **{name: value for name, value in names.items() if value},
        )
        .order_by("-created_at", "-ticket_id")
        .values("ticket_id", *_EXAMPLE, title=F("ticket__title"))
    )
    return list(rows[:limit])


_EXAMPLE = (
    "suggested_category",
    "final_category",
    "suggested_priority",
    "final_priority",
    "confidence",
    "provider",
    "model",
    "prompt_version",
    "created_at",
)
