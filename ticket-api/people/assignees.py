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


class AccountBusyError(Exception):
    """Another transaction has locked the account, and tickets are locked already.

    A transaction that ends an account locks it before its tickets
    (conversations/sql/account_locks.sql). Roll back, take `lock_account`, and begin again.
    """


def lock_account(account_id: int) -> None:
    """Lock the account's row; waits for a transaction that ends the account.

    A transaction that may assign a ticket to the account calls this before it locks tickets.
    """
    User.objects.select_for_update(no_key=True).filter(pk=account_id).exists()


def is_assignable(account_id: int) -> bool:
    """Whether the account may own tickets until the end of this transaction, which locks its row.

    A transaction that ends the account waits for the lock, and then takes the account's tickets
    from it. Raises AccountBusyError when the other transaction has the lock already.
    """
    account = User.objects.filter(pk=account_id)
    if not account.select_for_update(no_key=True, skip_locked=True).exists():
        if account.exists():
            raise AccountBusyError
        return False
    return assignable_accounts().filter(pk=account_id).exists()


def require_assignable(account_id: int) -> None:
    """Raise ValidationError unless the account may own tickets; see `is_assignable`."""
    if not is_assignable(account_id):
        sentence = "Choose an active account with the role agent or admin (GET /api/agents/)"
        raise ValidationError({"assignee": [sentence]})
