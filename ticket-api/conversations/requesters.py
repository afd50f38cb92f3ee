"""Requesters: one for each address, found or stored with a ticket, and corrected by agents."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Func, TextField

from conversations.models import Requester
from tickets.audit.trail import add_change

if TYPE_CHECKING:
    from tickets.models import Ticket

UNCHANGED: Final = object()
"""A change of a ticket that leaves its requester alone."""


def email_key(email: str) -> str:
    """The same text for an address in any case of its letters."""
    return unicodedata.normalize("NFC", email).lower()


@dataclass(frozen=True)
class Person:
    """The name and the address that came with a ticket; at least one of them is there."""

    name: str
    email: str | None

    @property
    def parameters(self) -> dict[str, str | None]:
        """For the statement of `find_or_store`."""
        return {
            "requester_name": self.name,
            "requester_email": self.email,
            "requester_key": self.email and email_key(self.email),
        }


def find_or_store(source: str = "") -> str:
    """SQL that returns the id of the requester with the address, stored now if there is none.

    A name that is there stays. Of two transactions with a new address the second one waits for the
    first. `source` is a FROM clause without whose row no requester is stored.
    """
    return f"""
    INSERT INTO {Requester._meta.db_table} AS kept (name, email, email_key)
    SELECT %(requester_name)s, %(requester_email)s, %(requester_key)s {source}
    ON CONFLICT (email_key) DO UPDATE
    SET name = CASE WHEN kept.name = '' THEN excluded.name ELSE kept.name END
    RETURNING id
    """  # noqa: S608 (names of ours)


def requester_store(person: Person) -> int:
    """The id of the requester with this address, stored now if there is none."""
    (requester,) = Requester.objects.raw(find_or_store(), person.parameters)
    return int(requester.pk)


def correct(ticket: Ticket, correction: dict[str, Any] | None) -> tuple[int | None, bool]:
    """The id of the ticket's requester after a correction, and whether a person was changed.

    The ticket is locked. `correction` has `name`, `email` or both; what it lacks stays, and None
    takes the requester off the ticket. A name is corrected for all tickets of the person. An
    address that another requester has moves the ticket to that one. A new address corrects a
    requester who has no other ticket; otherwise the ticket gets a new requester, so that no other
    ticket changes hands.
    """
    if correction is None:
        return None, False
    locked = Requester.objects.select_for_update(no_key=True)
    current = locked.filter(pk=ticket.requester_id).first() if ticket.requester_id else None
    name = correction.get("name", current.name if current else "")
    email = correction.get("email", current.email if current else None)
    key = email and email_key(email)
    if current and (key == current.email_key or _may_get_address(ticket, current, key)):
        # Another transaction may have stored a requester with this address meanwhile.
        with suppress(IntegrityError), transaction.atomic():
            return current.pk, _rewrite(ticket, current, name, email)
    if not name and not email:
        return None, False
    found = requester_store(Person(name, email))
    if "name" in correction:
        Requester.objects.filter(pk=found).exclude(name=name).update(name=name)
    return found, False


def _may_get_address(ticket: Ticket, current: Requester, key: str | None) -> bool:
    """Whether no other ticket is this requester's, and no other requester has the address."""
    if type(ticket).objects.filter(requester=current).exclude(pk=ticket.pk).exists():
        return False
    return key is None or not Requester.objects.filter(email_key=key).exists()


def _rewrite(ticket: Ticket, current: Requester, name: str, email: str | None) -> bool:
    """Store name and address, and a line in the audit trail of the ticket; whether they differ."""
    if (current.name, current.email) == (name, email):
        return False
    described = Func(current.pk, function="requester_in_audit", output_field=TextField())
    former = Requester.objects.values_list(described, flat=True).get(pk=current.pk)
    current.name, current.email = name, email
    current.email_key = email and email_key(email)
    current.save(update_fields=["name", "email", "email_key"])
    # The ticket's column stays the same, so the ticket's trigger does not see this change.
    add_change(ticket.pk, field="requester", old_value=former, new_value=described)
    return True
