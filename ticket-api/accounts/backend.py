"""Loads accounts together with what they may do, so that a request asks for both in one query.

Nothing is remembered from one request to the next: a role that was withdrawn is gone with the next.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value
from django.db.models.functions import Concat

_NAME = Concat("content_type__app_label", Value("."), "codename")
# From a permission to the accounts that have it.
_WAYS = {"granted_itself": "user", "granted_by_groups": "group__user"}


class AccountsWithPermissions(ModelBackend):
    """Django's own rules, and one query where Django makes three."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session with its permissions; None for one that is switched off."""
        account = User.objects.annotate(**permissions_of("pk")).filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The names (`app.codename`) of what the account may do."""
        came_along = granted(user_obj)
        if came_along is None or obj is not None or not user_obj.is_active:
            return super().get_all_permissions(user_obj, obj)
        return came_along


def permissions_of(account: str) -> dict[str, ArraySubquery]:
    """Annotations that `granted` reads; `account` is the field with the account's key."""
    return {name: ArraySubquery(_names(way, account)) for name, way in _WAYS.items()}


def granted(row: Any) -> set[str] | None:
    """The permissions that were loaded with this row; None when none were asked for."""
    if not all(hasattr(row, way) for way in _WAYS):
        return None
    return {name for way in _WAYS for name in getattr(row, way)}


def take_permissions(account: User, row: Any) -> None:
    """Hand the account what was loaded with the row that led to it."""
    for name in _WAYS:
        setattr(account, name, getattr(row, name))


def _names(way: str, account: str) -> QuerySet[Permission, Any]:
    holders = Permission.objects.filter(**{way: OuterRef(account)}).order_by()
    return holders.annotate(name_here=_NAME).values("name_here")
