"""Who may own tickets: active accounts with the role agent or admin."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from accounts.names import display_name
from accounts.roles import CHANGE


def assignable_accounts() -> QuerySet[User]:
    """The accounts that may own tickets."""
    return User.objects.with_perm(CHANGE)


def agents() -> list[dict[str, Any]]:
    """`[{"id", "name"}]` of all accounts that may own tickets, by name."""
    found = assignable_accounts().only("id", "first_name", "last_name")
    rows = [{"id": account.pk, "name": display_name(account)} for account in found]
    return sorted(rows, key=lambda row: (row["name"].casefold(), row["id"]))


def is_assignable(account_id: int) -> bool:
    """Whether the account may own tickets, also until the end of the transaction.

    The row lock waits for a transaction that switches the account off, and makes later ones wait,
    which then free the ticket (sql/free_tickets.sql).
    """
    locked = User.objects.select_for_update(no_key=True).filter(pk=account_id)
    return locked.exists() and assignable_accounts().filter(pk=account_id).exists()


def require_assignable(account_id: int) -> None:
    """Raise ValidationError unless the account may own tickets; see `is_assignable`."""
    if not is_assignable(account_id):
        sentence = "Choose an active account with the role agent or admin (GET /api/agents/)"
        raise ValidationError({"assignee": [sentence]})
