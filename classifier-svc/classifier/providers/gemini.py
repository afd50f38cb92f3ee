"""`gemini`: Google's models through `google-generativeai` 0.8.6, over REST.

The requirements name this SDK; its support ended on 2025-11-30. Its asynchronous call does not
work over REST, so calls run in threads. `retry: None` stops it from trying again for minutes. Its
timeout covers one read of the socket, so `asyncio.wait_for` limits the whole call.
"""

import asyncio
import warnings
from functools import partial
from typing import Any

import requests

from classifier.config import Settings
from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason
from classifier.providers import ProviderReply
from classifier.providers.daemon_threads import DaemonThreads
from classifier.providers.failures import (
    bad_reply,
    failure_of_status,
    is_blocked,
    refused_text,
    timed_out,
    unreachable,
)

with warnings.catch_warnings():
    # The first warning names the successor, which is the provider `google-genai`. The second is
    # about Python releases whose support ends years from now.
    warnings.filterwarnings("ignore", r"\s*All support for the `google", FutureWarning)
    warnings.filterwarnings("ignore", "You are using a Python version", FutureWarning)
    import google.generativeai as genai
    from google.api_core.exceptions import GoogleAPICallError
    from google.generativeai.client import get_default_generative_client

_SERVER = "Gemini"
_SETTINGS = "GEMINI_API_KEY, GEMINI_MODEL and GEMINI_API_ENDPOINT"


class GeminiProvider:
    """Asks one Gemini model."""

    name = "gemini"
    remote = True

    def __init__(self, settings: Settings) -> None:
        """Configure the SDK; this sends nothing."""
        self.model = settings.gemini_model
        key = settings.read_gemini_key()
        self.problem = key.problem
        # A call that timed out keeps its thread until the server closes the connection. New calls
        # are refused when there are as many of those as calls that may run at a time.
        self._threads = DaemonThreads(alive_max=2 * settings.provider_concurrency)
        self._models: dict[tuple[Taxonomy, bool, bool], Any] = {}
        if key.secret:
            _configure(key.secret.get_secret_value(), settings.gemini_api_endpoint)

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        options = {"timeout": timeout, "retry": None}
        generate = partial(
            self._model(question).generate_content, question.fenced, request_options=options
        )
        try:
            response = await asyncio.wait_for(self._threads.run(generate), timeout)
        except (TimeoutError, requests.Timeout):
            raise timed_out(_SERVER, timeout) from None
        except GoogleAPICallError as error:
            raise _refused(error) from error
        except (requests.TooManyRedirects, requests.exceptions.InvalidURL) as error:
            raise _no_such_server() from error
        except requests.RequestException as error:
            raise unreachable(_SERVER) from error
        return _reply(response)

    async def close(self) -> None:
        """Do nothing: a thread ends with its call or with the process."""

    def _model(self, question: Question) -> Any:
        key = question.taxonomy, question.scores, bool(question.examples)
        if key not in self._models:
            self._models[key] = genai.GenerativeModel(
                self.model,
                system_instruction=question.instructions,
                generation_config=genai.GenerationConfig(
                    temperature=0.0,
                    response_mime_type="application/json",
                    response_schema=_schema(question.schema),
                ),
            )
        return self._models[key]


def _configure(key: str, endpoint: str | None) -> None:
    options = {"api_endpoint": endpoint.rstrip("/")} if endpoint else {}
    genai.configure(api_key=key, transport="rest", client_options=options)
    # `requests` would follow a redirect and send the key to the other server. The SDK has no
    # setting for it, and its session is private. Without this line
    # tests/providers/test_providers.py::
    # test_neither_key_nor_text_is_carried_to_another_server fails.
    transport: Any = get_default_generative_client().transport
    transport._session.max_redirects = 0  # noqa: SLF001


def _refused(error: GoogleAPICallError) -> ProblemError:
    response = error.response
    headers = getattr(response, "headers", None)
    # The SDK puts the method and the address of the call before the server's message.
    said = {"message": error.message.partition(": ")[2], "details": error.details}
    return failure_of_status(_SERVER, int(error.code or 500), _SETTINGS, headers, said)


def _no_such_server() -> ProblemError:
    detail = "GEMINI_API_ENDPOINT is not the address of a server with Gemini's API."
    return ProblemError(Reason.PROVIDER_MISCONFIGURED, detail)


def _schema(schema: dict[str, Any]) -> Any:
    """Convert our JSON schema to the SDK's type."""
    return genai.protos.Schema(
        type_=getattr(genai.protos.Type, schema["type"].upper()),
        enum=schema.get("enum", []),
        format_="enum" if "enum" in schema else "",
        items=_schema(schema["items"]) if "items" in schema else None,
        properties={name: _schema(one) for name, one in schema.get("properties", {}).items()},
        required=schema.get("required", []),
    )


def _reply(response: Any) -> ProviderReply:
    ends = [candidate.finish_reason for candidate in response.candidates]
    if response.prompt_feedback.block_reason or any(map(is_blocked, ends)):
        raise refused_text(_SERVER, "by its rules about contents")
    try:
        text = response.text
    except (ValueError, IndexError):
        raise bad_reply(_SERVER, "gave no text") from None
    usage = response.usage_metadata
    return ProviderReply(text, usage.prompt_token_count, usage.candidates_token_count)
