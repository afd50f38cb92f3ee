"""What admins do with accounts; the same rules as in Django's admin."""

import logging
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core import exceptions
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from rest_framework.exceptions import ValidationError

from accounts.people.invitations import account_invited_by
from accounts.refusals import Forbidden
from accounts.roles import ADMINISTER, Role, give_role, role_with
from accounts.sessions import end_sessions
from accounts.sign_in import start_session

logger = logging.getLogger(__name__)

TAKEN = "An account has this username. Choose another username"
_NOT_YOURSELF = "Ask another admin to change your own role or to switch your account off."
_ABOVE = "Only a superuser changes a superuser's account."
_PROVIDERS = "This person signs in through your sign-in provider, which keeps the password."
_OFF = "This account is switched off. Switch it on before you invite the person."


def people(*, search: str = "") -> QuerySet[User]:
    """All accounts in the order of their usernames, with what `person_body` reads.

    `search` is a part of the username, the name or the address, in any case.
    """
    found = User.objects.order_by("username").prefetch_related(
        "groups__permissions__content_type",
        "user_permissions__content_type",
        "external_identities",
    )
    for word in search.split():
        parts = ("username", "first_name", "last_name", "email")
        found = found.filter(Q(*((f"{part}__icontains", word) for part in parts), _connector=Q.OR))
    return found


def granted_role(account: User) -> Role | None:
    """The role that the account has while it is switched on, from prefetched permissions."""
    if account.is_superuser:
        return Role.ADMIN
    held = [*account.user_permissions.all()]
    for group in account.groups.all():
        held += group.permissions.all()
    return role_with({f"{one.content_type.app_label}.{one.codename}" for one in held})


def may_change(admin: User, account: User) -> bool:
    """Only superusers may change superusers, so that no admin can take their account over."""
    return admin.is_superuser or not account.is_superuser


def person_invite(*, username: str, name: str, email: str, role: Role) -> User:
    """Create an account without a password; ValidationError when the username is taken."""
    account = User(username=username, first_name=name, email=email)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save()
            give_role(account, role)
    except IntegrityError as error:
        raise ValidationError({"username": [TAKEN]}) from error
    logger.info("account.invited", extra={"account_id": account.pk})
    return account


def person_to_invite_again(admin: User, account_id: int) -> User:
    """The account that gets a new invitation; Forbidden, Http404 or ValidationError without one."""
    account = User.objects.filter(pk=account_id).first()
    if account is None:
        raise Http404
    if not may_change(admin, account):
        raise Forbidden(_ABOVE)
    if not account.is_active:
        raise ValidationError({"detail": [_OFF]})
    if account.external_identities.exists():
        raise ValidationError({"detail": [_PROVIDERS]})
    return account


def person_change(admin: User, account_id: int, changes: dict[str, Any]) -> None:
    """Change name, address, role or state; switching an account off ends its sessions.

    An admin cannot change their own role and state. So an installation always keeps an admin: two
    admins who take the role from each other lock both accounts, and the second one is refused.

    Raises:
        Http404: there is no such account.
        Forbidden: the admin's own role or state, a superuser's account, or no admin any more.
    """
    with transaction.atomic():
        both = User.objects.select_for_update().filter(pk__in=[admin.pk, account_id])
        locked = {account.pk: account for account in both.order_by("pk")}
        if not locked[admin.pk].has_perm(ADMINISTER):
            raise Forbidden
        account = locked.get(account_id)
        if account is None:
            raise Http404
        _check_change(locked[admin.pk], account, changes)
        _store_change(account, changes)
    logger.info(
        "account.changed", extra={"account_id": account.pk, "fields": ",".join(sorted(changes))}
    )


def person_join(request: HttpRequest, *, invitation: str, password: str) -> User:
    """Set the password that an invited person chose, and sign them in.

    Raises:
        InvalidInvitation: the invitation is unknown, used or expired.
        ValidationError: the password is weak.
    """
    with transaction.atomic():
        account = account_invited_by(invitation)
        set_password(account, password)
        end_sessions(account)
    start_session(request, account)
    logger.info("account.joined", extra={"account_id": account.pk})
    return account


def set_password(account: User, password: str) -> None:
    """Store a password; ValidationError about the field `password` when it is weak."""
    try:
        validate_password(password, account)
    except exceptions.ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    account.set_password(password)
    account.save(update_fields=["password"])


def _check_change(admin: User, account: User, changes: dict[str, Any]) -> None:
    if not may_change(admin, account):
        raise Forbidden(_ABOVE)
    if account.pk == admin.pk and changes.keys() & {"role", "active"}:
        raise Forbidden(_NOT_YOURSELF)


def _store_change(account: User, changes: dict[str, Any]) -> None:
    if "name" in changes:
        account.first_name, account.last_name = changes["name"], ""
    if "email" in changes:
        account.email = changes["email"]
    if "active" in changes:
        account.is_active = changes["active"]
    account.save(update_fields=["first_name", "last_name", "email", "is_active"])
    if "role" in changes:
        give_role(account, Role(changes["role"]))
    if not account.is_active:
        end_sessions(account)
