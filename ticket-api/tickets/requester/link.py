"""The private link to one ticket: signed, valid for REQUESTER_LINK_DAYS, revocable.

Nothing is stored when a ticket is created. The token names the ticket and how often its links had
been revoked; once they are revoked again, every link from before is dead, whatever any clock says.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection
from rest_framework import status

from accounts.models import LinkRevocations
from config.errors import Refusal
from tickets.models import Ticket

_TOKEN_CHARACTERS = 120
_FORM = re.compile(r"([1-9][0-9]{0,18})-([0-9]{1,9})")
# The number goes up with the shape of the token, which ends all links that are on their way.
_SALT = "tickets.private-link.1"


class LinkNotValid(Refusal):
    """Forged, expired or revoked, or of a ticket that is gone: always the same."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = "link_not_valid"
    default_detail = (
        "This link is not valid, or not any more. Ask the help desk for a new one, and name what "
        "your request was about."
    )


def private_link(*, ticket_id: int, revocations: int = 0, signed_at: datetime | None = None) -> str:
    """Where the portal shows that ticket. Behind the `#`, a browser sends nothing to any server.

    Signed now, or at another moment: the same link again for a request that is repeated.
    """
    signer = _Signer(salt=_SALT, sep=".")
    signer.signed_at = signed_at
    return f"/request#{signer.sign(f'{ticket_id}-{revocations}')}"


def link_renew(*, ticket_id: int) -> str:
    """A link that is valid now; those that are valid stay so."""
    row = LinkRevocations.objects.filter(ticket_id=ticket_id).first()
    return private_link(ticket_id=ticket_id, revocations=row.revocations if row else 0)


def links_revoke(*, ticket_id: int) -> None:
    """End every link to the ticket that was made until now."""
    with connection.cursor() as cursor:
        cursor.execute(_REVOKE, [ticket_id])


def ticket_of_link(token: str) -> int:
    """The ticket that `token` leads to; LinkNotValid when it leads nowhere."""
    ticket_id, revocations = _read(token)
    if LinkRevocations.objects.filter(ticket_id=ticket_id, revocations__gt=revocations).exists():
        raise LinkNotValid
    return ticket_id


@dataclass(frozen=True)
class ShownLink:
    """The token of a link that a stream was opened with."""

    token: str

    def check(self) -> int:
        """The id of the ticket, which is there; LinkNotValid when it leads nowhere any more."""
        ticket_id = ticket_of_link(self.token)
        if not Ticket.objects.filter(pk=ticket_id).exists():
            raise LinkNotValid
        return ticket_id


def _read(token: str) -> tuple[int, int]:
    if len(token) > _TOKEN_CHARACTERS:
        raise LinkNotValid
    longest = timedelta(days=settings.REQUESTER_LINK_DAYS)
    try:
        form = _FORM.fullmatch(_Signer(salt=_SALT, sep=".").unsign(token, max_age=longest))
    except signing.BadSignature as error:
        raise LinkNotValid from error
    if form is None:
        raise LinkNotValid
    return int(form[1]), int(form[2])


class _Signer(signing.TimestampSigner):
    signed_at: datetime | None = None

    def timestamp(self) -> str:
        """Seconds, as Django writes them into a signed value."""
        if self.signed_at is None:
            return super().timestamp()
        return signing.b62_encode(int(self.signed_at.timestamp()))


_TABLE = LinkRevocations._meta.db_table
_REVOKE = f"""
INSERT INTO {_TABLE} AS kept (ticket_id, revocations) VALUES (%s, 1)
ON CONFLICT (ticket_id) DO UPDATE
SET revocations = kept.revocations + 1, revoked_at = statement_timestamp()
"""  # noqa: S608 (a table name of ours)
