"""The rows of a report by assignee: agents, and others who worked in its days."""

from typing import Any

from django.contrib.auth.models import User

from accounts.names import display_name, shown_name
from people.assignees import agents

Person = dict[str, Any]


def people_of(found: set[str]) -> list[Person | None]:
    """`{"id", "name"}` of all agents and of the accounts `found`, by name; None at the end.

    An account that was deleted has the name of one without a full name.
    """
    people = {person["id"]: person for person in agents()}
    others = {int(value) for value in found if value} - people.keys()
    names = {one.pk: display_name(one) for one in User.objects.filter(pk__in=others)}
    for account_id in others:
        name = names.get(account_id, shown_name(account_id, ""))
        people[account_id] = {"id": account_id, "name": name}
    return [*sorted(people.values(), key=lambda one: (one["name"].casefold(), one["id"])), None]
