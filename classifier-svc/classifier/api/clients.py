"""Clients of the API: names, tokens, quotas and taxonomies.

They come from `CLASSIFIER_CLIENTS` and from a file, which is read again while the service runs.
"""

import hmac
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from classifier.followed_files import look_again
from classifier.logs import log_event

TOKEN_CHARACTERS_MIN = 16
TOKENS_MAX = 2  # Of one client: the present one and, while it is replaced, the former one.
PER_MINUTE_DEFAULT = 6000

_FORM = "write it as name:token, name:token:per_minute or name:token:per_minute:taxonomy+taxonomy."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


@dataclass(frozen=True)
class Client:
    """One caller: `quota` is the classifications a minute, `taxonomies` those that it may use.

    None means the default quota, and every taxonomy.
    """

    name: str
    token_digests: tuple[bytes, ...] = field(repr=False)
    quota: int | None = None
    taxonomies: frozenset[str] | None = None

    @property
    def per_minute(self) -> int:
        """The classifications that it may ask for in a minute."""
        return self.quota or PER_MINUTE_DEFAULT

    def may_use(self, taxonomy: str) -> bool:
        """Return whether the client may sort texts into this taxonomy."""
        return self.taxonomies is None or taxonomy in self.taxonomies


class Clients:
    """The present clients: those of the setting, and those of the file as it was last readable."""

    def __init__(self, fixed: Iterable[Client], file: Path | None = None) -> None:
        """Read the file, which may be missing. Raises ValueError with a sentence."""
        self._fixed = tuple(fixed)
        self._file = file
        self._used = self._seen = self._read()
        if self._used is None:
            raise ValueError(f"CLASSIFIER_CLIENTS_FILE names {file}, which cannot be read.")
        self._clients = self._with(parse_clients(self._used, str(file)))
        if not self._clients:
            raise ValueError(
                "CLASSIFIER_CLIENTS is empty, and CLASSIFIER_CLIENTS_FILE names no client. Give "
                "each client a name and a token, "
                "such as CLASSIFIER_CLIENTS=ticket-api:<a token of 16 characters or more>."
            )

    def find(self, authorization: str | None) -> Client | None:
        """Return the client of an `Authorization: Bearer …` header, or None."""
        return find_client(self._clients, authorization)

    async def follow(self) -> None:
        """Look at the file again and again, until cancelled."""
        if self._file:
            await look_again(self.look)

    def look(self) -> None:
        """Use the file's new clients when it is as it was at the look before.

        Otherwise it may still be being written. When it cannot be used, the former clients stay.
        """
        before, self._seen = self._seen, self._read()
        if self._seen != before or self._seen == self._used:
            return
        self._used = self._seen
        try:
            self._clients = self._with(self._required(self._used))
        except ValueError as error:
            log_event("clients_file_refused", level=logging.ERROR, problem=str(error))
        else:
            log_event("clients_changed", clients=[client.name for client in self._clients])

    def _with(self, added: Iterable[Client]) -> tuple[Client, ...]:
        return merge_clients([*self._fixed, *added])

    def _required(self, text: str | None) -> tuple[Client, ...]:
        """Return the clients of the file, which has lost all of them only by a mistake."""
        if text is None:
            raise ValueError(f"{self._file} cannot be read.")
        if found := parse_clients(text, str(self._file)):
            return found
        raise ValueError(f"{self._file} names no client.")

    def _read(self) -> str | None:
        """Return the text of the file, empty without one, or None when it cannot be read."""
        try:
            return self._file.read_text(encoding="utf-8") if self._file else ""
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError):
            return None


def token_digest(token: str) -> bytes:
    """Return the digest of a token; the service keeps no token, and digests have one length."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def parse_clients(value: str, source: str = "CLASSIFIER_CLIENTS") -> tuple[Client, ...]:
    """Read `name:token[:per_minute[:taxonomy+taxonomy]]`, separated by commas or line ends.

    Lines that begin with `#` are comments. A client with two entries has two tokens. Raises
    ValueError with a sentence that names the client and never shows a token.
    """
    lines = [line for line in value.splitlines() if not line.lstrip().startswith("#")]
    entries = [entry.strip() for line in lines for entry in line.split(",") if entry.strip()]
    return merge_clients(
        _parse_client(entry, f"{source}, client {number}")
        for number, entry in enumerate(entries, 1)
    )


def _parse_client(entry: str, where: str) -> Client:
    parts = entry.split(":")
    if not 2 <= len(parts) <= 4:
        raise ValueError(f"{where}: {_FORM}")
    name, token, quota, taxonomies = (part.strip() for part in [*parts, "", ""][:4])
    if not _NAME.fullmatch(name):
        raise ValueError(f"{where}: the name may hold letters, digits, '-' and '_' only.")
    where += f" ({name})"
    if len(token) < TOKEN_CHARACTERS_MIN:
        raise ValueError(
            f"{where}: the token is too short, use {TOKEN_CHARACTERS_MIN} characters or more."
        )
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{where}: the token may hold letters, digits and ._~+/=- only.")
    return Client(
        name,
        (token_digest(token),),
        _parse_quota(quota, where) if len(parts) > 2 else None,
        _parse_taxonomies(taxonomies, where) if len(parts) > 3 else None,
    )


def _parse_quota(quota: str, where: str) -> int:
    if not (quota.isascii() and quota.isdigit() and int(quota) > 0):
        raise ValueError(f"{where}: the quota is a whole number of requests a minute, 1 or more.")
    return int(quota)


def _parse_taxonomies(value: str, where: str) -> frozenset[str]:
    names = [name.strip() for name in value.split("+")]
    if not all(map(_NAME.fullmatch, names)):
        raise ValueError(f"{where}: write its taxonomies as taxonomy+taxonomy.")
    return frozenset(names)


def merge_clients(clients: Iterable[Client]) -> tuple[Client, ...]:
    """Put the entries of one name together. Raises ValueError when they contradict each other."""
    merged: dict[str, Client] = {}
    for client in clients:
        merged[client.name] = _together(merged.get(client.name), client)
    digests = [digest for client in merged.values() for digest in client.token_digests]
    if len(set(digests)) < len(digests):
        raise ValueError("Two clients, or two entries of one, have the same token.")
    return tuple(merged.values())


def _together(first: Client | None, second: Client) -> Client:
    if first is None:
        return second
    where = f"The client {first.name}"
    digests = first.token_digests + second.token_digests
    if len(digests) > TOKENS_MAX:
        raise ValueError(f"{where} has more than {TOKENS_MAX} tokens. Remove the oldest.")
    if first.quota and second.quota and first.quota != second.quota:
        raise ValueError(f"{where} has two different quotas. Remove one.")
    if None not in (first.taxonomies, second.taxonomies) and first.taxonomies != second.taxonomies:
        raise ValueError(f"{where} has two different lists of taxonomies. Remove one.")
    return replace(
        first,
        token_digests=digests,
        quota=first.quota or second.quota,
        taxonomies=second.taxonomies if first.taxonomies is None else first.taxonomies,
    )


def find_client(clients: Iterable[Client], authorization: str | None) -> Client | None:
    """Return the client of an `Authorization: Bearer …` header, or None.

    Every token is compared in constant time, so that the response time reveals neither the token
    nor the position of a client in the list.
    """
    scheme, _, token = (authorization or "").partition(" ")
    offered = token_digest(token.strip())
    found = None
    for client in clients:
        for digest in client.token_digests:
            if hmac.compare_digest(digest, offered):
                found = client
    return found if scheme.lower() == "bearer" and token.strip() else None
