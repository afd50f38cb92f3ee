"""The conditions of requests: If-Match and If-None-Match (RFC 9110 §13.1)."""

from django.utils.http import parse_etags


def names_state(if_match: str | None, etag: str) -> bool:
    """Whether If-Match allows a change of the state `etag`; strong tags alone count (§13.1.1)."""
    if if_match is None:
        return True
    tags = parse_etags(if_match)
    return "*" in tags or etag in tags


def has_state(if_none_match: str, etag: str) -> bool:
    """Whether the caller has the state `etag` already; weak and strong tags count (§13.1.2)."""
    tags = [tag.removeprefix("W/") for tag in parse_etags(if_none_match)]
    return "*" in tags or etag in tags
