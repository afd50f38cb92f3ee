"""A request with an Idempotency-Key is carried out once, however often it is sent.

Tickets, messages and saved views keep their keys in one table each, with the columns `key`,
`body_digest` and `created_at`. An equal request gets the former answer for HOURS_KEPT hours.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from common.errors import Refusal

KEY_CHARACTERS = 255
HOURS_KEPT = 24
_KEPT = timedelta(hours=HOURS_KEPT)
_Row = TypeVar("_Row", bound=Model)


class KeyReused(Refusal):
    """The key belongs to another body; `what` names what the endpoint creates."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "key_reused"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This Idempotency-Key was used for another {what}. Send a new key with a new {what}."
        )


@dataclass(frozen=True)
class RequestKey:
    """The key of a request, and the SHA-256 of its body."""

    key: str
    digest: bytes

    @classmethod
    def of(cls, key: str, body: Any) -> "RequestKey":
        """Equal for the same JSON value, in whatever order and spacing it was sent."""
        return cls(key, hashlib.sha256(json.dumps(body, sort_keys=True).encode("utf-8")).digest())


def read_request_key(request: Request) -> RequestKey | None:
    """The key of the request, None without one; ValidationError when it cannot be one."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= KEY_CHARACTERS or not all("!" <= letter <= "~" for letter in key):
        sentence = f"Use 1 to {KEY_CHARACTERS} letters, digits and signs, for example a UUID"
        raise ValidationError({"Idempotency-Key": [sentence]})
    return RequestKey.of(key, request.data)


def find_earlier(kept: QuerySet[_Row], key: RequestKey, *, what: str) -> _Row | None:
    """The row that an earlier request with `key` left among `kept`; an old row is deleted.

    Raises KeyReused when that request had another body.
    """
    row: Any = kept.filter(key=key.key).first()
    if row is None:
        return None
    if row.created_at < timezone.now() - _KEPT:
        kept.filter(pk=row.pk, created_at=row.created_at).delete()
        return None
    if bytes(row.body_digest) != key.digest:
        raise KeyReused(what)
    return row  # type: ignore[no-any-return]


def forget_old_keys(kept: QuerySet[_Row], *, most: int) -> None:
    """Delete some keys that are over their time.

    Requests with new keys call it, so a table keeps about a day's keys without a timer.
    """
    with transaction.atomic():
        old = kept.filter(created_at__lt=Now() - _KEPT).order_by("created_at")
        some = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]
        kept.filter(pk__in=list(some)).delete()
