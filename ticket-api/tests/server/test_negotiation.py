"""The format of an answer: REST framework's rules, remembered (common.negotiation)."""

import pytest
from django.test import Client
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from common.json_format import FastJSONRenderer
from common.negotiation import RememberedNegotiation

ACCEPTED = [
    "*/*",
    "application/json",
    "application/json; indent=4",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html",
    "application/*",
    "text/*;q=0.1, application/json",
    "",
    "a" * 300 + ", application/json",
]


@pytest.mark.parametrize("accept", ACCEPTED)
def test_it_decides_as_rest_framework_does(accept: str) -> None:
    renderers = [FastJSONRenderer(), BrowsableAPIRenderer()]
    request = Request(APIRequestFactory().get("/", headers={"Accept": accept}))
    chosen = [
        _chosen(rules, request, renderers)
        for rules in (DefaultContentNegotiation(), RememberedNegotiation(), RememberedNegotiation())
    ]
    assert chosen[0] == chosen[1] == chosen[2]


def _chosen(rules: DefaultContentNegotiation, request: Request, renderers: list) -> object:
    try:
        return rules.select_renderer(request, renderers)
    except Exception as error:  # noqa: BLE001 (the kind is what is compared)
        return type(error)


def test_what_cannot_be_answered_is_406_every_time(api: Client) -> None:
    for _ in range(2):
        answer = api.get("/api/tickets/1/", headers={"Accept": "image/png"})
        assert (answer.status_code, answer.json()["error"]) == (406, "Not Acceptable")
