"""`openai`: any server that speaks OpenAI's chat completions, such as Ollama, vLLM or LiteLLM."""

import asyncio
from typing import Any

import openai

from classifier.config import Settings
from classifier.pipeline.prompt import Question
from classifier.problems import ProblemError, Reason
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
from classifier.providers.request_forms import RequestForms

_SERVER = "The OpenAI-compatible server"
_SETTINGS = "OPENAI_API_KEY, OPENAI_MODEL and OPENAI_BASE_URL"


class OpenAIProvider:
    """Asks one model, with as much of a request as the server takes."""

    name = "openai"
    remote = True

    def __init__(self, settings: Settings) -> None:
        """Configure the SDK; this sends nothing."""
        self.model = settings.openai_model or ""
        key = settings.read_openai_key()
        self.problem = key.problem or (None if self.model else "No model: set OPENAI_MODEL.")
        self._settings = settings
        self._forms = RequestForms(settings)
        self._client: openai.AsyncOpenAI | None = None
        if self.problem is None:
            self._client = openai.AsyncOpenAI(
                # The SDK requires a key, which a local server ignores.
                api_key=key.secret.get_secret_value() if key.secret else "none",
                base_url=settings.openai_base_url,
                timeout=settings.provider_timeout,
                max_retries=0,
                # A redirect would carry the text to another server.
                http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
            )

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._complete(question)
        except (TimeoutError, openai.APITimeoutError):
            raise timed_out(_SERVER, timeout) from None
        except openai.APIStatusError as error:
            raise _failure(error) from error
        except openai.APIConnectionError as error:
            raise unreachable(_SERVER) from error
        return _reply(response)

    async def _complete(self, question: Question) -> Any:
        """Ask in the form that the server takes, as far as it is known."""
        assert self._client is not None  # noqa: S101 - problem is checked before.
        messages: Any = [
            {"role": "system", "content": question.instructions},
            {"role": "user", "content": question.fenced},
        ]
        form = self._forms.first()
        while True:
            arguments = form.arguments(question.schema, self._settings)
            try:
                response = await self._client.chat.completions.create(
                    model=self.model, messages=messages, **arguments
                )
            except openai.APIStatusError as error:
                easier = None
                if _failure(error).reason is not Reason.PROVIDER_MISCONFIGURED:
                    codes = error.code, error.type
                    easier = self._forms.next(form, error.status_code, str(error), codes)
                if easier is None:
                    raise
                form = easier
            else:
                self._forms.answered(form)
                return response

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()


def _failure(error: openai.APIStatusError) -> ProblemError:
    headers, body = error.response.headers, error_of(error.body)
    return failure_of_status(_SERVER, error.status_code, _SETTINGS, headers, body)


def _reply(response: Any) -> ProviderReply:
    # The SDK returns a page that is not JSON as a string.
    choices = getattr(response, "choices", None)
    if choices and (is_blocked(choices[0].finish_reason) or choices[0].message.refusal):
        raise refused_text(_SERVER, "by its rules about contents")
    if not choices or not choices[0].message.content:
        raise bad_reply(_SERVER, "gave no text")
    usage = response.usage
    return ProviderReply(
        choices[0].message.content,
        usage.prompt_tokens if usage else None,
        usage.completion_tokens if usage else None,
    )
