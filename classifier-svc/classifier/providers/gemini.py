"""`gemini`: Google's models through `google-generativeai` 0.8.6, over REST.

The SDK is named by the design and out of support since 2025-11-30. Its traps, and what is done:
its async call does not work over REST, so calls run in threads; `retry: None` keeps it from trying
again for minutes; its timeout is one for each read, so a slow drip is ended from outside.
"""

import asyncio
import json
import warnings
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import requests
import urllib3

from classifier.pipeline.prompt import Question
from classifier.pipeline.taxonomy import Taxonomy
from classifier.problems import ProblemError, Reason
from classifier.providers import ProviderReply
from classifier.providers.abortable_http import AbortableAdapter, AbortableCall
from classifier.providers.daemon_threads import DaemonThreads
from classifier.providers.failures import (
    bad_reply,
    failure_of_status,
    google_details,
    timed_out,
    unreachable,
)

with warnings.catch_warnings():
    # Known, and answered by the provider `google-genai`; said at each start it would only hide
    # other warnings. The second one is about the end of Python 3.10 and 3.11, years ahead.
    warnings.filterwarnings("ignore", r"\s*All support for the `google", FutureWarning)
    warnings.filterwarnings("ignore", "You are using a Python version", FutureWarning)
    import google.generativeai as genai
    from google.ai.generativelanguage_v1beta.services.generative_service.transports.rest import (
        GenerativeServiceRestTransport,
    )
    from google.generativeai.client import get_default_generative_client
    from google.protobuf.json_format import MessageToDict, Parse, ParseError

if TYPE_CHECKING:
    from classifier.config import GeminiSettings, Settings


_WHO = "Gemini"
_CHECK = "GEMINI_API_KEY and GEMINI_MODEL"


class GeminiProvider:
    """Asks one Gemini model; `concurrency` is how many calls run at a time."""

    name = "gemini"
    remote = True

    def __init__(self, settings: "GeminiSettings", concurrency: int) -> None:
        """Set the SDK up; nothing is sent."""
        self.model = settings.model
        self._problem = settings.api_key_problem
        # As many again may hang, given up on, before new calls are refused.
        self._threads = DaemonThreads(alive_max=2 * concurrency)
        self._models: dict[Taxonomy, Any] = {}
        self._client = None if self._problem else _client(settings, concurrency)

    def problem(self) -> str | None:
        """Say why there is no key, if there is none."""
        return self._problem

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        model = self._model(question)
        call = AbortableCall()
        try:
            response = await asyncio.wait_for(
                self._threads.run(lambda: _generate(model, question, call, timeout)), timeout
            )
        except TimeoutError:
            raise timed_out(_WHO, timeout) from None
        except urllib3.exceptions.HTTPError as error:
            raise _problem(error) from error
        except (ParseError, ValueError, AttributeError, TypeError) as error:
            # What the SDK stumbles over when a reply is not what Gemini sends, such as HTML.
            raise bad_reply(_WHO, "sent what its API does not describe") from error
        finally:
            call.abort()
        return _reply(response)

    async def close(self) -> None:
        """Close the idle connections; threads that hang end with the process."""
        self._threads.close()
        if self._client is not None:
            self._client.transport.close()

    def _model(self, question: Question) -> Any:
        taxonomy = question.taxonomy
        if taxonomy not in self._models:
            model = genai.GenerativeModel(
                self.model,
                system_instruction=question.instructions,
                generation_config=genai.GenerationConfig(
                    temperature=0.0,
                    response_mime_type="application/json",
                    response_schema=_schema(question.schema),
                ),
            )
            # The SDK would look its client up in a global when the first call is made.
            model._client = self._client
            self._models[taxonomy] = model
        return self._models[taxonomy]


