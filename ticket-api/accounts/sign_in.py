"""Sign-in with username and password, for the portal and for Django's admin."""

import logging

from django.contrib.auth import authenticate, login, update_session_auth_hash
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import exceptions
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.refusals import Forbidden, InvalidCredentials, TooManyFailures
from accounts.throttle import Attempt
from common.client_address import client_network

logger = logging.getLogger(__name__)

_OLD_SESSIONS_AT_ONCE = 20
_KEPT_ELSEWHERE = "Your sign-in provider keeps your password. Change it there."
_NOT_THE_PRESENT_ONE = "This is not the password that you have now. Type it again."


def check_password(request: HttpRequest, *, username: str, password: str) -> User:
    """The account with this username and password; InvalidCredentials or TooManyFailures.

    Django also hashes the password for unknown names and inactive accounts, so that all refusals
    take the same time.
    """
    attempt = Attempt(username=username, network=client_network(request.META))
    wait = attempt.count()
    if wait:
        logger.warning("account.sign_in_throttled")
        raise TooManyFailures(wait)
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, User):
        logger.warning("account.sign_in_failed")
        raise InvalidCredentials
    attempt.give_back()
    return account


def start_session(request: HttpRequest, account: User) -> None:
    """Sign `account` in with a new session key and discard the browser's previous session."""
    request.session.flush()
    login(request, account)
    _forget_old_sessions()
    logger.info("account.signed_in", extra={"account_id": account.pk})


def change_password(request: HttpRequest, account: User, *, current: str, new: str) -> None:
    """Set a new password and end all sessions of `account` except the current one.

    Raises:
        ValidationError: the current password is wrong or the new one is weak.
        TooManyFailures: too many wrong passwords, counted together with failed sign-ins.
        Forbidden: the account signs in through a provider and has no password.
    """
    if not account.has_usable_password():
        raise Forbidden(_KEPT_ELSEWHERE)
    try:
        check_password(request, username=account.username, password=current)
    except InvalidCredentials as refusal:
        raise ValidationError({"current": [_NOT_THE_PRESENT_ONE]}) from refusal
    try:
        validate_password(new, account)
    except exceptions.ValidationError as error:
        raise ValidationError({"new": error.messages}) from error
    account.set_password(new)
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
    logger.info("account.password_changed", extra={"account_id": account.pk})


def _forget_old_sessions() -> None:
    over = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(over[:_OLD_SESSIONS_AT_ONCE])).delete()
