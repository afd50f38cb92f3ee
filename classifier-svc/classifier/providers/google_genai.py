"""`google-genai`: Google's models through the successor of `google-generativeai`.

The SDK's timeout covers one read of the socket, so `asyncio.timeout` limits the whole call.
"""

import asyncio

import httpx
from google import genai
from google.genai import errors, types

from classifier.config import Settings
from classifier.pipeline.prompt import Question
from classifier.providers import ProviderReply
from classifier.providers.failures import (
    bad_reply,
    error_of,
    failure_of_status,
    is_blocked,
    refused_text,
    timed_out,
    unreachable,
)

_SERVER = "Gemini"
_SETTINGS = "GEMINI_API_KEY, GEMINI_MODEL and GEMINI_API_ENDPOINT"


class GoogleGenaiProvider:
    """Asks one Gemini model."""

    name = "google-genai"
    remote = True

    def __init__(self, settings: Settings) -> None:
        """Configure the SDK; this sends nothing."""
        self.model = settings.gemini_model
        key = settings.read_gemini_key()
        self.problem = key.problem
        self._client: genai.Client | None = None
        limits = httpx.Limits(max_connections=2 * settings.provider_concurrency)
        # A client of ours, because the SDK has no setting for the limits of its client.
        self._http = httpx.AsyncClient(limits=limits, timeout=settings.provider_timeout)
        if key.secret:
            self._client = genai.Client(
                api_key=key.secret.get_secret_value(),
                http_options=types.HttpOptions(
                    base_url=settings.gemini_api_endpoint,
                    timeout=round(settings.provider_timeout * 1000),
                    retry_options=types.HttpRetryOptions(attempts=1),
                    httpx_async_client=self._http,
                ),
            )

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._generate(question)
        except (TimeoutError, httpx.TimeoutException):
            raise timed_out(_SERVER, timeout) from None
        except errors.APIError as error:
            headers = getattr(error.response, "headers", None)
            body = error_of(error.details)
            raise failure_of_status(_SERVER, error.code, _SETTINGS, headers, body) from error
        except httpx.HTTPError as error:
            raise unreachable(_SERVER) from error
        if _is_blocked(response):
            raise refused_text(_SERVER, "by its rules about contents")
        if not response.text:
            raise bad_reply(_SERVER, "gave no text")
        usage = response.usage_metadata
        return ProviderReply(
            response.text,
            usage.prompt_token_count if usage else None,
            usage.candidates_token_count if usage else None,
        )

    async def _generate(self, question: Question) -> types.GenerateContentResponse:
        assert self._client is not None  # noqa: S101 - problem is checked before.
        return await self._client.aio.models.generate_content(
            model=self.model,
            contents=question.fenced,
            config=types.GenerateContentConfig(
                system_instruction=question.instructions,
                temperature=0.0,
                response_mime_type="application/json",
                response_json_schema=question.schema,
            ),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aio.aclose()
        await self._http.aclose()


def _is_blocked(response: types.GenerateContentResponse) -> bool:
    feedback = response.prompt_feedback
    if feedback and feedback.block_reason:
        return True
    return any(is_blocked(candidate.finish_reason) for candidate in response.candidates or ())
