"""Made-up conversations for made-up tickets, the same ones for the same seed.

Most tickets have a few messages, some none, and a few have many. An open ticket ends with the
requester's message, a finished one with a reply, and agents write notes in between.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate
from typing import NamedTuple

from bulk.sample_texts import FIRST_NAMES, LAST_NAMES, NOTES, REPLIES, REQUESTS
from bulk.sample_tickets import CLOCK, SampleTicket, fill_templates, sample_products
from conversations.models import Kind
from people.models import Requester
from people.requesters import email_key
from tickets.models import UNFINISHED, Status

# The messages of a ticket, beside those of others; shuffled, and then over and over.
_LENGTHS = (*[0] * 80, *[1] * 150, *[2] * 180, *[3] * 150, *[4] * 120, *[6] * 180, *[9] * 80)
_LONG_LENGTHS = (*[15] * 45, *[40] * 14, *[120] * 1)
_TEXTS = 2_000
_NOTE_SHARE = 0.15
# A requester has sent so many tickets, some more and most fewer.
_TICKETS_OF_REQUESTER = 8
_MOST_REQUESTERS = 50_000
# What agents are called where no account may own tickets.
_AGENTS = [("\\N", "Anna Ek"), ("\\N", "Adam Berg"), ("\\N", "Vera Lind")]
_HOUR = 3_600
# The longest time from one message to the next.
_GAP_SECONDS = 9 * _HOUR
# Forms of a conversation of one length and status; beyond this length each is made anew.
_FORMS, _LONGEST_FORM = 30, 20


class Conversation(NamedTuple):
    """What a ticket gets: values for COPY, and its messages as lines for COPY."""

    requester_id: str
    assignee_id: str
    waiting_since: str
    updated_at: str
    lines: list[str]


class _Form(NamedTuple):
    kinds: list[Kind]
    publics: list[str]  # For COPY.
    # Where the requester began to wait: the place of a message, -1 for the creation, or None.
    waiting: int | None
    last_public: int  # -1 without any.


class SampleConversations:
    """`messages` messages for `tickets` tickets, asked for in their order."""

    def __init__(
        self,
        tickets: int,
        messages: int,
        *,
        seed: int,
        until: datetime,
        agents: Sequence[tuple[int, str]] = (),
    ) -> None:
        """`agents` have ids and names; stores the requesters, which may be there already."""
        self._random = random.Random(seed)  # noqa: S311 (nothing secret)
        self._until = int(until.timestamp())
        self._lengths = self._make_lengths(tickets, messages)
        self._agents = [(str(number), name) for number, name in agents] or _AGENTS
        products = sample_products(self._random)
        templates = {Kind.REPLY: REPLIES, Kind.REQUEST: REQUESTS, Kind.NOTE: NOTES}
        self._texts = {
            kind: fill_templates(self._random, texts, products, _TEXTS)
            for kind, texts in templates.items()
        }
        self._requesters = _store_requesters(
            min(tickets // _TICKETS_OF_REQUESTER + 1, _MOST_REQUESTERS)
        )
        self._forms: dict[tuple[str, int], list[_Form]] = {}
        self._hours: dict[int, str] = {}

    def of(self, ticket_id: int, ticket: SampleTicket) -> Conversation:
        """The conversation of the next ticket."""
        chance = self._random.random
        status, created_at = ticket[4], ticket[5]
        length = next(self._lengths)
        form = self._form(status, length)
        requester_id, requester = self._requesters[int(len(self._requesters) * chance() ** 2)]
        agent = self._agents[int(len(self._agents) * chance())]
        times = self._times(created_at, length)
        lines = []
        for number, (kind, public, time) in enumerate(
            zip(form.kinds, form.publics, times, strict=True), 1
        ):
            account, name = ("\\N", requester) if kind == Kind.REQUEST else agent
            text = self._texts[kind][int(_TEXTS * chance())]
            lines.append(
                f"{ticket_id}\t{number}\t{public}\t{kind.value}\t{account}\t{name}\t{text}\t{time}\n"
            )
        is_owned = chance() < (0.1 if status == Status.OPEN else 0.9)
        moments = [*times, created_at]  # The place -1 is the creation.
        return Conversation(
            requester_id,
            agent[0] if is_owned else "\\N",
            "\\N" if form.waiting is None else moments[form.waiting],
            moments[form.last_public],
            lines,
        )

    def _make_lengths(self, tickets: int, messages: int) -> Iterator[int]:
        """Lengths of all conversations, which make up `messages` together."""
        pool = [*_LENGTHS, *_LONG_LENGTHS]
        self._random.shuffle(pool)
        ends = [0, *accumulate(pool)]
        rounds, rest = divmod(tickets, len(pool))
        total = rounds * ends[-1] + ends[rest] or 1
        made = 0
        for number in range(1, tickets + 1):
            rounds, rest = divmod(number, len(pool))
            # The last one completes the number also where the pool's first lengths are 0.
            share = (rounds * ends[-1] + ends[rest]) / total if number < tickets else 1
            yield round(messages * share) - made
            made = round(messages * share)

    def _times(self, created_at: str, length: int) -> list[str]:
        """Times after the creation, in order, none after the end."""
        if not length:
            return []
        start = int(datetime.fromisoformat(created_at).timestamp())
        chance = self._random.random
        step = min(length * _GAP_SECONDS * chance(), self._until - 1 - start) / length
        return [self._time(start + int(step * (number + chance()))) for number in range(length)]

    def _time(self, moment: int) -> str:
        """The end of the second, since tickets are created within one."""
        hour, second = divmod(moment, _HOUR)
        if hour not in self._hours:
            self._hours[hour] = f"{datetime.fromtimestamp(hour * _HOUR, UTC):%Y-%m-%d %H}:"
        return f"{self._hours[hour]}{CLOCK[second]}.999999+00"

    def _form(self, status: str, length: int) -> _Form:
        if length > _LONGEST_FORM:
            return self._new_form(status, length)
        forms = self._forms.setdefault((status, length), [])
        if not forms:
            forms += [self._new_form(status, length) for _ in range(_FORMS)]
        return forms[int(_FORMS * self._random.random())]

    def _new_form(self, status: str, length: int) -> _Form:
        chance = self._random.random
        kinds, last = [], Kind.REQUEST
        for _ in range(length):
            if chance() < _NOTE_SHARE:
                kinds.append(Kind.NOTE)
            else:
                # Mostly one after the other.
                answers = chance() < 0.85
                last = Kind.REPLY if (last == Kind.REQUEST) == answers else Kind.REQUEST
                kinds.append(last)
        places = [place for place, kind in enumerate(kinds) if kind != Kind.NOTE]
        if places and status != Status.IN_PROGRESS:
            kinds[places[-1]] = Kind.REQUEST if status == Status.OPEN else Kind.REPLY
        elif places:
            kinds[places[0]] = Kind.REPLY  # The work has begun with it.
        waiting: int | None = -1
        for place in places:
            if kinds[place] == Kind.REPLY:
                waiting = None
            elif waiting is None:
                waiting = place
        numbers = iter(range(1, length + 1))
        return _Form(
            kinds,
            ["\\N" if kind == Kind.NOTE else str(next(numbers)) for kind in kinds],
            waiting if status in UNFINISHED else None,
            places[-1] if places else -1,
        )


def _store_requesters(count: int) -> list[tuple[str, str]]:
    """`count` requesters, as ids and names."""
    people = [
        f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number // 7 % len(LAST_NAMES)]}"
        for number in range(count)
    ]
    addresses = [
        f"{name.replace(' ', '.')}.{number}@example.com" for number, name in enumerate(people)
    ]
    rows = [
        Requester(name=name, email=address, email_key=email_key(address))
        for name, address in zip(people, addresses, strict=True)
    ]
    Requester.objects.bulk_create(rows, ignore_conflicts=True, batch_size=10_000)
    keys = [row.email_key for row in rows]
    found = Requester.objects.filter(email_key__in=keys).values_list("email_key", "pk", "name")
    stored = {key: (str(pk), name) for key, pk, name in found}
    return [stored[key] for key in keys]
