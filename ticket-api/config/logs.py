"""The format of log lines (requirements §5.1), and filters for Django's log records."""

import json
import logging
from collections.abc import Iterator

import psycopg
from django import db

from common.request_id import current_request_id

_LEVELS = {"WARNING": "WARN", "CRITICAL": "FATAL"}
# Records of Django have whole requests as fields; only fields of our own loggers are logged.
_OURS = ("tickets", "suggestions", "live", "accounts", "ticket_api", "server", "common")
_OF_EVERY_RECORD = {*vars(logging.makeLogRecord({})), "message", "asctime", "request_id"}


class LineFormatter(logging.Formatter):
    """`INFO  | message name=value [request id]`, with the traceback below where there is one."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """The line without a traceback."""
        level = _LEVELS.get(record.levelname, record.levelname)
        request_id = getattr(record, "request_id", "") or current_request_id()
        suffix = f" [{request_id}]" if request_id else ""
        return f"{level:<5} | {record.message}{_fields(record)}{suffix}"


def _fields(record: logging.LogRecord) -> str:
    """The `extra` fields of one of our events, quoted so that they stay on one line."""
    if record.name.partition(".")[0] not in _OURS or not vars(record).keys() - _OF_EVERY_RECORD:
        return ""
    extra = {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
    shown = (f" {name}={_shown(value)}" for name, value in extra.items() if value is not None)
    return "".join(shown)


def _shown(value: object) -> str:
    text = str(value)
    return text if text.isascii() and text.isprintable() and " " not in text else json.dumps(text)


class TracebackOnly(logging.Filter):
    """Keeps only records with a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True for a record with exception information."""
        return bool(record.exc_info)


class WithoutDatabaseTexts(logging.Filter):
    """Removes the messages of database errors, which can quote tickets and search words.

    "Failing row contains (…)" or "invalid input syntax: …" becomes the class of the error, its
    SQLSTATE and the names of table and constraint.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the errors of `record` in place; always True."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        raised = record.exc_info[1] if record.exc_info else None
        for carrier in (raised, *arguments):
            if isinstance(carrier, BaseException):
                for error in list(_connected(carrier, seen=set())):
                    _leave_kind(error)
        return True


def _connected(error: BaseException | None, *, seen: set[int]) -> Iterator[BaseException]:
    """`error` and every other error that its traceback shows."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    group = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for other in (error.__cause__, error.__context__, *group):
        yield from _connected(other, seen=seen)


def _leave_kind(error: BaseException) -> None:
    original = error.__cause__ if isinstance(error, db.Error) else error
    # Connection errors quote no statement, and their message helps to fix the address.
    if isinstance(original, psycopg.Error) and type(original) is not psycopg.OperationalError:
        diagnostics = original.diag
        names = (diagnostics.sqlstate, diagnostics.table_name, diagnostics.constraint_name)
        error.args = (" ".join([type(original).__name__, *(name for name in names if name)]),)
