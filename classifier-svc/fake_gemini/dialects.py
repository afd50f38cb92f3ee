"""The two ways of asking a model over HTTP that the fake understands: Gemini's and OpenAI's."""

import re
from collections.abc import Mapping
from typing import Any


class Gemini:
    """`POST /v1beta/models/{model}:generateContent`, or under `/v1`, where google-genai calls."""

    path = re.compile(r"/v1(?:beta)?/models/[^/:]+:generateContent")

    def has_key(self, path: str, headers: Mapping[str, str]) -> bool:
        """Return whether the request has a key."""
        return bool(headers.get("x-goog-api-key")) or "key=" in path

    def texts(self, body: dict[str, Any]) -> list[str]:
        """Return every text of the prompt."""
        contents = [body.get("systemInstruction", {}), *body.get("contents", [])]
        return [part.get("text", "") for content in contents for part in content.get("parts", [])]

    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON schema that the reply is asked to have, or {}."""
        config = body.get("generationConfig", {})
        return config.get("responseSchema") or config.get("responseJsonSchema") or {}

    def answer(self, text: str, tokens: tuple[int, int]) -> dict[str, Any]:
        """Return the body of a reply with this text and these token counts."""
        content = {"parts": [{"text": text}], "role": "model"}
        return {
            "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {
                "promptTokenCount": tokens[0],
                "candidatesTokenCount": tokens[1],
                "totalTokenCount": sum(tokens),
            },
            "modelVersion": "fake",
        }

    def blocked(self, *, prompt: bool) -> dict[str, Any]:
        """Return the body of a blocked reply, or of the reply to a blocked prompt."""
        if prompt:
            return {"promptFeedback": {"blockReason": "SAFETY"}}
        return {"candidates": [{"finishReason": "SAFETY", "index": 0}]}

    def error(self, status: int, name: str, message: str) -> dict[str, Any]:
        """Return the body of an error."""
        return {"error": {"code": status, "message": message, "status": name}}


class OpenAI:
    """`POST /v1/chat/completions`."""

    path = re.compile(r"/v1/chat/completions")

    def has_key(self, path: str, headers: Mapping[str, str]) -> bool:  # noqa: ARG002
        return headers.get("authorization", "").startswith(("Bearer ", "Basic "))

    def texts(self, body: dict[str, Any]) -> list[str]:
        return [str(message.get("content", "")) for message in body.get("messages", [])]

    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = body.get("response_format", {}).get("json_schema", {})
        schema: dict[str, Any] = asked.get("schema", {})
        return schema

    def answer(self, text: str, tokens: tuple[int, int]) -> dict[str, Any]:
        message = {"role": "assistant", "content": text}
        return {
            "id": "chatcmpl-fake",
            "object": "chat.completion",
            "created": 0,
            "model": "fake",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {
                "prompt_tokens": tokens[0],
                "completion_tokens": tokens[1],
                "total_tokens": sum(tokens),
            },
        }

    def blocked(self, *, prompt: bool) -> dict[str, Any]:  # noqa: ARG002
        answer = self.answer("", (0, 0))
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
        choice = {"index": 0, "message": message, "finish_reason": "content_filter"}
        return {**answer, "choices": [choice]}

    def error(self, status: int, name: str, message: str) -> dict[str, Any]:  # noqa: ARG002
        code = _OPENAI_CODES.get(name)
        return {"error": {"message": message, "type": name.lower(), "code": code, "param": None}}


_OPENAI_CODES = {
    "CONTENT_FILTER": "content_filter",
    "CONTEXT_LENGTH_EXCEEDED": "context_length_exceeded",
}
Dialect = Gemini | OpenAI
DIALECTS: tuple[Dialect, ...] = (Gemini(), OpenAI())
