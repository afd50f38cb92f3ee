"""The first account: a page that asks for a set-up code, which only the server's log shows.

The code follows from SECRET_KEY, so that every process and every replica knows the same one. It is
worth nothing once the installation has an account.
"""

import base64
import hmac
import logging

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework import status
from rest_framework.exceptions import ValidationError

from accounts.people.services import set_password
from accounts.refusals import TooManyFailures
from accounts.roles import Role, give_role
from accounts.sign_in import start_session
from accounts.throttle import Attempt
from common.client_address import client_network
from common.errors import Refusal

logger = logging.getLogger(__name__)

_NOT_THE_CODE = (
    "This is not the set-up code. Copy the one in the log of the latest start, "
    "after “account.set_up_code”"
)


class AlreadySetUp(Refusal):
    """The installation has an account."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "already_set_up"
    default_detail = "This portal has accounts already. Sign in, or ask an admin to invite you."


def is_needed() -> bool:
    """Whether the installation has no account yet."""
    return not User.objects.exists()


def set_up_code() -> str:
    """The code, in three groups of four characters: 60 bits."""
    digest = salted_hmac("accounts.people.first_account", "", algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:12]
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def log_code_if_needed(using: str) -> None:
    """Log the code when there is no account yet; runs after migrations, at each start."""
    if not User.objects.using(using).exists():
        logger.warning("account.set_up_code", extra={"code": set_up_code(), "page": "/set-up"})


def first_admin_create(
    request: HttpRequest, *, code: str, username: str, name: str, password: str
) -> User:
    """Create the first admin and sign them in.

    Raises:
        TooManyFailures: too many wrong codes, counted as failed sign-ins are.
        AlreadySetUp: there is an account, also one that a request at the same time made.
        ValidationError: the code is wrong or the password is weak.
    """
    if not is_needed():
        raise AlreadySetUp
    attempt = Attempt(username="\x00set-up", network=client_network(request.META))
    wait = attempt.count()
    if wait:
        raise TooManyFailures(wait)
    if not hmac.compare_digest(_plain(code), _plain(set_up_code())):
        logger.warning("account.set_up_failed")
        raise ValidationError({"code": [_NOT_THE_CODE]})
    attempt.give_back()
    with transaction.atomic():
        # One of two requests at once waits here for the other.
        Group.objects.select_for_update().get(name=Role.ADMIN)
        if not is_needed():
            raise AlreadySetUp
        account = User(username=username, first_name=name)
        account.set_unusable_password()
        account.save()
        set_password(account, password)
        give_role(account, Role.ADMIN)
    start_session(request, account)
    logger.info("account.set_up", extra={"account_id": account.pk})
    return account


def _plain(code: str) -> bytes:
    return code.upper().replace("-", "").replace(" ", "").encode()
