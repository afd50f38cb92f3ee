"""The query parameters of the list and of the trend (requirements §4.2)."""

from datetime import UTC, tzinfo
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.fields import Choice, PlainText
from tickets.listing.folding import is_empty, search_words
from tickets.listing.moments import DayOrTime, TimeZoneName, moment
from tickets.listing.orders import LARGEST_ID, Sort
from tickets.listing.page_sql import EVENT_FILTERS, EVENTS
from tickets.listing.pagination import Cursor
from tickets.models import Category, Priority, Status

# contracts/limits.json; a test holds them together.
PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 200
SEARCH_CHARACTERS = 200
DAYS_DEFAULT = 30
DAYS_MAX = 366

FOREIGN_CURSOR = "Start again from the first page: this page address is not ours"
OTHER_ORDER = "Start again from the first page: this page address belongs to another order"


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


class Choices(serializers.ListField):
    """Some of a few words, separated by commas or in several parameters; an empty one means any."""

    def __init__(self, choices: Any, *, label: str, **kwargs: Any) -> None:
        help_text = f"Any of these; several are separated by commas, or `{label}` is repeated."
        child = Choice(choices, label=label)
        super().__init__(child=child, required=False, help_text=help_text, **kwargs)
        self.once = f"Name each {label} once"

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The words, each once, or one sentence that names the choices."""
        if data is serializers.empty or data == [""]:
            return []
        words = [self.child.run_validation(word) for part in data for word in part.split(",")]
        if len(words) > len(set(words)):
            raise serializers.ValidationError([self.once])
        return words


@extend_schema_field({"type": "string", "pattern": "^(me|none|[1-9][0-9]{0,17})$"})
class AccountReference(WholeNumber):
    """`me`, `none` or the id of an account."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(minimum=1, maximum=LARGEST_ID, **kwargs)
        self.sentence = "Enter `me`, `none` or the id of an account"

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The word or the number."""
        return data if data in ("me", "none") else super().run_validation(data)


class EventTime(DayOrTime):
    """As another filter, of when something happened to a ticket."""

    def __init__(self, other: str, happened: str) -> None:
        help_text = f"As `{other}`, of when a ticket was {happened}. For callers with a role."
        super().__init__(required=False, allow_blank=True, help_text=help_text)


class SearchText(PlainText):
    """A search; blanks and quotes alone match any ticket, other invisible text is refused."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text, or a sentence for one that no ticket could be compared with."""
        is_read = isinstance(data, str) and "\x00" not in data
        if is_read and not is_empty(data) and not search_words(data):
            raise serializers.ValidationError(["Enter a word or a number that can be seen"])
        return super().run_validation(data)


class PageCursor(serializers.CharField):
    """The position that `next` or `previous` has; an empty one was not given."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The cursor, or a sentence for one that no page has."""
        try:
            is_given = isinstance(data, str) and data != ""
            return Cursor.decode(data) if is_given else super().run_validation()
        except ValueError as error:
            raise serializers.ValidationError([FOREIGN_CURSOR]) from error


