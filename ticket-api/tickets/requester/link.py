"""The private link to one ticket: signed, valid for REQUESTER_LINK_DAYS, revocable.

Every reply and every request renews the links of its ticket; a note does not, because the requester
must not learn of it.

Nothing is stored when a ticket is created. The token names the ticket by its id and its creation
time: an id alone may come to belong to another ticket, after a restore or with a sequence that was
set back. It also names how often the ticket's links had been revoked; once they are revoked again,
every link from before is dead, whatever any clock says.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.request import Request

from accounts.models import LinkRevocations
from common.errors import Refusal
from tickets import selectors
from tickets.models import Ticket
from tickets.representation import TicketIdentity, TicketRow, identity_of

LINK_HEADER = "X-Ticket-Link"
LINK_PARAMETER = OpenApiParameter(
    LINK_HEADER, location="header", required=True, description="What follows the # of the link."
)
_TOKEN_CHARACTERS = 120
_FORM = re.compile(r"([1-9][0-9]{0,18})-([0-9]{1,9})(?:-(-?[0-9A-Za-z]{1,11}))?")
# Increase the number when the token's format changes; it ends all links in use.
_SALT = "tickets.private-link.1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LinkNotValid(Refusal):
    """Forged, expired or revoked, or of a ticket that is gone: always the same."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = "link_not_valid"
    default_detail = (
        "This link is not valid, or not any more. Ask the help desk for a new one, and name what "
        "your request was about."
    )


def private_link(
    ticket: TicketIdentity, *, revocations: int = 0, signed_at: datetime | None = None
) -> str:
    """Where the portal shows `ticket`. Browsers send nothing behind the `#` to any server.

    Signed now, or at another moment: the same link again for a request that is repeated.
    """
    signer = _Signer(salt=_SALT, sep=".")
    signer.signed_at = signed_at
    created = signing.b62_encode(_microseconds(ticket.created_at))
    return f"/request#{signer.sign(f'{ticket.id}-{revocations}-{created}')}"


def link_renew(ticket: TicketIdentity) -> str:
    """A link that is valid now; those that are valid stay so."""
    row = LinkRevocations.objects.filter(ticket_id=ticket.id).first()
    return private_link(ticket, revocations=row.revocations if row else 0)


def links_revoke(*, ticket_id: int) -> None:
    """End every link to the ticket that was made until now."""
    LinkRevocations.objects.update_or_create(
        ticket_id=ticket_id,
        defaults={"revocations": F("revocations") + 1, "revoked_at": Now()},
        create_defaults={"revocations": 1},
    )


def ticket_of_link(token: str) -> TicketRow:
    """The ticket that `token` leads to, as it is sent; LinkNotValid when it leads nowhere."""
    link = _read(token)
    row = selectors.ticket_find(ticket_id=link.ticket_id)
    if row is None or not link.is_of(row["created_at"]) or link.is_revoked(row["created_at"]):
        raise LinkNotValid
    if link.is_over():
        raise LinkNotValid
    return row


def ticket_of_request(request: Request) -> TicketRow:
    """The ticket of the link in the header X-Ticket-Link; LinkNotValid as `ticket_of_link`."""
    return ticket_of_link(request.headers.get(LINK_HEADER, ""))


@dataclass(frozen=True)
class ShownLink:
    """The token of a link that a stream was opened with."""

    token: str

    def check(self) -> TicketIdentity:
        """Its ticket; LinkNotValid when it leads nowhere any more."""
        return identity_of(ticket_of_link(self.token))


@dataclass(frozen=True)
class _Link:
    """What a token says."""

    ticket_id: int
    revocations: int
    signed_at: int  # Seconds since 1970.
    created: int | None  # Microseconds since 1970; None in links of earlier versions.

    def is_of(self, created_at: datetime) -> bool:
        """Whether this is a link of the ticket with this id that was created then.

        A link of an earlier version is one of a ticket that was there when the link was signed.
        """
        if self.created is None:
            return _microseconds(created_at) // 1_000_000 <= self.signed_at
        return _microseconds(created_at) == self.created

    def is_revoked(self, created_at: datetime) -> bool:
        """Whether the links of the ticket that was created then have been revoked since.

        What was revoked before were the links of an earlier ticket with the same id.
        """
        later = LinkRevocations.objects.filter(
            ticket_id=self.ticket_id, revocations__gt=self.revocations, revoked_at__gte=created_at
        )
        return later.exists()

    def is_over(self) -> bool:
        """Whether the link was signed too long ago, and so was the last public message."""
        oldest = timezone.now() - timedelta(days=settings.REQUESTER_LINK_DAYS)
        if datetime.fromtimestamp(self.signed_at, UTC) >= oldest:
            return False
        renewed = Ticket.objects.filter(
            pk=self.ticket_id,
            messages__public_number__isnull=False,
            messages__created_at__gte=oldest,
        )
        return not renewed.exists()


def _read(token: str) -> _Link:
    if len(token) > _TOKEN_CHARACTERS:
        raise LinkNotValid
    try:
        form = _FORM.fullmatch(_Signer(salt=_SALT, sep=".").unsign(token))
    except signing.BadSignature as error:
        raise LinkNotValid from error
    if form is None:
        raise LinkNotValid
    ticket_id, revocations, created = form.groups()
    signed_at = signing.b62_decode(token.split(".")[1])
    return _Link(
        int(ticket_id),
        int(revocations),
        signed_at,
        signing.b62_decode(created) if created else None,
    )


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


class _Signer(signing.TimestampSigner):
    signed_at: datetime | None = None

    def timestamp(self) -> str:
        """Seconds, as Django writes them into a signed value."""
        if self.signed_at is None:
            return super().timestamp()
        return signing.b62_encode(int(self.signed_at.timestamp()))
