"""`POST /v1/classify`, as its contract and its clients know it."""

import pytest

from classifier.config import Settings
from tests.conftest import contract, serving

REQUEST = contract("classifier-api/classify-request.json")
RESPONSE = contract("classifier-api/classify-response.json")


async def test_answer_has_the_keys_and_types_of_the_contract(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/classify", json=REQUEST)

    assert response.status_code == 200
    answer = response.json()
    assert list(answer) == list(RESPONSE)
    assert answer["labels"].keys() == RESPONSE["labels"].keys()
    assert answer["labels"] == {"category": "account", "priority": "high"}
    assert isinstance(answer["latency_ms"], int)
    assert answer["cached"] is False


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ("", "at least 1 character"),
        (" \n\t ", "Enter a text"),
        ("a\x00b", "Remove the NUL character"),
        ("x" * 20_001, "at most 20000 characters"),
        (None, "valid string"),
        (17, "valid string"),
        (["a"], "valid string"),
    ],
)
async def test_unusable_description_is_refused_with_its_rule(
    settings: Settings, description: object, sentence: str
) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/classify", json={**REQUEST, "description": description})

    assert response.status_code == 422
    problem = response.json()
    assert problem["reason"] == "invalid_request"
    assert problem["errors"][0]["field"] == "description"
    assert sentence in problem["errors"][0]["message"]


async def test_longest_description_is_accepted(settings: Settings) -> None:
    longest = "ä" * contract("limits.json")["description_characters"]
    async with serving(settings) as client:
        response = await client.post("/v1/classify", json={**REQUEST, "description": longest})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'"text"',
        b'{"description": "\xed\xa0\x80", "taxonomy": "support-tickets"}',
        rb'{"description": "\ud800", "taxonomy": "support-tickets"}',
        b'{"description": "Hello"}',
        b'{"description": "Hello", "taxonomy": "support-tickets", "extra": 1}',
        b'{"description": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
)
async def test_unreadable_body_is_an_invalid_request(settings: Settings, body: bytes) -> None:
    async with serving(settings) as client:
        response = await client.post(
            "/v1/classify", content=body, headers={"Content-Type": "application/json"}
        )

    assert response.status_code == 422
    assert response.json()["reason"] == "invalid_request"


async def test_unknown_taxonomy_names_the_known_ones(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/classify", json={**REQUEST, "taxonomy": "../secrets"})

    assert response.status_code == 404
    assert response.json()["reason"] == "unknown_taxonomy"
    assert "support-tickets" in response.json()["detail"]