class _Transport(GenerativeServiceRestTransport):
    """The SDK's REST transport with a leaner call over connections that can be ended.

    More than half of the SDK's processor time goes into what is the same in each call, or could be
    done in C: it writes the body with indentation, looks the path up among its templates, and hands
    it to `requests`, which merges settings, cookies and proxies. Here that is done once.
    """

    connections = 10

    @property
    def generate_content(self) -> Any:
        """What the SDK calls, as its base class has it."""
        return self._generate_content

    def _generate_content(
        self,
        request: Any,
        *,
        timeout: float | None = None,
        metadata: Sequence[tuple[str, str]] = (),
        **_: Any,
    ) -> Any:
        body = MessageToDict(type(request).pb(request), use_integers_for_enums=True)
        try:
            pool, path = self._way(body.pop("model"))
        except (ValueError, requests.RequestException, urllib3.exceptions.HTTPError):
            raise _no_such_server() from None
        headers = {**dict(metadata), "Content-Type": "application/json"}
        credentials: Any = self._credentials  # Those of the key, which is there.
        credentials.apply(headers)
        sent = json.dumps(body).encode()
        answer = pool.urlopen(
            "POST",
            path,
            sent,
            headers,
            # Neither repeated, nor redirected with the key to another server.
            retries=False,
            redirect=False,
            assert_same_host=False,  # A proxy is another one.
            timeout=timeout,
        )
        if answer.status >= 300:
            raise _refusal(answer)
        response = genai.protos.GenerateContentResponse()
        Parse(answer.data, type(response).pb(response), ignore_unknown_fields=True)
        return response

    @cache  # noqa: B019 - There is one transport, as long as the process lives.
    def _way(self, model: str) -> tuple[Any, str]:
        """Find proxy, certificates and path as `requests` would, and with its exceptions."""
        address = f"{self._host}/v1beta/{model}:generateContent"
        settings = self._session.merge_environment_settings(address, {}, None, None, None)
        parameters = {"$alt": "json;enum-encoding=int"}
        request = requests.Request("POST", address, params=parameters).prepare()
        adapter = AbortableAdapter(pool_maxsize=self.connections)
        pool = adapter.get_connection_with_tls_context(
            request, settings["verify"], settings["proxies"]
        )
        adapter.cert_verify(pool, address, settings["verify"], None)  # type: ignore[no-untyped-call]
        return pool, adapter.request_url(request, settings["proxies"])


def _refusal(answer: urllib3.BaseHTTPResponse) -> Exception:
    if answer.status < 400:
        return _no_such_server()
    try:
        body = answer.json()
    except ValueError:
        body = None
    details = google_details(body)
    return failure_of_status(_WHO, answer.status, _CHECK, answer.headers, details)


def _no_such_server() -> ProblemError:
    detail = "GEMINI_API_ENDPOINT is no address of a server that speaks for Gemini."
    return ProblemError(Reason.PROVIDER_MISCONFIGURED, detail)


def _client(settings: "GeminiSettings", concurrency: int) -> Any:
    transport = type("Transport", (_Transport,), {"connections": 2 * concurrency})
    options = {"api_endpoint": settings.endpoint.rstrip("/")} if settings.endpoint else {}
    genai.configure(
        api_key=settings.api_key,
        transport=transport,  # type: ignore[arg-type] # Handed on to a client that takes a class.
        client_options=options,
    )
    return get_default_generative_client()


def _schema(schema: dict[str, Any]) -> Any:
    """Say our JSON schema in the SDK's words."""
    kinds = {"string": genai.protos.Type.STRING, "number": genai.protos.Type.NUMBER}
    properties = {
        name: genai.protos.Schema(
            type_=kinds[prop["type"]],
            enum=prop.get("enum", []),
            format_="enum" if "enum" in prop else "",
        )
        for name, prop in schema["properties"].items()
    }
    return genai.protos.Schema(
        type_=genai.protos.Type.OBJECT, properties=properties, required=schema["required"]
    )


def _generate(model: Any, question: Question, call: AbortableCall, timeout: float) -> Any:
    with call:
        return model.generate_content(
            question.fenced, request_options={"timeout": timeout, "retry": None}
        )


def _reply(response: Any) -> ProviderReply:
    try:
        text = response.text
    except (ValueError, IndexError):
        raise bad_reply(_WHO, "gave no text, as when it blocks an answer") from None
    usage = response.usage_metadata
    return ProviderReply(text, usage.prompt_token_count, usage.candidates_token_count)


def _problem(error: Exception) -> ProblemError:
    """Name the failure of a call that never became an HTTP status."""
    match error:
        case urllib3.exceptions.NewConnectionError() | urllib3.exceptions.NameResolutionError():
            return unreachable(_WHO)
        case urllib3.exceptions.TimeoutError():
            return ProblemError(Reason.PROVIDER_TIMEOUT, f"{_WHO} did not answer in time.")
        case _:
            return unreachable(_WHO)


def create(settings: "Settings") -> GeminiProvider:
    """Create the provider."""
    return GeminiProvider(settings.gemini, settings.provider_concurrency)
