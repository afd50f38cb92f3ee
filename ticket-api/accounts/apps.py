"""The AppConfig of the accounts app."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts, roles, sessions and API tokens."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what runs after migrations and at sign-in."""
        from accounts import api_description  # noqa: F401
        from accounts.sessions import limit_session

        post_migrate.connect(_make_roles, sender=self)
        user_logged_in.connect(limit_session)


def _make_roles(using: str, **_: Any) -> None:
    from accounts.people.first_account import log_code_if_needed
    from accounts.roles import make_roles

    make_roles(using=using)
    log_code_if_needed(using)