class TicketFilters(serializers.Serializer[Any]):
    """An empty value means what a form means by it: any."""

    category = Choices(Category, label="category")
    priority = Choices(Priority, label="priority")
    status = Choices(Status, label="status")
    assignee = AccountReference(
        required=False,
        help_text="`me`, `none` or the id of an account. For callers with a role.",
    )
    requester = WholeNumber(
        minimum=1,
        maximum=LARGEST_ID,
        required=False,
        help_text="The id of a requester. For callers with a role.",
    )
    duplicate_of = WholeNumber(
        minimum=1,
        maximum=LARGEST_ID,
        required=False,
        help_text="The id of a ticket, for its duplicates. For callers with a role.",
    )
    waiting = serializers.ChoiceField(
        ["true"],
        required=False,
        allow_blank=True,
        error_messages={"invalid_choice": "Write `true`, or leave waiting out"},
        help_text="`true`: the requester waits for an answer. For callers with a role.",
    )
    created_after = DayOrTime(
        required=False,
        allow_blank=True,
        help_text=(
            "A day, from its start, or a time (ISO 8601); itself included. `today` and `today-6` "
            "are counted back from the day of the request."
        ),
    )
    created_before = DayOrTime(
        required=False,
        allow_blank=True,
        help_text=(
            "A day, until its end, or a time (ISO 8601); the time itself is left out. `today` and "
            "`today-6` as in `created_after`."
        ),
    )
    replied_after = EventTime("created_after", "first answered")
    replied_before = EventTime("created_before", "first answered")
    resolved_after = EventTime("created_after", "last resolved")
    resolved_before = EventTime("created_before", "last resolved")
    tz = TimeZoneName(
        required=False,
        allow_blank=True,
        help_text=(
            "The time zone of days and of times without an offset, by its IANA name, such as "
            "`Europe/Berlin`. Without one: UTC."
        ),
    )
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
            "tickets than asked for, even none, and `next` goes on searching further on."
        ),
    )
    sort = Choice(
        Sort,
        label="sort",
        required=False,
        allow_blank=True,
        help_text=(
            "`newest` without one. `changed`: the last changed first. `priority`: unfinished "
            "tickets alone, critical ones first, then the oldest. `waiting`: tickets whose "
            "requester waits alone, the longest first; for callers with a role."
        ),
    )
    limit = WholeNumber(minimum=1, maximum=PAGE_SIZE_MAX, default=PAGE_SIZE_DEFAULT)
    cursor = PageCursor(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The filters that fit together, with times in UTC in the place of days."""
        zone = attrs.pop("tz", None) or UTC
        for event in ("created", *EVENTS):
            _read_moments(attrs, f"{event}_after", f"{event}_before", zone)
        cursor = attrs.get("cursor")
        if cursor and cursor.order.name != (attrs.get("sort") or Sort.NEWEST):
            raise serializers.ValidationError({"cursor": [OTHER_ORDER]})
        return attrs


def _read_moments(attrs: dict[str, Any], first: str, last: str, zone: tzinfo) -> None:
    """Put times in UTC in the place of days; ValidationError when nothing lies between them."""
    for name, days in ((first, 0), (last, 1)):
        if attrs.get(name):
            attrs[name] = moment(attrs[name], zone, days=days)
    after, before = attrs.get(first), attrs.get(last)
    if after and before and after >= before:
        sentence = f"Enter a day or a time before `{last}`"
        raise serializers.ValidationError({first: [sentence]})


class ExportFilters(TicketFilters):
    """The parameters of a list without those of a page."""

    limit = None  # type: ignore[assignment]
    cursor = None  # type: ignore[assignment]


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


def read_export_filters(given: QueryDict) -> dict[str, Any]:
    """The validated filters of an export, which has no pages."""
    of_a_page = {name: ["Leave it out: an export has all pages"] for name in OF_A_PAGE}
    refused = {name: sentences for name, sentences in of_a_page.items() if given.get(name)}
    if refused:
        raise serializers.ValidationError(refused)
    filters = read_ticket_filters(given)
    del filters["limit"]
    return filters


def read_ticket_filters(given: QueryDict) -> dict[str, Any]:
    """The validated filters; ValidationError names every bad one."""
    asked = {name: given.getlist(name) for name in _NAMES if name in given}
    twice = [name for name, values in asked.items() if len(values) > 1 and name not in _SEVERAL]
    if twice:
        raise serializers.ValidationError({name: [f"Give {name} once"] for name in twice})
    single = {name: values[0] for name, values in asked.items() if name not in _SEVERAL}
    return dict(_FILTERS.run_validation({**asked, **single}))


def is_for_roles(filters: dict[str, Any]) -> bool:
    """Whether the filters or the order depend on persons, so that the caller needs a role."""
    return any(map(filters.get, _FOR_ROLES)) or filters.get("sort") == Sort.WAITING


# They belong to a page, and not to the list.
OF_A_PAGE = ("cursor", "limit")
# Completes "Sign in to …".
SEE_PERSONS = "filter or sort by assignee, requester, duplicate, waiting, reply or resolution"
_FOR_ROLES = (
    "assignee",
    "requester",
    "duplicate_of",
    "waiting",
    *EVENT_FILTERS,
)
# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_FILTERS = TicketFilters()
_NAMES = [*_FILTERS.fields]
_SEVERAL = {name for name, field in _FILTERS.fields.items() if isinstance(field, Choices)}
