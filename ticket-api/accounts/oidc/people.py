"""The accounts of people who sign in through the provider: created, updated and withdrawn."""

import logging

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from accounts.models import ExternalIdentity
from accounts.oidc.client import Person, ProviderError
from accounts.roles import give_role

logger = logging.getLogger(__name__)

_USERNAME_CHARACTERS = 150


def account_of(person: Person) -> User:
    """The person's account with the current names and role; created at the first sign-in.

    An existing account with the same username is not used: people can choose their username at
    the provider, and must not get access to another person's account.
    """
    with transaction.atomic():
        account = _known_account(person.subject) or _new_account(person)
        account.email, account.first_name = person.email, person.first_name
        account.last_name = person.last_name
        account.save(update_fields=["email", "first_name", "last_name"])
        give_role(account, person.role)
        return account


def account_withdraw(subject: str) -> None:
    """Remove role, permissions, password and sessions of the account of `subject`.

    For a person without a role at the provider. API tokens need their account's role, so they are
    refused until a later sign-in restores a role (docs/decisions/0023).
    """
    with transaction.atomic():
        account = _known_account(subject)
        if account is None:
            return
        account.groups.clear()
        account.user_permissions.clear()
        account.is_superuser = False
        # Sessions contain a digest of the password field, so a new value ends all sessions.
        account.set_unusable_password()
        account.save(update_fields=["is_superuser", "password"])
    logger.info("account.withdrawn", extra={"account_id": account.pk})


def _known_account(subject: str) -> User | None:
    """The account of a subject, locked to serialise concurrent sign-ins."""
    found = ExternalIdentity.objects.filter(issuer=settings.OIDC_ISSUER, subject=subject)
    return (
        User.objects.select_for_update(no_key=True)
        .filter(pk__in=found.values("account_id"))
        .first()
    )


def _new_account(person: Person) -> User:
    # Normalising can make a name longer.
    wanted = User.normalize_username(person.username)[: _USERNAME_CHARACTERS - 4]
    for name in (wanted, *(f"{wanted}-{number}" for number in range(2, 100))):
        try:
            with transaction.atomic():
                account = User.objects.create_user(name)
        except IntegrityError:
            continue
        ExternalIdentity.objects.create(
            issuer=settings.OIDC_ISSUER, subject=person.subject, account=account
        )
        return account
    raise ProviderError("no_free_name")
