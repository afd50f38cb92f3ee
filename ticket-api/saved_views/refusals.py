"""Refusals of saved views."""

from rest_framework import status
from rest_framework.exceptions import APIException

from accounts.refusals import Forbidden


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
