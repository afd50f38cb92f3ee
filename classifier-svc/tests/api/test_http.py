"""What every route does: tokens, request ids, limits, problems, health, the page to try it at."""

import io
import json
import logging

import httpx
import pytest

from classifier.api.app import create_app
from classifier.api.schemas import BATCH_ITEMS_MAX, BODY_BYTES_MAX, DESCRIPTION_CHARACTERS_MAX
from classifier.config import Settings
from classifier.logs import JsonFormatter
from classifier.problems import Reason
from tests.conftest import TOKEN, contract, serving

REQUEST = contract("classifier-api/classify-request.json")
PROBLEMS = contract("classifier-api/problems.json")
JSON = {"Content-Type": "application/json"}


def test_reasons_are_those_of_the_contract() -> None:
    added = {"not_found", "method_not_allowed", "payload_too_large", "internal_error"}
    ours = {reason.value: reason.status for reason in Reason if reason.value not in added}

    assert ours == PROBLEMS["reasons"]


def test_limits_are_those_of_the_contract() -> None:
    limits = contract("limits.json")

    assert limits["description_characters"] == DESCRIPTION_CHARACTERS_MAX
    assert limits["body_bytes"] == BODY_BYTES_MAX
    assert limits["batch_items_max"] == BATCH_ITEMS_MAX


def assert_problem(response: httpx.Response, status: int, reason: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEMS["media_type"]
    body = response.json()
    assert body.keys() >= set(PROBLEMS["required_keys"])
    assert (body["status"], body["reason"]) == (status, reason)
    assert body["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong-token-0123456789", f"Basic {TOKEN}", TOKEN],
)
@pytest.mark.parametrize("path", ["/v1/classify", "/v1/taxonomies", "/v1/unknown"])
async def test_nothing_under_v1_answers_without_a_token(
    settings: Settings, authorization: str | None, path: str
) -> None:
    async with serving(settings) as client:
        del client.headers["Authorization"]
        headers = {} if authorization is None else {"Authorization": authorization}
        response = await client.get(path, headers=headers)

    assert_problem(response, 401, "unauthorized")
    assert response.headers["www-authenticate"] == "Bearer"


