"""Authentication backend: usernames in any spelling, permissions in one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.http import HttpRequest

from accounts.names import account_named

_CACHE = "_granted_permissions"


class AnySpellingBackend(ModelBackend):
    """Django's ModelBackend with usernames in any spelling.

    Permissions are read once for each request, so a withdrawn role ends with the next request.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        """The account with this username, in any spelling, and this password, or None.

        Django also hashes the password for an unknown name, so both cases take the same time.
        """
        account = account_named(username) if username else None
        stored = account.get_username() if account else username
        return super().authenticate(request, username=stored, password=password, **fields)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The names (`app.codename`) of the account's and its groups' permissions.

        Django needs two queries for them, and most requests of an account need them.
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
