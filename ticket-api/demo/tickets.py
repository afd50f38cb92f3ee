"""What `make demo` shows: tickets of the last weeks, what was suggested for them, and accounts."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from accounts.roles import Role, give_role
from bulk.load import tickets_copy
from bulk.sample_tickets import SampleTicket
from demo.conversations import converse
from demo.texts import DEMO_TEXTS, SITES
from suggestions.answers import answer_counter
from tickets.models import Category, Priority, Status, Ticket, TicketSuggestion
from tickets.services.classifier_answer import Cause, Fallback, Suggestion

DAYS = 28
# Tickets of a day, Monday first.
_OF_WEEKDAYS = (16, 14, 13, 12, 11, 4, 3)
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_STATUSES = (Status.OPEN, Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED)
_NAMES = {Role.VIEWER: "Vera Lind", Role.AGENT: "Anna Ek", Role.ADMIN: "Adam Berg"}
_MODEL: Any = {"provider": "gemini", "model": "gemini-flash-latest", "prompt_version": "2f6c1a0b"}
# The labels that the model prefers to the right ones.
_MISTAKEN = {
    Category.GENERAL: Category.TECHNICAL,
    Category.ACCOUNT: Category.BILLING,
    Priority.CRITICAL: Priority.HIGH,
    Priority.HIGH: Priority.MEDIUM,
}


@dataclass(frozen=True)
class DemoAccount:
    """An account to try the portal with."""

    username: str
    role: Role
    password: str


def load_demo(until: datetime, *, seed: int = 7) -> list[DemoAccount]:
    """Fill an empty database; gives the accounts with their passwords.

    Tickets and suggestions are the same for the same `seed` and `until`; passwords never are.
    """
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    for _ in tickets_copy(_days(until, chance)):
        pass
    suggestions = [_suggestion(ticket, until, chance) for ticket in Ticket.objects.order_by("id")]
    TicketSuggestion.objects.bulk_create(suggestions)
    _count_answers(3 * len(suggestions), chance)
    accounts = [_account(role) for role in Role]
    agents = User.objects.exclude(username=f"demo-{Role.VIEWER}").order_by("id")
    converse(list(agents), until, chance)
    return accounts


def _days(until: datetime, chance: random.Random) -> Iterator[list[SampleTicket]]:
    """The tickets of one day after the other, none later than `until`."""
    for days_ago in range(DAYS - 1, -1, -1):
        day = (until - timedelta(days=days_ago)).replace(hour=0, minute=0, second=0)
        count = _OF_WEEKDAYS[day.weekday()] + chance.randint(-2, 3)
        hours = sorted(min(max(chance.gauss(13, 3.5), 0), 23.9) for _ in range(count))
        moments = [day + timedelta(hours=hour) for hour in hours]
        yield [_ticket(moment, until, chance) for moment in moments if moment < until]


def _ticket(moment: datetime, until: datetime, chance: random.Random) -> SampleTicket:
    category, priority, title, description = chance.choice(DEMO_TEXTS)
    words = {
        "order": f"R-{chance.randrange(10_000, 99_999)}",
        "day": _DAY_NAMES[(moment - timedelta(days=1)).weekday()],
        "site": chance.choice(SITES),
    }
    age = (until - moment).days
    weights = (60, 30, 10, 0) if age < 2 else (15, 20, 45, 20) if age < 9 else (1, 2, 17, 80)
    (status,) = chance.choices(_STATUSES, weights)
    title, description = title.format(**words), description.format(**words)
    created = moment.astimezone(UTC).isoformat()
    return title, description, category.value, priority.value, status.value, created


def _suggestion(ticket: Ticket, until: datetime, chance: random.Random) -> TicketSuggestion:
    """What the model said: mostly right, else overridden by the sender or corrected by an agent."""
    sureness = chance.betavariate(6, 2)
    suggested = {
        "category": _guess(ticket.category, Category.values, sureness, chance),
        "priority": _guess(ticket.priority, Priority.values, sureness, chance),
    }
    overridden = chance.random() < 0.7  # The others were sent as suggested, and corrected later.
    corrected = min(ticket.created_at + timedelta(hours=chance.uniform(0.3, 20)), until)
    fields: dict[str, object] = {}
    for name, label in suggested.items():
        final = getattr(ticket, name)
        sent = final if overridden else label
        fields |= {f"suggested_{name}": label, f"sent_{name}": sent, f"final_{name}": final}
        fields[f"{name}_corrected_at"] = corrected if sent != final else None
    return TicketSuggestion(
        ticket=ticket,
        origin=TicketSuggestion.Origin.FORM,
        stale=False,
        confidence=round(sureness, 2),
        created_at=ticket.created_at,
        **_MODEL,
        **fields,
    )


def _guess(truth: str, choices: list[str], sureness: float, chance: random.Random) -> str:
    """A label that is right about as often as the model is sure."""
    if chance.random() < 0.72 + 0.24 * sureness:
        return truth
    others = [choice for choice in choices if choice != truth]
    return str(_MISTAKEN.get(truth, "")) or chance.choice(others)  # type: ignore[call-overload]


def _count_answers(count: int, chance: random.Random) -> None:
    """Count what the classify endpoint answered while people typed."""
    shown = Suggestion(category="billing", priority="high", confidence=0.9, reason="", **_MODEL)
    counter = answer_counter()
    for number in range(count):
        counter.count(shown, milliseconds=chance.lognormvariate(6.75, 0.35))
        if number % 60 == 0:
            counter.count(Fallback(Cause.TIMED_OUT), milliseconds=10_500)
    counter.write()


@transaction.atomic
def _account(role: Role) -> DemoAccount:
    account = DemoAccount(f"demo-{role.value}", role, secrets.token_urlsafe(12))
    first, last = _NAMES[role].split()
    user = User.objects.create_user(
        account.username, password=account.password, first_name=first, last_name=last
    )
    give_role(user, role)
    return account
