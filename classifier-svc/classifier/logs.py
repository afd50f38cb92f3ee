"""JSON logs, one object a line. They never contain texts, prompts, replies, keys or tokens."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

EVENTS = logging.getLogger("classifier")
_ENCODE = json.JSONEncoder(ensure_ascii=False, default=str).encode
_URL_PASSWORD = re.compile(r"(?<=://)[^\s/@]*:[^\s/]*@")


class JsonFormatter(logging.Formatter):
    """Writes a record as JSON. An event's own fields come in `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; of an exception type and places, as its message may contain text."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _URL_PASSWORD.sub("", record.getMessage()),
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
    # Independent of LOG_LEVEL: below WARNING libraries log whole requests with key and address.
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelNamesMapping()[level]),
        handlers=[handler],
        force=True,
    )
    for ours in (EVENTS.name, "uvicorn"):
        logging.getLogger(ours).setLevel(level)
    logging.getLogger("uvicorn.access").disabled = True


def log_event(event: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log an event under a constant name."""
    EVENTS.log(level, event, extra={"fields": fields})
