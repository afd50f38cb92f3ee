"""Made-up tickets for measurements and demonstrations, the same ones for the same seed.

What matters to a database is as in a real help desk: a few words stand in every eighth ticket and
thousands of words in hardly any, one category is twelve times as large as another, most old tickets
are closed, weekdays bring more than Sundays, and this year more than the last.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from bulk.sample_texts import SENTENCES, SYLLABLES, TITLES, WEEKDAYS
from tickets.models import Category, Priority, Status

# title, description, category, priority, status, created_at (ISO 8601, UTC)
SampleTicket = tuple[str, str, str, str, str, str]

DAYS = 730
# Names in a help desk's tickets: few that everybody uses, many that hardly anybody does.
PRODUCTS = 3_000
# Sentences to choose from, and titles, for each category.
SENTENCE_POOL = 4_000
TITLE_POOL = 1_000
# A product that was given up: named in every hundredth ticket of the oldest tenth, then no more.
RETIRED = "Papyrus Desk"
RETIRED_UNTIL = 0.1
# Every third ticket names an order, and no two name the same.
ORDER_SHARE = 0.33
# Tickets younger than this many days are still being worked on.
WORK_DAYS = 21

_CATEGORIES: dict[str, float] = {
    Category.TECHNICAL: 48.0,
    Category.BILLING: 27.0,
    Category.ACCOUNT: 21.0,
    Category.GENERAL: 4.0,
}
_PRIORITIES: dict[str, float] = {
    Priority.MEDIUM: 52.0,
    Priority.LOW: 30.0,
    Priority.HIGH: 15.0,
    Priority.CRITICAL: 3.0,
}
_OLD: dict[str, float] = {
    Status.CLOSED: 88.0,
    Status.RESOLVED: 10.0,
    Status.OPEN: 1.5,
    Status.IN_PROGRESS: 0.5,
}
_NEW: dict[str, float] = {
    Status.OPEN: 45.0,
    Status.IN_PROGRESS: 25.0,
    Status.RESOLVED: 20.0,
    Status.CLOSED: 10.0,
}
_OF_HOURS = [1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 19, 17, 14, 16, 18, 17, 15, 12, 9, 7, 6, 5, 3, 2]
_OF_WEEKDAYS = [1.25, 1.2, 1.1, 1.05, 1.0, 0.5, 0.4]
_HOUR_SECONDS = 3_600
CLOCK = [f"{second // 60:02d}:{second % 60:02d}" for second in range(_HOUR_SECONDS)]


class SampleTickets:
    """`count` tickets, the oldest first, the newest in the hour before `until`."""

    def __init__(self, count: int, *, seed: int, until: datetime) -> None:
        self._count = count
        self._until = until.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self._random = random.Random(seed)  # noqa: S311 (nothing secret)
        products = sample_products(self._random)
        self._titles = {
            name: fill_templates(self._random, texts, products, TITLE_POOL)
            for name, texts in TITLES.items()
        }
        self._sentences = {
            name: fill_templates(self._random, texts, products, SENTENCE_POOL)
            for name, texts in SENTENCES.items()
        }

    def batches(self) -> Iterator[list[SampleTicket]]:
        """The tickets of one hour after the other; hours without a ticket are left out."""
        made = 0
        for hour, count in self._tickets_of_hours():
            if count:
                yield self._batch(hour, count, made)
                made += count

    def _tickets_of_hours(self) -> Iterator[tuple[datetime, int]]:
        first = self._until - timedelta(days=DAYS)
        hours = [first + timedelta(hours=number) for number in range(DAYS * 24)]
        weights = accumulate(
            (1 + number / len(hours)) * _OF_WEEKDAYS[hour.weekday()] * _OF_HOURS[hour.hour]
            for number, hour in enumerate(hours)
        )
        ends = list(weights)
        made = 0
        for hour, end in zip(hours, ends, strict=True):
            target = round(self._count * end / ends[-1])
            yield hour, target - made
            made = target

    def _batch(self, hour: datetime, count: int, made: int) -> list[SampleTicket]:
        old = hour < self._until - timedelta(days=WORK_DAYS)
        categories = self._pick(_CATEGORIES, count)
        chance = self._random.random
        # Here and below an index made from a float: `random.choice` takes five times as long.
        return list(
            zip(
                [self._titles[name][int(chance() * TITLE_POOL)] for name in categories],
                self._descriptions(categories, made),
                categories,
                self._pick(_PRIORITIES, count),
                self._pick(_OLD if old else _NEW, count),
                self._times(hour, count),
                strict=True,
            )
        )

    def _descriptions(self, categories: list[str], made: int) -> list[str]:
        """One to three sentences each, and what makes some of them rare."""
        chance = self._random.random
        lengths = self._random.choices((1, 2, 3), (65, 28, 7), k=len(categories))
        retired = made < self._count * RETIRED_UNTIL
        texts = []
        for number, name in enumerate(categories, start=made):
            pool = self._sentences[name]
            text = pool[int(chance() * SENTENCE_POOL)]
            for _ in range(1, lengths[number - made]):
                text += f" {pool[int(chance() * SENTENCE_POOL)]}"
            if chance() < ORDER_SHARE:
                text += f" The order is R-{number * 7 + 1_000_003}."
            if retired and chance() < 0.01:
                text += f" This began when we still used {RETIRED}."
            texts.append(text)
        return texts

    def _times(self, hour: datetime, count: int) -> list[str]:
        """`count` times of the hour in order, spread over it."""
        prefix, step, chance = f"{hour:%Y-%m-%d %H}:", _HOUR_SECONDS / count, self._random.random
        moments = [(number + chance()) * step for number in range(count)]
        return [
            f"{prefix}{CLOCK[int(moment)]}.{int(moment % 1 * 1_000_000):06d}+00"
            for moment in moments
        ]

    def _pick(self, weights: dict[str, float], count: int) -> list[str]:
        return self._random.choices(list(weights), list(weights.values()), k=count)


def sample_products(chance: random.Random) -> list[str]:
    """Different names of two to four syllables, some with a second word."""
    names: dict[str, None] = {}
    while len(names) < PRODUCTS:
        name = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))
        if chance.random() < 0.2:
            name += chance.choice((" Cloud", " Mail", " Pay", " Studio"))
        names[name[0].upper() + name[1:]] = None
    return list(names)


def fill_templates(
    chance: random.Random, templates: tuple[str, ...], products: list[str], count: int
) -> list[str]:
    """`count` texts; the nth product is named in proportion to 1/n, as words are (Zipf)."""
    weights = list(accumulate(1 / rank for rank in range(1, len(products) + 1)))
    return [
        template.format(
            product=chance.choices(products, cum_weights=weights)[0],
            day=chance.choice(WEEKDAYS),
            code=f"E{chance.randrange(10_000):04d}",
        )
        for template in chance.choices(templates, k=count)
    ]
