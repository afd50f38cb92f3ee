"""Django's entry for the accounts app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Accounts, roles and the ways to show who one is."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the roles with the tables, and describe sessions and tokens to drf-spectacular."""
        from accounts import api_description  # noqa: F401

        post_migrate.connect(_make_roles, sender=self)


def _make_roles(using: str, **_: Any) -> None:
    from accounts.roles import make_roles

    make_roles(using=using)
