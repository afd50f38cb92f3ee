"""`openai`: servers that refuse parts of a request are asked without them."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from classifier.config import Settings
from classifier.providers import request_forms
from classifier.providers.request_forms import RequestForm, RequestForms
from tests.conftest import at_port, contract, load, serving

REQUEST = contract("classifier-api/classify-request.json")
LABELS = '{"category": "billing", "priority": "high"}'
Refuses = Callable[[dict[str, Any]], bool]


class _Server(ThreadingHTTPServer):
    """Refuses the requests that `refuses` says with a status and a body, and answers others."""

    status, body = 400, b"{}"
    refuses: Refuses = staticmethod(lambda _: False)

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def forms(self) -> list[tuple[str, bool, str]]:
        """The format, whether there is a temperature, and the limit of tokens of each request."""
        return [
            (
                asked.get("response_format", {"type": "text"})["type"],
                "temperature" in asked,
                "".join(name for name in asked if name.startswith("max_")),
            )
            for asked in self.asked
        ]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        message = {"role": "assistant", "content": LABELS}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        status, body = 200, json.dumps({"choices": choices}).encode()
        if self.server.refuses(asked):
            status, body = self.server.status, self.server.body
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def format_of(asked: dict[str, Any]) -> str:
    kind: str = asked.get("response_format", {"type": "text"})["type"]
    return kind


def says(message: str, **more: object) -> bytes:
    return json.dumps({"error": {"message": message, **more}}).encode()


SCHEMA, OBJECT, TEXT = ("json_schema", True, ""), ("json_object", True, ""), ("text", True, "")


async def ask(settings: Settings, times: int = 2) -> list[dict[str, Any]]:
    async with serving(settings) as client:
        return [
            (await client.post("/v1/classify", json={**REQUEST, "description": f"Text {n}"})).json()
            for n in range(times)
        ]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, says("response_format is not supported")),
        (400, says("Bad request")),
        (422, b'{"detail": [{"loc": ["body", "response_format"], "msg": "unexpected value"}]}'),
        (422, b""),
        (500, b"Internal Server Error"),
        (501, says("Not implemented")),
    ],
)
@pytest.mark.parametrize(
    ("takes", "forms"),
    [
        (("json_object", "text"), [SCHEMA, OBJECT, OBJECT]),
        (("text",), [SCHEMA, OBJECT, TEXT, TEXT]),
    ],
)
async def test_server_without_structured_output_is_asked_for_what_it_takes(
    server: _Server, takes: tuple[str, ...], forms: list[object], status: int, body: bytes
) -> None:
    server.status, server.body = status, body
    server.refuses = lambda asked: format_of(asked) not in takes
    answers = await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port))

    assert [answer["labels"]["category"] for answer in answers] == ["billing"] * 2
    assert server.forms == forms


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    ("message", "calls"),
    [("'temperature' does not support 0 with this model.", 2), ("Bad request", 4)],
)
async def test_server_that_refuses_the_temperature_is_asked_without(
    server: _Server, status: int, message: str, calls: int
) -> None:
    """Structured output is kept, though a refusal without a reason costs more calls to find out."""
    server.status, server.body = status, says(message)
    server.refuses = lambda asked: "temperature" in asked
    answers = await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port))

    assert all("labels" in answer for answer in answers)
    assert server.forms[calls - 1 :] == [("json_schema", False, "")] * 2


@pytest.mark.parametrize(
    ("takes", "used"), [({"max_completion_tokens"}, "max_completion_tokens"), (set(), "")]
)
async def test_limit_of_tokens_has_the_name_that_the_server_takes(
    server: _Server, takes: set[str], used: str
) -> None:
    server.body = says("Unsupported parameter: 'max_tokens' or 'max_completion_tokens'")
    server.refuses = lambda asked: any(n.startswith("max_") and n not in takes for n in asked)
    limited = load(CLASSIFIER_PROVIDER="openai", OPENAI_MAX_TOKENS="77")
    answers = await ask(at_port(limited, server.server_port))

    assert all("labels" in answer for answer in answers)
    assert server.forms[0] == ("json_schema", True, "max_tokens")
    assert server.forms[-1] == ("json_schema", True, used)
    assert not used or server.asked[-1][used] == 77


async def test_temperature_is_that_of_the_settings(server: _Server) -> None:
    for value in ("0.4", "off"):
        chosen = load(CLASSIFIER_PROVIDER="openai", OPENAI_TEMPERATURE=value)
        await ask(at_port(chosen, server.server_port), times=1)

    assert [asked.get("temperature") for asked in server.asked] == [0.4, None]


async def test_everything_is_tried_again_after_a_while(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server refuses schemas at first, and takes them from the third request on."""
    monkeypatch.setattr(request_forms, "TRY_AGAIN_SECONDS", 0.0)
    server.status = 500
    server.refuses = lambda asked: format_of(asked) == "json_schema" and len(server.asked) < 3
    await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port))

    assert server.forms == [SCHEMA, OBJECT, SCHEMA]


async def test_refused_text_costs_one_call_once_the_form_is_known(server: _Server) -> None:
    server.refuses = lambda asked: "Text 0" not in json.dumps(asked)
    server.body = says("This is not allowed here.")
    answers = await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port))

    assert [answer.get("reason") for answer in answers] == [None, "provider_refused_text"]
    assert server.forms == [SCHEMA, SCHEMA]


async def test_server_that_changes_says_so(server: _Server) -> None:
    """Another model behind the same address is asked without the part that it names."""
    server.body = says("This model has no response_format json_schema.")
    server.refuses = lambda asked: len(server.asked) > 1 and format_of(asked) == "json_schema"
    answers = await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port), times=3)

    assert all("labels" in answer for answer in answers)
    assert server.forms == [SCHEMA, SCHEMA, OBJECT, OBJECT]


@pytest.mark.parametrize(
    "code",
    [
        {"code": "content_filter"},
        {"code": "context_length_exceeded"},
        {"code": 400, "type": "exceed_context_size_error"},  # llama.cpp
    ],
)
async def test_refusal_of_the_text_is_not_taken_for_one_of_the_form(
    server: _Server, code: dict[str, Any]
) -> None:
    server.refuses = lambda _: True
    server.body = says("The response_format of this text is not allowed.", **code)
    answers = await ask(at_port(load(CLASSIFIER_PROVIDER="openai"), server.server_port), times=1)

    assert answers[0]["reason"] == "provider_refused_text"
    assert server.forms == [SCHEMA]


def test_forms_end() -> None:
    """A server that refuses everything is asked a bounded number of times."""
    forms = RequestForms(load(OPENAI_MAX_TOKENS="9"))
    form: RequestForm | None = forms.first()
    tried = []
    while form is not None:
        tried.append(form)
        form = forms.next(form, 400, "no")

    assert len(tried) == len(set(tried)) == 12
    assert tried[-1] == RequestForm("text", temperature=False, limit="")
