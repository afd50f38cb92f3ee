"""Refusals of saved views; each has its own `code` in the error envelope where one is needed."""

from rest_framework import status
from rest_framework.exceptions import APIException

from accounts.refusals import Forbidden
from common.errors import Refusal


class KeyReused(Refusal):
    """The Idempotency-Key belongs to another body of this account."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "key_reused"
    default_detail = (
        "This Idempotency-Key was used for another view. Send a new key with a new view."
    )


class ViewChanged(APIException):
    """Somebody changed the view since the caller read it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The view has changed since you read it. Read it again, then change it."


class NotYours(Forbidden):
    """A shared view of another account."""

    default_detail = "Only its owner and admins change this view. Save a copy under your name."


class OwnersChoice(Forbidden):
    """An admin would make another account's view private, and would not see it any more."""

    default_detail = "Only its owner makes this view private. Delete it if it is not used."
