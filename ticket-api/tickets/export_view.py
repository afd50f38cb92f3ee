"""GET /api/tickets/export.csv: a whole list, for spreadsheets."""

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.permissions import require_role
from accounts.roles import rights_of
from common.fields import ErrorOutput
from common.negotiation import FormatOfAddress
from tickets import selectors
from tickets.listing.csv_export import PAGE_LIMIT_MS, PAGE_TICKETS, TicketCSV
from tickets.listing.filters import (
    SEE_PERSONS,
    ExportFilters,
    is_for_roles,
    read_export_filters,
)
from tickets.listing.pagination import Cursor, Page
from tickets.persons import ticket_bodies


class TicketExportView(APIView):
    """All tickets of a list as CSV."""

    content_negotiation_class = FormatOfAddress

    @extend_schema(
        operation_id="ticket_export",
        parameters=[ExportFilters],
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            400: ErrorOutput,
            503: OpenApiResponse(
                ErrorOutput,
                "The database is away, the list takes too long, or others export "
                "(`list_too_slow`, `search_too_slow`, `too_many_exports`).",
            ),
        },
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export a list in its order, with persons for callers with a role. Times are in UTC.

        A text that a spreadsheet would take for a formula has an apostrophe in front.
        """
        filters = read_export_filters(request.query_params)
        if is_for_roles(filters):
            require_role(request.user, reads=True, sign_in_to=SEE_PERSONS)
        pages = {"account_id": request.user.pk, "limit": PAGE_TICKETS, "limit_ms": PAGE_LIMIT_MS}

        def read_page(cursor: Cursor | None) -> tuple[Page, list[dict[str, Any]]]:
            page = selectors.ticket_page(**filters, **pages, cursor=cursor)
            return page, ticket_bodies(page.tickets, request.user)

        name = f"tickets-{timezone.now().date()}.csv"
        return StreamingHttpResponse(
            TicketCSV(read_page, for_roles=rights_of(request.user).view),
            content_type="text/csv; charset=utf-8; header=present",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                # The gateway passes each part on as it comes.
                "X-Accel-Buffering": "no",
            },
        )
