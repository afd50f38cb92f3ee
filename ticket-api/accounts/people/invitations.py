"""Invitations: a link with which a person chooses a password, once and for three days.

The token is Django's for password resets: signed, and void as soon as the password changes, the
account signs in, or PASSWORD_RESET_TIMEOUT seconds have passed.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils import timezone
from django.utils.http import base36_to_int, int_to_base36
from rest_framework import status

from common.errors import Refusal


class InvalidInvitation(Refusal):
    """The invitation is unknown, used or expired, or its account is switched off."""

    status_code = status.HTTP_403_FORBIDDEN
    default_code = "invalid_invitation"
    default_detail = "This invitation has been used or has expired. Ask an admin for a new link."


class _Invitations(PasswordResetTokenGenerator):
    key_salt = "accounts.people.invitations"


_TOKENS = _Invitations()


def invitation_for(account: User) -> tuple[str, datetime]:
    """The invitation of `account` for `/join#…`, and when it expires."""
    expires_at = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return f"{int_to_base36(account.pk)}.{_TOKENS.make_token(account)}", expires_at


def account_invited_by(invitation: str) -> User:
    """The active account of an invitation, locked until the transaction ends.

    Raises:
        InvalidInvitation: the invitation is unknown, used or expired.
    """
    number, _, token = invitation.partition(".")
    try:
        pk = base36_to_int(number)
    except ValueError as error:
        raise InvalidInvitation from error
    found = User.objects.select_for_update().filter(pk=pk, is_active=True).first()
    if found is None or not _TOKENS.check_token(found, token):
        raise InvalidInvitation
    return found