async def test_token_of_bytes_that_are_no_text_is_refused(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.get("/v1/taxonomies", headers={"Authorization": b"Bearer \xff\xfe"})

    assert_problem(response, 401, "unauthorized")


async def test_unknown_page(settings: Settings) -> None:
    async with serving(settings) as client:
        assert_problem(await client.get("/nowhere"), 404, "not_found")
        assert_problem(await client.post("/v1/classify/", json=REQUEST), 404, "not_found")
        assert_problem(await client.get("/v1/taxonomies/nowhere"), 404, "unknown_taxonomy")


async def test_wrong_method_names_the_right_one(settings: Settings) -> None:
    async with serving(settings) as client:
        response = await client.put("/v1/classify", json=REQUEST)

    assert_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "POST"


async def test_body_over_the_limit_is_refused(settings: Settings) -> None:
    limit = contract("limits.json")["body_bytes"]

    async def in_pieces():
        for _ in range(limit // 1024 + 1):
            yield b" " * 1024

    async with serving(settings) as client:
        announced = await client.post("/v1/classify", content=b" " * (limit + 1))
        chunked = await client.post("/v1/classify", content=in_pieces())
        at_the_limit = await client.post("/v1/classify", content=b" " * limit)

    assert_problem(announced, 413, "payload_too_large")
    assert_problem(chunked, 413, "payload_too_large")
    assert_problem(at_the_limit, 422, "invalid_request")


@pytest.mark.parametrize("letter", ["ж", "😀", "\n"])
@pytest.mark.parametrize("escaped", [True, False])
async def test_the_longest_text_fits_however_json_encodes_it(
    settings: Settings, letter: str, escaped: bool
) -> None:
    text = {**REQUEST, "description": "a" + letter * 19_999}
    body = json.dumps(text, ensure_ascii=escaped)
    async with serving(settings) as client:
        response = await client.post("/v1/classify", content=body, headers=JSON)
        body = json.dumps({"texts": [text["description"]]}, ensure_ascii=escaped)
        redacted = await client.post("/v1/redact", content=body, headers=JSON)

    assert response.status_code == 200, response.text
    assert redacted.status_code == 200, redacted.text


async def test_json_may_begin_with_a_byte_order_mark(settings: Settings) -> None:
    async with serving(settings) as client:
        body = b"\xef\xbb\xbf" + json.dumps(REQUEST).encode()
        response = await client.post("/v1/classify", content=body, headers=JSON)

    assert response.status_code == 200, response.text


async def test_unexpected_error_is_a_500_without_details(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the ticket's text")

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://classifier") as client:
        response = await client.get("/broken")

    assert_problem(response, 500, "internal_error")
    assert "ticket's text" not in response.text
    (error,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    line = json.loads(JsonFormatter().format(error))
    assert line["exception"] == "RuntimeError"
    assert line["request_id"] == response.headers["x-request-id"]
    assert "ticket's text" not in json.dumps(line)


@pytest.mark.parametrize(
    ("offered", "kept"),
    [("3f1c9a52b7d64e0f8a1d2c3b4e5f6071", True), ("a" * 65, False), ("x y", False), ("", False)],
)
async def test_request_id_is_kept_when_it_is_one(
    settings: Settings, offered: str, kept: bool
) -> None:
    async with serving(settings) as client:
        response = await client.get("/healthz", headers={"X-Request-ID": offered})

    assert (response.headers["x-request-id"] == offered) is kept
    assert len(response.headers["x-request-id"]) == 32


async def test_log_line_of_a_request_has_lengths_and_never_text(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    try:
        async with serving(settings) as client:
            request_id = {"X-Request-ID": "abc-1"}
            await client.post("/v1/classify", json=REQUEST, headers=request_id)
            unusable = {**REQUEST, "description": "zebra\x00zebra", "extra": "giraffe"}
            await client.post("/v1/classify", json=unusable)
    finally:
        logging.getLogger().removeHandler(handler)

    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    answered, refused = (line for line in lines if line["event"] == "request")
    assert answered["request_id"] == "abc-1"
    assert answered["client"] == "tests"
    assert answered["status"] == 200
    assert answered["description_chars"] == len(REQUEST["description"])
    assert answered["provider"] == "local"
    assert refused["reason"] == "invalid_request"
    for secret in (REQUEST["description"], TOKEN, "zebra", "giraffe"):
        assert secret not in stream.getvalue()


async def test_taxonomies_can_be_read(settings: Settings) -> None:
    async with serving(settings) as client:
        names = [
            entry["name"] for entry in (await client.get("/v1/taxonomies")).json()["taxonomies"]
        ]
        taxonomy = (await client.get("/v1/taxonomies/support-tickets")).json()

    assert "support-tickets" in names
    choices = {
        dimension["name"]: [choice["name"] for choice in dimension["choices"]]
        for dimension in taxonomy["dimensions"]
    }
    assert choices == {name: contract("choices.json")[name] for name in ("category", "priority")}
    assert all(
        choice["definition"]
        for dimension in taxonomy["dimensions"]
        for choice in dimension["choices"]
    )


async def test_health_and_readiness(settings: Settings) -> None:
    async with serving(settings) as client:
        health, ready = await client.get("/healthz"), await client.get("/readyz")

    assert health.json()["status"] == "ok"
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "provider": "local",
        "model": ready.json()["model"],
        "breaker": "closed",
        "providers": [
            {
                "name": "local",
                "model": ready.json()["model"],
                "breaker": "closed",
                "problem": None,
            }
        ],
        "broken_taxonomies": {},
        "problems": [],
    }


async def test_docs_fetch_nothing_from_elsewhere(settings: Settings) -> None:
    async with serving(settings) as client:
        page = await client.get("/docs")
        addresses = [part.split('"')[0] for part in page.text.split('src="')[1:]]
        addresses += [part.split('"')[0] for part in page.text.split('href="')[1:]]
        files = [await client.get(address) for address in addresses]

    assert page.status_code == 200
    assert addresses
    assert all(address.startswith("/docs/static/") for address in addresses)
    assert {file.status_code for file in files} == {200}


async def test_openapi_has_an_example_of_each_error(settings: Settings) -> None:
    async with serving(settings) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]

    described = {
        reason: example["value"]
        for path in ("/v1/classify", "/v1/embed")
        for responses in (paths[path]["post"]["responses"],)
        for status, response in responses.items()
        for reason, example in response["content"]
        .get(PROBLEMS["media_type"], {})
        .get("examples", {})
        .items()
        if example["value"]["status"] == int(status)
    }
    ours = {reason: example["status"] for reason, example in described.items()}
    assert ours.items() >= PROBLEMS["reasons"].items()
    assert {"payload_too_large", "internal_error"} <= ours.keys()
    assert all(example.keys() >= set(PROBLEMS["required_keys"]) for example in described.values())


async def test_openapi_asks_for_a_token_where_the_service_does(settings: Settings) -> None:
    async with serving(settings) as client:
        description = (await client.get("/openapi.json")).json()

    assert description["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) is path.startswith("/v1/")
            assert ("401" in operation["responses"]) is path.startswith("/v1/")


async def test_description_names_the_headers(settings: Settings) -> None:
    async with serving(settings) as client:
        paths = (await client.get("/openapi.json")).json()["paths"]

    for operations in paths.values():
        for operation in operations.values():
            assert "X-Request-ID" in {one["name"] for one in operation["parameters"]}
            for response in operation["responses"].values():
                assert response["headers"]["X-Request-ID"]["required"] is True
    classify = paths["/v1/classify"]["post"]
    assert "cache-control" in {one["name"] for one in classify["parameters"]}
    assert classify["responses"]["401"]["headers"]["WWW-Authenticate"]["required"] is True
    assert classify["responses"]["429"]["headers"]["Retry-After"]["required"] is True
    assert "Retry-After" in classify["responses"]["503"]["headers"]
    assert "Retry-After" not in classify["responses"]["504"]["headers"]
