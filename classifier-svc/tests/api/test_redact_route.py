"""`POST /v1/redact`: the rules of redaction for other tools."""

import pytest

from classifier.config import Settings
from tests.conftest import contract, serving


async def test_the_contract(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post(
            "/v1/redact", json=contract("classifier-api/redact-request.json")
        )

    assert response.status_code == 200
    assert response.json() == contract("classifier-api/redact-response.json")


async def test_it_needs_a_token(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.post(
            "/v1/redact", json={"texts": ["a"]}, headers={"Authorization": "Bearer another"}
        )

    assert response.status_code == 401
    assert response.json()["reason"] == "unauthorized"


@pytest.mark.parametrize("body", [{}, {"texts": []}, {"texts": ["a"] * 101}, {"texts": [7]}, []])
async def test_what_is_no_list_of_texts_is_refused(settings: Settings, body: object) -> None:
    async with serving(settings) as client:
        response = await client.post("/v1/redact", json=body)

    assert response.status_code == 422
    assert response.json()["reason"] == "invalid_request"
