"""`google-genai`: Google's models through the successor of `google-generativeai`.

Its own timeout is one for each read, as its predecessor's, so each call has a limit around it.
"""

import asyncio
from typing import TYPE_CHECKING

import httpx
from google import genai
from google.genai import errors, types

from classifier.pipeline.prompt import Question
from classifier.providers import ProviderReply
from classifier.providers.failures import (
    bad_reply,
    failure_of_status,
    google_details,
    timed_out,
    unreachable,
)

if TYPE_CHECKING:
    from classifier.config import GeminiSettings, Settings

_WHO = "Gemini"
_CHECK = "GEMINI_API_KEY and GEMINI_MODEL"


class GoogleGenaiProvider:
    """Asks one Gemini model."""

    name = "google-genai"
    remote = True

    def __init__(self, settings: "GeminiSettings", concurrency: int, timeout: float) -> None:
        """Set the SDK up; nothing is sent."""
        self.model = settings.model
        self._problem = settings.api_key_problem
        self._client: genai.Client | None = None
        limits = httpx.Limits(max_connections=2 * concurrency)
        # Ours, because the SDK closes only what it made itself, and offers no limits.
        self._http = httpx.AsyncClient(limits=limits, timeout=timeout)
        if self._problem is None:
            self._client = genai.Client(
                api_key=settings.api_key,
                http_options=types.HttpOptions(
                    base_url=settings.endpoint,
                    timeout=round(timeout * 1000),
                    retry_options=types.HttpRetryOptions(attempts=1),
                    httpx_async_client=self._http,
                ),
            )

    def problem(self) -> str | None:
        """Return why there is no key, or None."""
        return self._problem

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._generate(question)
        except (TimeoutError, httpx.TimeoutException):
            raise timed_out(_WHO, timeout) from None
        except errors.APIError as error:
            headers = getattr(error.response, "headers", None)
            details = google_details(error.details)
            raise failure_of_status(_WHO, error.code, _CHECK, headers, details) from error
        except httpx.HTTPError as error:
            raise unreachable(_WHO) from error
        except ValueError as error:  # The SDK's word for a reply that is not JSON or not its own.
            raise bad_reply(_WHO, "sent what its API does not describe") from error
        if not response.text:
            raise bad_reply(_WHO, "gave no text, as when it blocks an answer")
        usage = response.usage_metadata
        return ProviderReply(
            response.text,
            usage.prompt_token_count if usage else None,
            usage.candidates_token_count if usage else None,
        )

    async def _generate(self, question: Question) -> types.GenerateContentResponse:
        assert self._client is not None  # noqa: S101 - problem() has kept the call away.
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


def create(settings: "Settings") -> GoogleGenaiProvider:
    """Create the provider."""
    return GoogleGenaiProvider(
        settings.gemini, settings.provider_concurrency, settings.provider_timeout
    )
