"""`openai`: any server that speaks OpenAI's chat completions, such as Ollama, vLLM or LiteLLM."""

import asyncio
from typing import Any

import openai

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

_SERVER = "The OpenAI-compatible server"
_SETTINGS = "OPENAI_API_KEY, OPENAI_MODEL and OPENAI_BASE_URL"


class OpenAIProvider:
    """Asks one model, with structured output unless the server refuses it."""

    name = "openai"
    remote = True

    def __init__(self, settings: Settings) -> None:
        """Configure the SDK; this sends nothing."""
        self.model = settings.openai_model or ""
        key = settings.read_openai_key()
        self.problem = key.problem or (None if self.model else "No model: set OPENAI_MODEL.")
        self._structured = True
        self._client: openai.AsyncOpenAI | None = None
        if self.problem is None:
            self._client = openai.AsyncOpenAI(
                # The SDK requires a key, which a local server ignores.
                api_key=key.secret.get_secret_value() if key.secret else "none",
                base_url=settings.openai_base_url,
                timeout=settings.provider_timeout,
                max_retries=0,
            )

    async def ask(self, question: Question, timeout: float) -> ProviderReply:
        """Ask the model. Raises ProblemError with a reason that begins with PROVIDER_."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._complete(question)
        except (TimeoutError, openai.APITimeoutError):
            raise timed_out(_SERVER, timeout) from None
        except openai.APIStatusError as error:
            headers = error.response.headers
            body = error_of(error.body)
            raise failure_of_status(_SERVER, error.status_code, _SETTINGS, headers, body) from error
        except openai.APIConnectionError as error:
            raise unreachable(_SERVER) from error
        return _reply(response)

    async def _complete(self, question: Question) -> Any:
        """Ask with the schema; once a server has refused it, without."""
        assert self._client is not None  # noqa: S101 - problem is checked before.
        messages: Any = [
            {"role": "system", "content": question.instructions},
            {"role": "user", "content": question.fenced},
        ]
        create = self._client.chat.completions.create
        if self._structured:
            try:
                return await create(
                    model=self.model,
                    messages=messages,
                    temperature=0.0,
                    response_format=_response_format(question),
                )
            except openai.BadRequestError as error:
                if "response_format" not in str(error):
                    raise
                self._structured = False
        return await create(model=self.model, messages=messages, temperature=0.0)

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()


def _response_format(question: Question) -> Any:
    return {
        "type": "json_schema",
        "json_schema": {"name": "labels", "strict": True, "schema": question.schema},
    }


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
