"""`gemini`: Google's models through `google-generativeai` 0.8.6, over REST.

The SDK is named by the design and out of support since 2025-11-30. Its traps, and what is done:
its async call does not work over REST, so calls run in threads; `retry: None` keeps it from trying
again for minutes; its timeout is one for each read, so a slow drip is ended from outside.
"""

import asyncio
import warnings
from typing import TYPE_CHECKING, Any

import requests

from classifier.abortable_http import AbortableAdapter, AbortableCall
from classifier.daemon_threads import DaemonThreads
from classifier.problems import ProblemError, Reason
from classifier.prompt import Question
from classifier.providers import ProviderReply
from classifier.providers.failures import bad_reply, failure_of_status, timed_out, unreachable
from classifier.taxonomy import Taxonomy

with warnings.catch_warnings():
    # Known, and answered by the provider `google-genai`; said at each start it would only hide
    # other warnings. The second one is about the end of Python 3.10 and 3.11, years ahead.
    warnings.filterwarnings("ignore", r"\s*All support for the `google", FutureWarning)
    warnings.filterwarnings("ignore", "You are using a Python version", FutureWarning)
    import google.generativeai as genai
    from google.ai.generativelanguage_v1beta.services.generative_service.transports.rest import (
        GenerativeServiceRestTransport,
    )
    from google.api_core import exceptions as google_errors
    from google.generativeai.client import get_default_generative_client
    from google.protobuf.json_format import ParseError

if TYPE_CHECKING:
    from classifier.config import GeminiSettings, Settings


_WHO = "Gemini"
_CHECK = "GEMINI_API_KEY and GEMINI_MODEL"


class GeminiProvider:
    """Asks one Gemini model; `concurrency` is how many calls run at a time."""

    name = "gemini"

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
        except (google_errors.GoogleAPIError, requests.RequestException) as error:
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
    """The SDK's own REST transport, with connections that can be ended and enough of them."""

    connections = 10

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        adapter = AbortableAdapter(pool_maxsize=self.connections)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        # A redirect would carry the key to another server.
        self._session.max_redirects = 0
        self._look_at_the_environment_once()

    def _look_at_the_environment_once(self) -> None:
        """Take proxies and certificates from it now; `requests` would at each call, at length."""
        found = self._session.merge_environment_settings(self._host, {}, None, None, None)
        self._session.proxies, self._session.verify = found["proxies"], found["verify"]
        self._session.trust_env = False


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
    """Name the failure; `requests` tells of what never became an HTTP status."""
    match error:
        case google_errors.GoogleAPICallError() if error.code:
            headers = error.response.headers if error.response is not None else {}
            return failure_of_status(_WHO, int(error.code), _CHECK, headers, error.details or ())
        case requests.Timeout():
            return ProblemError(Reason.PROVIDER_TIMEOUT, f"{_WHO} did not answer in time.")
        case (
            requests.exceptions.InvalidURL()
            | requests.exceptions.InvalidSchema()
            | requests.TooManyRedirects()
        ):
            detail = "GEMINI_API_ENDPOINT is no address of a server that speaks for Gemini."
            return ProblemError(Reason.PROVIDER_MISCONFIGURED, detail)
        case _:
            return unreachable(_WHO)


def create(settings: "Settings") -> GeminiProvider:
    """Create the provider."""
    return GeminiProvider(settings.gemini, settings.provider_concurrency)
