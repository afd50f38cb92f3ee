"""Clients of the API: names, tokens and quotas from `CLASSIFIER_CLIENTS`."""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

TOKEN_CHARACTERS_MIN = 16
PER_MINUTE_DEFAULT = 6000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


@dataclass(frozen=True)
class Client:
    """One caller: `per_minute` is its quota of classifications."""

    name: str
    token_digest: bytes = field(repr=False)
    per_minute: int = PER_MINUTE_DEFAULT


def token_digest(token: str) -> bytes:
    """Return the digest of a token; the service keeps no token, and digests have one length."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def parse_clients(value: str) -> tuple[Client, ...]:
    """Read `name:token[:per_minute]`, comma-separated.

    Raises ValueError with a sentence that names the client and never shows a token.
    """
    entries = [entry.strip() for entry in value.split(",") if entry.strip()]
    if not entries:
        raise ValueError(
            "CLASSIFIER_CLIENTS is empty. Give each client a name and a token, "
            "such as CLASSIFIER_CLIENTS=ticket-api:<a token of 16 characters or more>."
        )
    clients = tuple(_parse_client(entry, number) for number, entry in enumerate(entries, 1))
    _refuse_duplicates(clients)
    return clients


def _parse_client(entry: str, number: int) -> Client:
    where = f"CLASSIFIER_CLIENTS, client {number}"
    parts = entry.split(":")
    if len(parts) not in (2, 3):
        raise ValueError(f"{where}: write it as name:token or name:token:per_minute.")
    name, token, *quota = (part.strip() for part in parts)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{where}: the name may hold letters, digits, '-' and '_' only.")
    if len(token) < TOKEN_CHARACTERS_MIN:
        raise ValueError(
            f"{where} ({name}): the token is too short, "
            f"use {TOKEN_CHARACTERS_MIN} characters or more."
        )
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{where} ({name}): the token may hold letters, digits and ._~+/=- only.")
    return Client(name, token_digest(token), _parse_quota(quota, f"{where} ({name})"))


def _parse_quota(quota: list[str], where: str) -> int:
    if not quota:
        return PER_MINUTE_DEFAULT
    if not (quota[0].isascii() and quota[0].isdigit() and int(quota[0]) > 0):
        raise ValueError(f"{where}: the quota is a whole number of requests a minute, 1 or more.")
    return int(quota[0])


def _refuse_duplicates(clients: tuple[Client, ...]) -> None:
    if len({client.name for client in clients}) < len(clients):
        raise ValueError("CLASSIFIER_CLIENTS: two clients have the same name.")
    if len({client.token_digest for client in clients}) < len(clients):
        raise ValueError("CLASSIFIER_CLIENTS: two clients have the same token.")


def find_client(clients: Iterable[Client], authorization: str | None) -> Client | None:
    """Return the client of an `Authorization: Bearer …` header, or None.

    Every client is compared in constant time, so that the response time reveals neither the token
    nor the position of a client in the list.
    """
    scheme, _, token = (authorization or "").partition(" ")
    offered = token_digest(token.strip())
    found = None
    for client in clients:
        if hmac.compare_digest(client.token_digest, offered):
            found = client
    return found if scheme.lower() == "bearer" and token.strip() else None
