"""Many texts for the classifier at once: `POST /v1/classify/batch` and `POST /v1/redact`.

For management commands only: a call may take minutes, and a classifier that cannot be used raises
an error instead of giving the fallback.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import orjson
from django.conf import settings

from tickets.services.classifier_answer import Fallback, Suggestion, read_answer
from tickets.services.classifier_http import Answer, CallError, ClassifierHTTP
from tickets.services.llm_service import TAXONOMY

READ_SECONDS = 120.0
"""A batch has a share of the classifier's calls at a time, each of which may take ten seconds."""

BODY_BYTES = 250_000
"""The classifier takes 262,144 (contracts/limits.json); a text as UTF-8 has at most 80,000."""

ANSWER_BYTES = 1024 * 1024

QUOTA_PAUSE_SECONDS = 15.0
QUOTA_PAUSES = 8  # A quota is per minute: after two minutes the cause is another.


Item = TypeVar("Item")


class ClassifierUnusableError(Exception):
    """The classifier gives no answer; the message says what to do."""


class ClassifierBatches:
    """Asks the classifier of the settings, and asks again where a quota is used up."""

    def __init__(self, *, sleep: Callable[[float], object] = time.sleep) -> None:
        """Raise ClassifierUnusableError without an address and a token."""
        if not settings.CLASSIFIER_URL or not settings.CLASSIFIER_TOKEN:
            raise ClassifierUnusableError("Set CLASSIFIER_URL and CLASSIFIER_TOKEN.")
        self._sleep = sleep

    def classify(self, descriptions: list[str]) -> list[Suggestion | Fallback]:
        """A suggestion for each, or why there is none."""
        items = [{"description": text, "taxonomy": TAXONOMY} for text in descriptions]
        results = self._post("/v1/classify/batch", {"items": items}, "results", len(items))
        return [_outcome(result) for result in results]

    def redact(self, texts: list[str]) -> list[str]:
        """The texts without personal details and secrets, by the classifier's own rules."""
        found = self._post("/v1/redact", {"texts": texts}, "texts", len(texts))
        return [str(text) for text in found]

    def _post(self, path: str, body: dict[str, Any], key: str, count: int) -> list[Any]:
        answer = self._answer(path, orjson.dumps(body))
        if answer.status != 200:
            raise ClassifierUnusableError(
                f"The classifier answered {answer.status}. Look into its log, then go on."
            )
        try:
            results = orjson.loads(answer.body)[key]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise ClassifierUnusableError("What answers is no classifier.") from error
        if not isinstance(results, list) or len(results) != count:
            raise ClassifierUnusableError("The classifier left some out.")
        return results

    def _answer(self, path: str, body: bytes) -> Answer:
        http = _http(path)
        for _ in range(QUOTA_PAUSES):
            try:
                answer = http.post(body, headers={}, seconds=READ_SECONDS)
            except CallError as error:
                raise ClassifierUnusableError(
                    f"The classifier cannot be asked: {error}."
                ) from error
            if answer.status != 429:
                break
            self._sleep(QUOTA_PAUSE_SECONDS)
        return answer


def _http(path: str) -> ClassifierHTTP:
    try:
        return ClassifierHTTP(
            settings.CLASSIFIER_URL.rstrip("/") + path,
            headers={"Authorization": f"Bearer {settings.CLASSIFIER_TOKEN}"},
            threads=1,
            connect_timeout=settings.CLASSIFIER_CONNECT_TIMEOUT,
            read_timeout=READ_SECONDS,
            answer_bytes=ANSWER_BYTES,
        )
    except ValueError as error:
        raise ClassifierUnusableError(f"CLASSIFIER_URL: {error}.") from error


def _outcome(result: Any) -> Suggestion | Fallback:
    """One entry of the batch, read like the answer to a single text (contracts/classifier-api/)."""
    entry = result if isinstance(result, dict) else {}
    if entry.get("result") is not None:
        return read_answer(Answer(200, orjson.dumps(entry["result"])))
    problem = entry.get("error") if isinstance(entry.get("error"), dict) else {}
    status = problem.get("status") if isinstance(problem, dict) else None
    return read_answer(Answer(status if isinstance(status, int) else 502, orjson.dumps(problem)))


def packed(
    items: Iterable[Item], *, most: int, text: Callable[[Item], str]
) -> Iterator[list[Item]]:
    """Batches of at most `most` items that fit one body."""
    batch: list[Item] = []
    size = 0
    for item in items:
        bytes_of_item = len(orjson.dumps(text(item))) + 60
        if batch and (len(batch) == most or size + bytes_of_item > BODY_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += bytes_of_item
    if batch:
        yield batch
