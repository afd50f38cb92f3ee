"""The query parameters of the list and of the trend (requirements §4.2)."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.http import QueryDict
from rest_framework import serializers

from common.fields import Choice, PlainText
from tickets.listing.folding import is_empty, search_words
from tickets.models import Category, Priority, Status

# contracts/limits.json; a test holds them together.
PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 200
SEARCH_CHARACTERS = 200
DAYS_DEFAULT = 30
DAYS_MAX = 366


class WholeNumber(serializers.IntegerField):
    """A whole number within bounds, written in digits 0 to 9 alone; a refusal names the bounds."""

    def __init__(self, *, minimum: int, maximum: int, **kwargs: Any) -> None:
        super().__init__(min_value=minimum, max_value=maximum, **kwargs)
        self.sentence = f"Enter a whole number from {minimum} to {maximum}"

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The number, or one sentence whatever is wrong with it; an empty one was not given."""
        try:
            data = serializers.empty if data == "" else data
            if isinstance(data, str) and not (data.isascii() and data.isdigit()):
                # Python's int() also takes `1_0`, ` 10`, `+10` and the digits of other scripts.
                self.fail("invalid")
            return super().run_validation(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError([self.sentence]) from error


class SearchText(PlainText):
    """A search; blanks and quotes alone match any ticket, other invisible text is refused."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text, or a sentence for one that no ticket could be compared with."""
        is_read = isinstance(data, str) and "\x00" not in data
        if is_read and not is_empty(data) and not search_words(data):
            raise serializers.ValidationError(["Enter a word or a number that can be seen"])
        return super().run_validation(data)


class TicketFilters(serializers.Serializer[Any]):
    """An empty value means what a form means by it: any."""

    category = Choice(Category, label="category", required=False, allow_blank=True)
    priority = Choice(Priority, label="priority", required=False, allow_blank=True)
    status = Choice(Status, label="status", required=False, allow_blank=True)
    search = SearchText(
        label="search",
        required=False,
        allow_blank=True,
        max_length=SEARCH_CHARACTERS,
        help_text=(
            "Words, and phrases in quotes, each of which must occur in the title or in the "
            "description. Capitals, accents and invisible characters make no difference, nor do "
            "line ends in a phrase. `1500` and `#1500` list the ticket of that number first. For "
            "words without any run of three letters or digits (`ab`, `c++`), alone or with common "
            "words, a page looks at 10,000 tickets or fewer long ones: it may then hold fewer "
            "tickets than asked for, even none, and `next` goes on searching in older ones."
        ),
    )
    limit = WholeNumber(minimum=1, maximum=PAGE_SIZE_MAX, default=PAGE_SIZE_DEFAULT)
    cursor = serializers.CharField(required=False, allow_blank=True)


class TimeZoneName(serializers.CharField):
    """The name of a time zone in the IANA database, read as that zone; an empty one means UTC."""

    def to_internal_value(self, data: Any) -> Any:
        """The zone, or a sentence about what to name."""
        name = super().to_internal_value(data)
        # Names alone: to look up anything else could open a file of another kind.
        if name not in _zone_names():
            raise serializers.ValidationError(["Name a time zone, such as Europe/Berlin"])
        return ZoneInfo(name)


@cache
def _zone_names() -> set[str]:
    """The names that browsers use, read from disk once in each process."""
    return available_timezones()


class DailyFilters(serializers.Serializer[Any]):
    """How far back the trend goes, today included, and where its days begin."""

    days = WholeNumber(minimum=1, maximum=DAYS_MAX, default=DAYS_DEFAULT)
    tz = TimeZoneName(
        required=False,
        allow_blank=True,
        help_text=(
            "The time zone whose days are counted, by its IANA name, such as `Europe/Berlin`. "
            "Without one: UTC."
        ),
    )


def read_ticket_filters(given: QueryDict) -> dict[str, Any]:
    """The validated filters without the cursor; ValidationError names every bad one."""
    return dict(_FILTERS.run_validation({name: given[name] for name in _NAMES if name in given}))


_NAMES = ("category", "priority", "status", "search", "limit")
# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_FILTERS = TicketFilters()
