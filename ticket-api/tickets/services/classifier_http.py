"""One POST to the classifier: its replica, attempts, time limit and size limit.

    CallError
    ├── NeverReachedError    refused, hung up or reset before an answer: tried again, twice at most
    ├── TimedOutError        the classifier had the request and the time was up: never tried again
    └── BrokenAnswerError    an answer that is cut short, too large or no HTTP: never tried again

This module knows HTTP and no tickets; `llm_service` interprets the answers.
"""

from __future__ import annotations

import http.client
import random
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import BaseHTTPResponse

ATTEMPTS = 3
"""The first attempt and two retries (docs/architecture.md, "Time")."""

PAUSE_SECONDS = 0.1
"""The longest pause between two attempts. Each is random, so that callers do not retry together."""

ANSWER_BYTES = 64 * 1024
"""An answer to one text is a few hundred bytes; a larger one is not from the classifier."""


class CallError(Exception):
    """There is no whole answer; the message names the cause and contains no text of a ticket."""


class NeverReachedError(CallError):
    """No answer has begun, so another attempt repeats nothing."""


class TimedOutError(CallError):
    """The read timeout or the time for the whole call has passed."""


class BrokenAnswerError(CallError):
    """An answer has begun and cannot be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The classifier's answer, not parsed."""

    status: int
    body: bytes


class Cutter:
    """Shuts the connection of one attempt down when its time is up, in any state.

    A socket's timeout starts again with every byte, so an answer that sends its bytes one at a time
    would never reach it. Without this class
    tests/tickets/test_llm_service.py::test_whatever_it_answers_is_a_fallback_and_is_not_asked_again
    fails.
    """

    def __init__(self, seconds: float) -> None:
        self.has_cut = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None

    def watch(self, connected: socket.socket) -> None:
        """Shut `connected` down when the time is up."""
        with self._lock:
            self._socket = connected
            if self.has_cut:
                self._shut_down()

    def _cut(self) -> None:
        with self._lock:
            self.has_cut = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # The classifier has closed the connection.
                self._socket.shutdown(socket.SHUT_RDWR)


_cutter: ContextVar[Cutter] = ContextVar("cutter")
"""The cutter of this thread's present attempt."""


class _Watched(HTTPConnection):
    """A connection that hands its socket to the cutter (urllib3's `ConnectionCls`)."""

    def getresponse(self) -> Any:
        """The answer; the cutter can end the wait for its headers."""
        _cutter.get().watch(self.sock)
        return super().getresponse()


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}


def _make_session(threads: int) -> requests.Session:
    """A session that threads may share, because nothing in it changes later."""
    session = requests.Session()
    session.trust_env = False  # No proxy and no .netrc of the environment.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(pool_maxsize=threads, max_retries=0)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class ClassifierHTTP:
    """Posts JSON to one path of the classifier, from at most `threads` threads.

    Each attempt resolves the name, picks one address at random and opens a new connection. So the
    next call finds new replicas and no removed ones, calls spread evenly (a resolver would list the
    nearest address first each time), and no kept-alive connection is stale. The lookup and the
    handshake inside one network take less than a millisecond, an answer takes hundreds.
    """

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        threads: int,
        connect_timeout: float,
        read_timeout: float,
        answer_bytes: int = ANSWER_BYTES,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the classifier's address must look like http://host:port")
        self._url = url
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path
        self._headers = {
            "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": "application/json",
            "Host": parts.netloc.rpartition("@")[2],
            **headers,
        }
        self._timeouts = connect_timeout, read_timeout
        self._answer_bytes = answer_bytes
        self._session = _make_session(threads)

    def post(self, body: bytes, *, headers: Mapping[str, str], seconds: float) -> Answer:
        """The answer to the JSON in `body`, within `seconds` for all attempts together.

        Raises a CallError, and nothing else that the network can do.
        """
        ends_at = time.monotonic() + seconds
        tried: set[str] = set()
        attempts = Retrying(
            retry=retry_if_exception_type(NeverReachedError),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random(0, PAUSE_SECONDS),
            reraise=True,
        )
        return attempts(self._attempt, body, headers, ends_at, tried)

    def _attempt(
        self,
        body: bytes,
        headers: Mapping[str, str],
        ends_at: float,
        tried: set[str],
    ) -> Answer:
        url = self._url_of_a_replica(tried)
        left = ends_at - time.monotonic()
        if left <= 0:
            raise TimedOutError("no time was left for another attempt")
        with Cutter(left) as cutter:
            _cutter.set(cutter)
            try:
                answer = self._exchange(url, body, headers, left)
            except CallError:
                if not cutter.has_cut:
                    raise
        if cutter.has_cut:  # The error or the short answer comes from the cut.
            raise TimedOutError("the time for the whole call was up")
        return answer

    def _url_of_a_replica(self, tried: set[str]) -> str:
        """The URL with one address of the host in it, one that was not `tried` if there is one."""
        if self._secure:
            return self._url  # The certificate is for the name.
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise NeverReachedError("the classifier's name cannot be resolved") from error
        addresses = {str(info[4][0]) for info in found}
        address = random.choice(sorted(addresses - tried or addresses))  # noqa: S311 no secret
        tried.add(address)
        shown = f"[{address}]" if ":" in address else address
        return f"http://{shown}:{self._port}{self._path}"

    def _exchange(self, url: str, body: bytes, headers: Mapping[str, str], left: float) -> Answer:
        connect, read = self._timeouts
        try:
            with self._session.post(
                url,
                data=body,
                headers={**self._headers, **headers},
                timeout=(min(connect, left), min(read, left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                return Answer(response.status_code, _read(response.raw, self._answer_bytes))
        except requests.ConnectTimeout as error:
            raise NeverReachedError("the connection could not be made in time") from error
        except requests.ReadTimeout as error:
            raise TimedOutError("the classifier did not answer in time") from error
        except requests.ConnectionError as error:
            raise _why_no_answer(error) from error
        except requests.RequestException as error:
            raise BrokenAnswerError(type(error).__name__) from error


def _why_no_answer(error: requests.ConnectionError) -> CallError:
    """NeverReachedError, unless what came back was a first line that is no HTTP."""
    cause = error.args[0] if error.args else None
    inner = cause.args[-1] if isinstance(cause, urllib3.exceptions.ProtocolError) else None
    hung_up = isinstance(inner, http.client.RemoteDisconnected)
    if isinstance(inner, http.client.HTTPException) and not hung_up:
        return BrokenAnswerError("the answer is no HTTP")
    return NeverReachedError(type(inner or cause).__name__)


def _read(raw: BaseHTTPResponse, most: int) -> bytes:
    """The body as it was sent; raises TimedOutError or BrokenAnswerError."""
    try:
        body = raw.read(most + 1, decode_content=False)
    except urllib3.exceptions.ReadTimeoutError as error:
        raise TimedOutError("the answer stopped half-way") from error
    except urllib3.exceptions.HTTPError as error:
        raise BrokenAnswerError("the answer was cut short") from error
    if len(body) > most:
        raise BrokenAnswerError("the answer is too large")
    return body
