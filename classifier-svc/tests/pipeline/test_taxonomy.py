"""Taxonomy files: the shipped ones, and the errors of broken ones."""

from pathlib import Path

import pytest

from classifier.config import TAXONOMIES
from classifier.pipeline.taxonomy import TaxonomyError, load_taxonomies, load_taxonomy
from tests.conftest import contract

GOOD = """\
title: Colours
about: Texts about colours.
rules: [Black is no colour.]
dimensions:
  colour:
    question: Which colour?
    default: red
    choices:
      red: {definition: Like blood., examples: [A tomato.], signals: [tomato]}
      blue: {definition: Like the sky.}
examples:
  - text: The sea
    labels: {colour: blue}
"""


def test_support_tickets_have_the_choices_of_the_contract() -> None:
    taxonomy = load_taxonomies(TAXONOMIES)["support-tickets"]

    names = {dimension.name: list(dimension.choice_names) for dimension in taxonomy.dimensions}
    choices = contract("choices.json")
    assert names == {"category": choices["category"], "priority": choices["priority"]}


def test_good_file(tmp_path: Path) -> None:
    (tmp_path / "colours.yaml").write_text(GOOD)

    taxonomy = load_taxonomy(tmp_path / "colours.yaml")

    (dimension,) = taxonomy.dimensions
    assert dimension.choice_names == ("red", "blue")
    assert taxonomy.examples[0].labels == {"colour": "blue"}
    assert taxonomy.refusal({"colour": "blue"}) is None
    assert taxonomy.refusal({"colour": "Blue"}) == "no allowed choice for colour"
    assert taxonomy.refusal({}) == "no allowed choice for colour"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("about: Texts about colours.\n", "", "line 1: 'about' is missing here"),
        ("title: Colours", "title: Colours\ncolor: x", "line 2: 'color' is not known here"),
        (
            "title: Colours",
            "title: Colours\ntitle: Again",
            "line 2: 'title' occurs twice",
        ),
        ("title: Colours", "title: 12", "line 1: expected a text here"),
        ("title: Colours", 'title: "  "', "line 1: this text is empty"),
        ("default: red", "default: green", "line 7: the default 'green' is not a choice"),
        ("      blue: {definition: Like the sky.}\n", "", "needs two choices or more"),
        ("  colour:\n", "  reason:\n", "line 5: 'reason' cannot be the name of a dimension"),
        ("  colour:\n", "  The colour:\n", "line 5: 'The colour' is no name"),
        ("{definition: Like the sky.}", "Like the sky.", "line 10: expected names with values"),
        ("[Black is no colour.]", "Black is no colour.", "line 3: expected a list here"),
        ("{colour: blue}", "{colour: green}", "line 13: 'green' is not a choice of colour"),
        ("{colour: blue}", "{}", "line 13: expected names with values"),
        ("title: Colours", "title: [", "is not YAML"),
        (GOOD, "", "is empty"),
        (GOOD, "a: \x07", "characters that YAML does not allow"),
    ],
)
def test_broken_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "colours.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new))

    with pytest.raises(TaxonomyError) as refusal:
        load_taxonomy(path)

    assert str(refusal.value).startswith(str(path))
    assert said in str(refusal.value)


def test_folder_without_taxonomies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError, match="there is no taxonomy"):
        load_taxonomies(tmp_path)
