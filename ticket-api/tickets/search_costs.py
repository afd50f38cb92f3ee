"""What the two ways of a search will cost, by a sample of all tickets.

Costs are in tickets walked: what reading one ticket in the list's order and comparing it takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tickets.page_sql import Wanted
from tickets.search_sample import Sample

# A ticket found by the index is fetched from anywhere, compared by the rules of all languages and
# sorted; before that, its trigrams' lists are read: they grow with the table, and with the tickets
# that hold each of the words. A statement that matches takes longer to begin.
MATCH_COST = 6
MATCH_LIST_COST = 0.35
LISTS_COST = 0.005
BEGIN_COST = 250
# A ticket that passes the filters, found in their index.
FILTER_LIST_COST = 0.25
# A ticket walked to among those that pass the filters, if these are fewer than such a share.
SCATTERED_COST = 1.6
SCATTERED_SHARE = 0.2
# How many tickets of the sample that pass the filters weigh as much as the sample as a whole, when
# it is to be told how many of them hold the words.
AS_AMONG_ALL = 100


def narrowing_is_cheap(sample: Sample, filters: dict[str, str]) -> bool:
    """Whether reading the filters' index costs less than fetching what a text stands for."""
    return sample.fitting(filters) * FILTER_LIST_COST < sample.each * MATCH_COST


@dataclass(frozen=True)
class Estimate:
    """What the two ways will cost, in tickets walked.

    `everything`: tickets that a walk to the end reads; `far`: those until the page is full, if the
    words are spread evenly; `matches`: tickets that the indexes will find; `lists`: what reading
    the trigrams' lists costs, and those of the filters if `narrowed`; `scattered`: how many times
    as much as others those cost that pass the filters.
    """

    everything: int
    far: float
    matches: float
    lists: float
    scattered: float
    narrowed: bool = False

    @property
    def match_cost(self) -> float:
        return self.cost_of(self.matches)

    def cost_of(self, matches: float) -> float:
        """What finding so many costs."""
        return (matches * MATCH_COST + self.lists) / self.scattered


def estimate(
    wanted: Wanted, sample: Sample, window: int, seen: int, total: int, fitting: int
) -> Estimate:
    """From the sample, and from the first `window` tickets, of which `seen` held the words.

    There are `total` tickets, of which `fitting` pass the filters.

    The newest tickets alone may mislead: a flood of one text hides words that many others hold. The
    older half of the sample says nothing of how far a walk goes: a word may have gone out of use.
    """
    held = [sample.holding(word) for word in wanted.words]
    holding = frozenset.intersection(*held)
    indexed = [places for places, known in zip(held, wanted.indexed, strict=True) if known]
    # Each ticket of the sample stands for so many.
    each = total / max(sample.size, 1)
    found = Estimate(
        # Beside what the counters say, those that arrive meanwhile.
        everything=fitting + window,
        far=(wanted.limit + 1) / _share(sample, holding, wanted.filters, window, seen),
        # One more than the sample has, since it may have missed some.
        matches=(len(frozenset.intersection(*indexed)) + 1) * each,
        lists=sum(map(len, indexed)) * each * MATCH_LIST_COST + total * LISTS_COST + BEGIN_COST,
        scattered=1 if fitting > total * SCATTERED_SHARE else SCATTERED_COST,
    )
    if not wanted.filters:
        return found
    narrowed = replace(
        found,
        matches=fitting * _share(sample, frozenset.intersection(*indexed), wanted.filters),
        lists=found.lists + fitting * FILTER_LIST_COST,
        narrowed=True,
    )
    return narrowed if narrowed.match_cost < found.match_cost else found


def _share(
    sample: Sample,
    holding: frozenset[int],
    filters: dict[str, str],
    window: int = 0,
    seen: int = 0,
) -> float:
    """What share of the tickets that pass the filters hold the words, as those `holding` do.

    With a window, in which `seen` were seen to hold them, of the newer ones. Of the sample few may
    pass the filters; the fewer, the more is taken to be as among all.
    """
    first = sample.size // 2 if window else 0
    newer, hits = sample.size - first, _count_from(first, holding)
    if not filters:
        return max(seen + hits, 0.5) / max(window + newer, 1)
    passing = sample.passing(filters)
    anyhow = max(hits, 0.5) / max(newer, 1) * AS_AMONG_ALL
    fitting = seen + _count_from(first, holding & passing) + anyhow
    return fitting / (window + _count_from(first, passing) + AS_AMONG_ALL)


def _count_from(first: int, places: Iterable[int]) -> int:
    return sum(place >= first for place in places)
