"""The health endpoint of the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common import errors
from common.json_format import FastJSONRenderer
from common.probes import database_answers
from config import __version__
from tickets.services import llm_service


class HealthView(APIView):
    """The state of the service and of the parts it depends on."""

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
        if database_answers():
            return Response({"status": "ok", "database": "ok", **state})
        body: dict[str, Any] = errors.status_envelope(503)
        return Response(
            {**body, "status": "unavailable", "database": "unreachable", **state}, status=503
        )
