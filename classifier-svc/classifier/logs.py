"""JSON logs, one object a line. They never contain texts, prompts, replies, keys or tokens."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

EVENTS = logging.getLogger("classifier")
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode
LIBRARIES_WITH_SECRETS = ("google", "google_genai", "httpcore", "httpx", "openai", "urllib3")


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON. An event's own fields come in `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; of an exception type and places, as its message may contain text."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.filename}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return _ENCODE(line)


def configure_logging(level: str) -> None:
    """Send everything to standard error as JSON; a request has its own line, so no access log."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True
    # Independent of LOG_LEVEL: below WARNING the SDKs log whole requests with the key.
    for library in LIBRARIES_WITH_SECRETS:
        logging.getLogger(library).setLevel(logging.WARNING)


def log_event(event: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log an event under a constant name."""
    EVENTS.log(level, event, extra={"fields": fields})
