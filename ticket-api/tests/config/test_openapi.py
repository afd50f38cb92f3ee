"""The description of the API, and Django's own checks of this project."""

import io
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.samples import contract


def test_the_description_is_valid_and_complete() -> None:
    written = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=written)
    paths = set(re.findall(r"^  (/api/[^:]*):$", written.getvalue(), re.MULTILINE))
    assert paths >= {
        "/api/health/",
        "/api/tickets/",
        "/api/tickets/{ticket_id}/",
        "/api/tickets/{ticket_id}/history/",
        "/api/tickets/classify/",
        "/api/tickets/stats/",
        "/api/tickets/stats/daily/",
        "/api/tickets/stats/suggestions/",
        "/api/tickets/stats/suggestions/wrong/",
    }


def test_the_portal_checks_its_types_against_this_api() -> None:
    written = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=written)
    described, promised = json.loads(written.getvalue()), contract("openapi.json")
    for part in ("paths", "components"):
        same = _shapes(described[part]) == _shapes(promised[part])
        assert same, "contracts/openapi.json is older than the API. Run: make api-types"


def _shapes(node: Any) -> Any:
    """The schema of requests and responses, without descriptions."""
    if isinstance(node, dict):
        prose = isinstance(node.get("description"), str)
        return {
            key: _shapes(value)
            for key, value in node.items()
            if not (prose and key == "description")
        }
    return [_shapes(one) for one in node] if isinstance(node, list) else node


@pytest.mark.parametrize("media_type", ["*/*", "application/vnd.oai.openapi+json"])
def test_the_description_is_served(api: Client, media_type: str) -> None:
    answer = api.get("/api/schema/", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert b"/api/tickets/" in answer.content


def test_django_finds_nothing_wrong() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_the_models_have_their_migrations() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
