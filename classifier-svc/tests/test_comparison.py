"""Two models on the same texts: what counts as better, and what may be chance."""

from collections.abc import Mapping

import pytest

from classifier.local_model.comparison import Comparison, compare
from classifier.local_model.labelled import Labelled
from classifier.local_model.learning import Split
from classifier.pipeline.taxonomy import Choice, Dimension, Taxonomy

TAXONOMY = Taxonomy(
    name="pets",
    title="Pets",
    about="Pets.",
    rules=(),
    dimensions=tuple(
        Dimension(name, "Which?", choices[0], tuple(Choice(one, one, (), ()) for one in choices))
        for name, choices in {"kind": ("cat", "dog"), "size": ("small", "large")}.items()
    ),
    examples=(),
)
RIGHT = {"kind": "dog", "size": "large"}
WRONG_KIND = {"kind": "cat", "size": "large"}
WRONG_SIZE = {"kind": "dog", "size": "small"}


def compared(
    before: list[Mapping[str, str]], after: list[Mapping[str, str]], groups: list[str] | None = None
) -> Comparison:
    """Compare two lists of labels that models give to texts that are large dogs."""
    texts = [Labelled(str(at), RIGHT, True) for at in range(len(before))]
    names = groups or [one.text for one in texts]
    split = Split([], texts, names)
    return compare(split, lambda t: before[int(t)], lambda t: after[int(t)], TAXONOMY)


def gains_and_losses(gains: int, losses: int, of: int) -> Comparison:
    before = [WRONG_KIND] * gains + [RIGHT] * (of - gains)
    after = [RIGHT] * (of - losses) + [WRONG_KIND] * losses
    return compared(before, after)


@pytest.mark.parametrize(
    ("gains", "losses", "of", "better"),
    [
        (0, 0, 40, False),
        (1, 0, 40, False),
        (5, 0, 40, False),  # A coin falls so five times in 3 %.
        (6, 0, 40, True),
        (20, 18, 40, False),
        (40, 20, 400, True),
        (0, 6, 40, False),
        (4, 0, 10, False),  # Bootstrap alone would take it.
    ],
)
def test_a_gain_that_may_be_chance_is_no_improvement(
    gains: int, losses: int, of: int, better: bool
) -> None:
    found = gains_and_losses(gains, losses, of)
    assert found.better is better
    assert found.of["all"].after - found.of["all"].before == gains - losses
    assert found.of["size"].interval == (0, 0)


def test_many_texts_about_one_matter_count_once() -> None:
    before, after = [WRONG_KIND] * 40, [RIGHT] * 40
    assert compared(before, after).better
    assert not compared(before, after, ["one"] * 20 + ["other"] * 20).better


def test_a_dimension_that_is_worse_refuses_what_is_better_in_all() -> None:
    nothing = {"kind": "cat", "size": "small"}
    before = [WRONG_KIND] * 30 + [WRONG_KIND] * 70
    after = [RIGHT] * 30 + [nothing] * 70
    found = compared(before, after)
    assert found.of["all"].interval[0] > 0
    assert found.of["size"].interval[1] < 0
    assert not found.better


def test_the_table_has_each_dimension_and_all() -> None:
    table = gains_and_losses(6, 0, 40).as_table()
    assert "right of 40 held back" in table
    assert "| kind | 0.850 | 1.000 | +" in table
    assert "| size | 1.000 | 1.000 | +0.000 to +0.000 |" in table
    assert "| all | 0.850 | 1.000 | +" in table
