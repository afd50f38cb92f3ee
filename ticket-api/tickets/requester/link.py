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
    """The link is forged, expired or revoked, or its ticket is gone; no answer says which."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = "link_not_valid"
    default_detail = (
        "This link is not valid, or not any more. Ask the help desk for a new one, and name what "
        "your request was about."
    )


def private_link(
    ticket: TicketIdentity, *, revocations: int = 0, signed_at: datetime | None = None
) -> str:
    """The path of the portal's page for `ticket`; browsers send no server the part after `#`.

    With the `signed_at` of an earlier link, the same link for a repeated request.
    """
    created = signing.b62_encode(_microseconds(ticket.created_at))
    seconds = signing.b62_encode(int((signed_at or timezone.now()).timestamp()))
    return f"/request#{_signer().sign(f'{ticket.id}-{revocations}-{created}.{seconds}')}"


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
    """The parts of a token."""

    ticket_id: int
    revocations: int
    signed_at: int  # Seconds since 1970.
    created: int | None  # Microseconds since 1970; None in links of earlier versions.

    def is_of(self, created_at: datetime) -> bool:
        """Whether the link is of the ticket that has its id and was created at `created_at`.

        A link of an earlier version does not name the creation. It counts for a ticket that had
        been created when the link was signed.
        """
        if self.created is None:
            return _microseconds(created_at) // 1_000_000 <= self.signed_at
        return _microseconds(created_at) == self.created

    def is_revoked(self, created_at: datetime) -> bool:
        """Whether the ticket's links were revoked after this one was made.

        Revocations before `created_at` were of an earlier ticket with the same id.
        """
        later = LinkRevocations.objects.filter(
            ticket_id=self.ticket_id, revocations__gt=self.revocations, revoked_at__gte=created_at
        )
        return later.exists()

    def is_over(self) -> bool:
        """Whether both the link and the last public message are older than the time limit."""
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
        ticket, _, seconds = _signer().unsign(token).rpartition(".")
    except signing.BadSignature as error:
        raise LinkNotValid from error
    form = _FORM.fullmatch(ticket)
    if form is None:
        raise LinkNotValid
    ticket_id, revocations, created = form.groups()
    return _Link(
        int(ticket_id),
        int(revocations),
        signing.b62_decode(seconds),
        signing.b62_decode(created) if created else None,
    )


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT, sep=".")
