"""Bodies of POST and PATCH, read into what the services store."""

from collections.abc import Iterable
from typing import Any

from accounts.permissions import require_role
from people.fields import ME
from people.requesters import Person
from tickets.persons import Caller
from tickets.serializers import TicketChangesInput, TicketWithRequesterInput

# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_NEW, _CHANGES = TicketWithRequesterInput(), TicketChangesInput(partial=True)
CHANGE_FIELDS = frozenset(_CHANGES.fields)
_FOR_ROLES = {"requester", "assignee", "duplicate_of"}
_CHANGE_PERSONS = "change the requester, the assignee or the original of a ticket"


def new_ticket(data: Any) -> dict[str, Any]:
    """The fields of a new ticket, `requester` a Person where one is named; ValidationError."""
    fields = dict(_NEW.run_validation(data))
    person = fields.pop("requester", None) or {}
    name, email = person.get("name", ""), person.get("email")
    if name or email:
        fields["requester"] = Person(name, email)
    return fields


def require_role_for(fields: Iterable[str], caller: Caller) -> None:
    """Raise NotSignedIn or Forbidden when one of `fields` takes a role that `caller` lacks."""
    if not _FOR_ROLES.isdisjoint(fields):
        require_role(caller, reads=False, sign_in_to=_CHANGE_PERSONS)


def ticket_changes(data: Any, caller: Caller) -> dict[str, Any]:
    """What `ticket_update` is to change.

    Raises ValidationError, and NotSignedIn or Forbidden for fields that take a role.
    """
    changes = dict(_CHANGES.run_validation(data))
    require_role_for(changes, caller)
    if "assignee" in changes:
        chosen = changes.pop("assignee")
        changes["assignee_id"] = caller.pk if chosen == ME else chosen
    if "duplicate_of" in changes:
        changes["duplicate_of_id"] = changes.pop("duplicate_of")
    return changes
