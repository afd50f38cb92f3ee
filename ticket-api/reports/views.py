"""GET /api/tickets/stats/times/, for callers with a role in every portal."""

from datetime import UTC, timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import RoleRequired
from common.fields import ErrorOutput
from reports.days import Days
from reports.report import times_report
from reports.serializers import TimesFilters, TimesReportOutput
from reports.times import Group
from tickets.listing.moments import day_in


class TimesView(APIView):
    """How long answers took."""

    permission_classes = (RoleRequired,)
    sign_in_to = "see the figures of the team"

    @extend_schema(
        operation_id="ticket_stats_times",
        parameters=[TimesFilters],
        responses={200: TimesReportOutput, 400: ErrorOutput},
    )
    def get(self, request: Request) -> Response:
        """Times to first reply and to resolution of some days, and the backlog of now."""
        filters = _FILTERS.run_validation(request.query_params)
        zone, now = filters.get("tz") or UTC, timezone.now()
        last = day_in(filters.get("until") or now.astimezone(zone).date(), zone)
        days = Days(last - timedelta(days=filters["days"] - 1), last, zone)
        group = Group(filters.get("group") or Group.DAY)
        return Response(times_report(days=days, group=group, now=now))


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_FILTERS = TimesFilters()
