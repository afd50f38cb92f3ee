"""The conversations of `make demo`: requesters, replies, notes and requests between two agents."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from bulk.conversation_rows import MESSAGE_COLUMNS, message_rows, waiting_since
from bulk.fields import AccountIds
from common.statements import execute
from conversations.models import Kind, Macro, Message
from demo.times import count_times
from people.requesters import Person, requester_store
from tickets.models import UNFINISHED, Status, Ticket

_PEOPLE = (
    "Rita Lund",
    "Jonas Weber",
    "Amira Haddad",
    "Tom Baker",
    "Lucía Ramos",
    "Claire Dubois",
    "Ken Mori",
    "Eva Novak",
)
_ASKS = (
    "Thank you for writing. Since when does this happen, and on which device?",
    "Thank you, I am looking into it. Can you send me the number of the order?",
    "I see the problem. Does it also happen after you sign out and in again?",
)
_ANSWERS = (
    "Since yesterday, on the phone and on the laptop.",
    "Yes, it happens every time.",
    "I tried that and it is still the same.",
)
_NOTES = (
    "The same thing was reported last week; the team of the shop knows about it.",
    "I have asked the developers, who look at it this afternoon.",
)
_ENDS = (
    "This is solved now. Please tell us if you see it again.",
    "We have corrected it. Sorry for the trouble, and thank you for your patience.",
)
_MACROS = {
    "Ask for details": "Hello {{requester.name}},\n\nwhen did it begin?\n\n{{agent.name}}",
    "Solved": "Hello {{requester.name}},\n\nthis is solved now (ticket #{{ticket.id}}).",
}
_Messages = list[dict[str, Any]]


@transaction.atomic
def converse(agents: Sequence[User], until: datetime, chance: random.Random) -> None:
    """Give the tickets requesters, owners and messages; those that are open wait for a reply."""
    Macro.objects.bulk_create(Macro(title=title, body=body) for title, body in _MACROS.items())
    # The triggers would count the replies as of now; `count_times` counts them as of their times.
    execute("SET LOCAL conversations.loads = 'on'")
    messages: list[Message] = []
    accounts = AccountIds()
    for ticket in Ticket.objects.order_by("id"):
        name = chance.choice(_PEOPLE)
        address = f"{name.split()[0].lower().replace('í', 'i')}@example.com"
        said = _conversation(ticket, name, chance.choice(agents), until, chance)
        rows = message_rows(ticket.pk, said, accounts)
        messages += [Message(**dict(zip(MESSAGE_COLUMNS, row, strict=True))) for row in rows]
        changes = {"requester_id": requester_store(Person(name, address))}
        if said:
            owner = next(one["owner"] for one in said if one["kind"] == Kind.REPLY)
            changes["assignee_id"] = owner
        Ticket.objects.filter(pk=ticket.pk).update(
            **changes,
            waiting_since=waiting_since(ticket.status, ticket.created_at, said),
            updated_at=said[-1]["created_at"] if said else ticket.updated_at,
        )
    Message.objects.bulk_create(messages)
    count_times()


def _conversation(
    ticket: Ticket, requester: str, agent: User, until: datetime, chance: random.Random
) -> _Messages:
    """What was written: nothing yet for an open ticket, and a last reply for a finished one."""
    if ticket.status == Status.OPEN:
        return []
    lines = [(Kind.REPLY, chance.choice(_ASKS))]
    if chance.random() < 0.6:
        lines.append((Kind.REQUEST, chance.choice(_ANSWERS)))
    if chance.random() < 0.3:
        lines.insert(chance.randint(0, len(lines)), (Kind.NOTE, chance.choice(_NOTES)))
    if ticket.status not in UNFINISHED:
        lines.append((Kind.REPLY, chance.choice(_ENDS)))
    moment: datetime = ticket.created_at
    said: _Messages = []
    for kind, body in lines:
        # Between two messages passes a part of the time that is left.
        moment += min(timedelta(hours=chance.uniform(0.2, 6)), (until - moment) / 3)
        is_requester = kind == Kind.REQUEST
        said.append(
            {
                "kind": kind,
                "author": requester if is_requester else agent.get_full_name(),
                "account": None if is_requester else agent.username,
                "owner": agent.pk,
                "body": body,
                "created_at": moment,
            }
        )
    return said
