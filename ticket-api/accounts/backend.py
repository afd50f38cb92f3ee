"""Signing in with a username in any spelling, and permissions read in one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from accounts.names import account_named

_CACHE = "_granted_permissions"


class AnySpellingBackend(ModelBackend):
    """Django's rules, with usernames in any spelling.

    Permissions are read anew for each request, so a withdrawn role ends with the next one.
    """

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

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The names (`app.codename`) of the account's and its groups' permissions.

        Django reads the two apart, each in a query. Most requests of an account need them.
        """
        if user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous or obj:
            return super().get_all_permissions(user_obj, obj)
        granted: set[str] | None = getattr(user_obj, _CACHE, None)
        if granted is None:
            held = Q(user=user_obj) | Q(group__user=user_obj)
            names = Permission.objects.filter(held).order_by()
            granted = {
                f"{app}.{name}"
                for app, name in names.values_list("content_type__app_label", "codename")
            }
            setattr(user_obj, _CACHE, granted)
        return granted
