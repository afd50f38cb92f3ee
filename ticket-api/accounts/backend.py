"""Loads accounts together with what they may do, so that a request asks for both in one query.

In SQL, because Django takes longer to put such a query together than PostgreSQL to answer it
(benchmarks/api/callers.py). Nothing is remembered from one request to the next: a role that was
withdrawn is gone with the next.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection
from django.http import HttpRequest

from accounts.names import account_named

_GRANTED = "granted_names"
_FIELDS = [field.attname for field in User._meta.concrete_fields]

ACCOUNT_COLUMNS = f"""
{", ".join(f"account.{field.column}" for field in User._meta.concrete_fields)},
ARRAY(
    SELECT app.app_label || '.' || permission.codename
    FROM auth_permission AS permission
    JOIN django_content_type AS app ON app.id = permission.content_type_id
    WHERE permission.id IN (
        SELECT permission_id FROM auth_user_user_permissions WHERE user_id = account.id
        UNION ALL
        SELECT of_group.permission_id
        FROM auth_user_groups AS member
        JOIN auth_group_permissions AS of_group ON of_group.group_id = member.group_id
        WHERE member.user_id = account.id
    )
)
"""  # noqa: S608 (the names are constants of Django's)
"""What `account_from` takes, for a query in which auth_user is called `account`."""

_ACCOUNT = f"SELECT {ACCOUNT_COLUMNS} FROM auth_user AS account WHERE account.id = %s"  # noqa: S608


class AccountsWithPermissions(ModelBackend):
    """Django's rules, with usernames in any spelling, and one query where Django makes three."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        """The account of this username, in any spelling, and this password; None without one.

        Django hashes a password for an unknown name as well, so both take the same time.
        """
        account = account_named(username) if username else None
        stored = account.get_username() if account else username
        return super().authenticate(request, username=stored, password=password, **fields)

    def get_user(self, user_id: int) -> User | None:
        """The account of a session with its permissions; None for one that is switched off."""
        with connection.cursor() as cursor:
            cursor.execute(_ACCOUNT, [user_id])
            row = cursor.fetchone()
        account = account_from(row) if row else None
        return account if account and self.user_can_authenticate(account) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The names (`app.codename`) of what the account may do."""
        granted: set[str] | None = getattr(user_obj, _GRANTED, None)
        if granted is None or obj is not None or not user_obj.is_active:
            return super().get_all_permissions(user_obj, obj)
        return granted


def account_from(row: Sequence[Any]) -> User:
    """The account of a row of ACCOUNT_COLUMNS, which knows its permissions."""
    *values, granted = row
    account = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, values)
    setattr(account, _GRANTED, set(granted))
    return account
