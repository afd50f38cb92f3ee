"""Probes of the containers: whether this process lives, and whether it can answer."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from common import errors


def healthz(_request: HttpRequest) -> HttpResponse:
    """Liveness probe: 200 while this process answers; does not use the database."""
    return errors.json_response({"status": "ok"}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness probe: 200 when the database answers, otherwise 503."""
    if database_answers():
        return errors.json_response({"status": "ok"}, 200)
    return errors.unavailable_response(request)


def database_answers() -> bool:
    """Whether the database answers a statement on this request's connection."""
    try:
        connection.ensure_connection()
    except errors.Unavailable:
        return False
    return connection.is_usable()
