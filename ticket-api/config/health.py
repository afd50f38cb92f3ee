"""Health probes of the containers, and the health endpoint of the API."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import errors
from common.json_format import FastJSONRenderer
from config import __version__
from tickets.services import llm_service


def healthz(_request: HttpRequest) -> HttpResponse:
    """Liveness probe: 200 while this process answers; does not use the database."""
    return errors.json_response({"status": "ok"}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness probe: 200 when the database answers, otherwise 503."""
    if _database_answers():
        return errors.json_response({"status": "ok"}, 200)
    return errors.unavailable_response(request)


class HealthView(APIView):
    """The state of the service and of what it leans on."""

    renderer_classes = (FastJSONRenderer,)
    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        responses={
            (200, "application/json"): {
                "type": "object",
                "properties": {
                    "status": {"enum": ["ok"]},
                    "database": {"enum": ["ok"]},
                    "breaker": {"enum": ["closed", "open", "half_open"]},
                    "version": {"type": "string"},
                },
                "required": ["status", "database", "breaker", "version"],
            }
        }
    )
    def get(self, _request: Request) -> Response:
        """An open breaker is no ill health: tickets are taken, only suggestions fall back."""
        state = {"breaker": llm_service.breaker_state(), "version": __version__}
        if _database_answers():
            return Response({"status": "ok", "database": "ok", **state})
        body: dict[str, Any] = errors.status_envelope(503)
        return Response(
            {**body, "status": "unavailable", "database": "unreachable", **state}, status=503
        )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except errors.Unavailable:
        return False
    return True
