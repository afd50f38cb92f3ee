"""Similar tickets: of a ticket for accounts with a role, and of one's own links for anybody."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import RoleRequired
from common.fields import ErrorOutput
from common.request_id import current_request_id
from conversations.request_views import ByLink
from similar.selectors import own_similar_tickets, similar_tickets
from similar.serializers import (
    OwnSimilarInput,
    OwnSimilarOutput,
    SimilarOutput,
    SimilarStatsFilters,
    SimilarStatsOutput,
    VerdictInput,
    VerdictOutput,
)
from similar.verdicts import precision, verdict_give, verdict_withdraw
from tickets.audit.trail import Writer


class SimilarView(APIView):
    """Tickets that may report the same problem as a ticket."""

    permission_classes = (RoleRequired,)
    sign_in_to = "see similar tickets"

    @extend_schema(operation_id="ticket_similar", responses={200: SimilarOutput, 404: ErrorOutput})
    def get(self, _request: Request, ticket_id: int) -> Response:
        """List tickets whose texts are alike, without those that an agent found different."""
        model, results = similar_tickets(ticket_id=ticket_id)
        return Response({"model": model, "results": results})


class VerdictView(APIView):
    """Verdicts of agents on a pair of tickets; a pair has the same verdict in either order."""

    permission_classes = (RoleRequired,)
    sign_in_to = "judge similar tickets"

    @extend_schema(
        operation_id="ticket_similar_judge",
        request=VerdictInput,
        responses={200: VerdictOutput, 400: ErrorOutput, 404: ErrorOutput},
    )
    def post(self, request: Request, ticket_id: int, other_id: int) -> Response:
        """Mark the ticket as a duplicate of the other one, or store that they are different."""
        word = _VERDICT.run_validation(request.data)["verdict"]
        given = verdict_give(
            ticket_id=ticket_id, other_id=other_id, word=word, writer=_writer(request)
        )
        return Response(
            {
                "verdict": given.word,
                "model": given.model,
                "similarity": given.similarity,
                "created_at": given.created_at,
            }
        )

    @extend_schema(operation_id="ticket_similar_withdraw", responses={204: None, 404: ErrorOutput})
    def delete(self, request: Request, ticket_id: int, other_id: int) -> Response:
        """Take the verdict back; `duplicate_of` is cleared with PATCH of the ticket."""
        verdict_withdraw(ticket_id=ticket_id, other_id=other_id, writer=_writer(request))
        return Response(status=204)


class SimilarStatsView(APIView):
    """How many of the judged pairs are the same."""

    permission_classes = (RoleRequired,)
    sign_in_to = "see the figures of the team"

    @extend_schema(
        operation_id="ticket_stats_similar",
        parameters=[SimilarStatsFilters],
        responses={200: SimilarStatsOutput, 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Count the verdicts of the last days by the model that found the pairs alike."""
        days = _STATS.run_validation(request.query_params)["days"]
        return Response({"days": days, "models": precision(days=days)})


class OwnSimilarView(ByLink):
    """The caller's own tickets that a new ticket may repeat."""

    @extend_schema(
        operation_id="request_similar",
        request=OwnSimilarInput,
        responses={200: OwnSimilarOutput, 400: ErrorOutput},
    )
    def post(self, request: Request) -> Response:
        """List unfinished tickets of the private links that are like the text."""
        given = _OWN.run_validation(request.data)
        return Response({"results": own_similar_tickets(**given)})


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_VERDICT, _STATS, _OWN = VerdictInput(), SimilarStatsFilters(), OwnSimilarInput()


def _writer(request: Request) -> Writer:
    """The account of the request; RoleRequired refuses callers without one."""
    account: Any = request.user
    return Writer(current_request_id(), account.pk)
