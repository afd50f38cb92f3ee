"""Fields of rows in an import, and the accounts that they name."""

from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from accounts.names import account_named
from tickets.models import BEYOND, EARLIEST


class PlausibleTime(serializers.DateTimeField):
    """A time that the database takes (tickets/models.py, `plausible_times`)."""

    sentence = "Write the time as 2026-11-23T08:15:30Z, from 1970 to 2199"

    def __init__(self, **kwargs: Any) -> None:
        names = ("invalid", "overflow", "null", "date")
        kwargs["error_messages"] = dict.fromkeys(names, self.sentence)
        super().__init__(default_timezone=UTC, **kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        """The time, or a sentence for one that is missing or out of range."""
        time: datetime = super().to_internal_value(value)
        if not EARLIEST <= time < BEYOND:
            self.fail("invalid")
        return time


class Step(serializers.IntegerField):
    """The step of a duration in the counters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**15 - 1, **kwargs)


class AccountName(serializers.CharField):
    """The username of an account, which need not exist; null or an empty one means none."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True)


class AccountIds(dict[str | None, int | None]):
    """The ids of accounts by their usernames in any spelling; None for one that does not exist."""

    def __missing__(self, username: str | None) -> int | None:
        account = account_named(username) if username else None
        self[username] = account.pk if account else None
        return self[username]
