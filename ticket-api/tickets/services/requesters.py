"""Corrections of a ticket's requester by agents."""

from contextlib import suppress
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Func, TextField

from people.models import Requester
from people.requesters import Person, email_key, requester_store
from tickets.audit.trail import add_change
from tickets.models import Ticket

UNCHANGED: Final = object()
"""A change of a ticket that leaves its requester alone."""


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
