"""Taxonomy files: the shipped ones, and the errors of broken ones."""

import re
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
SEVERAL = """\
title: Colours
about: Texts about colours.
dimensions:
  colours:
    question: Which colours?
    multiple: true
    default: []
    choices:
      red: {definition: Like blood., signals: [tomato, blood]}
      blue: {definition: Like the sky., signals: [sea]}
      green: {definition: Like grass.}
  mood:
    question: Which mood?
    multiple: false
    default: dull
    choices:
      dull: {definition: No mood.}
      merry: {definition: A good mood., signals: [laugh]}
examples:
  - text: The sea at sunset
    labels: {colours: [blue, red], mood: dull}
"""


def test_support_tickets_have_the_choices_of_the_contract() -> None:
    taxonomy = load_taxonomies(TAXONOMIES).usable["support-tickets"]

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


def test_dimension_with_several_choices(tmp_path: Path) -> None:
    (tmp_path / "colours.yaml").write_text(SEVERAL)

    taxonomy = load_taxonomy(tmp_path / "colours.yaml")

    colours, mood = taxonomy.dimensions
    assert (colours.multiple, colours.default) == (True, ())
    assert (mood.multiple, mood.default) == (False, "dull")
    assert taxonomy.examples[0].labels == {"colours": ("blue", "red"), "mood": "dull"}
    assert colours.label(["blue", "red", "blue"]) == ("red", "blue")
    assert colours.label([]) == ()
    for refused in ("red", None, {"red": 1}, ["pink"], ["red", None], [["red"]], 1):
        assert colours.label(refused) is None, refused
    assert mood.label(["dull"]) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("multiple: true", "multiple: 'true'", "line 6: expected true or false here"),
        ("multiple: true", "multiple: 1", "line 6: expected true or false here"),
        ("multiple: true", "multiple: [true]", "line 6: expected true or false here"),
        ("default: []", "default: red", "line 7: expected a list here"),
        ("default: []", "default: [pink]", "line 7: 'pink' is not a choice of colours"),
        ("default: []", "default: [red, red]", "line 7: 'red' occurs twice in this list"),
        ("default: dull", "default: [dull]", "line 15: expected a text here"),
        ("[blue, red]", "blue", "line 21: expected a list here"),
        ("[blue, red]", "[blue, pink]", "line 21: 'pink' is not a choice of colours"),
    ],
)
def test_broken_dimension_with_several_choices_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "colours.yaml"
    assert old in SEVERAL
    path.write_text(SEVERAL.replace(old, new))

    with pytest.raises(TaxonomyError, match=re.escape(said)):
        load_taxonomy(path)


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
        ("default: red", "default: green", "line 7: 'green' is not a choice of colour"),
        ("      blue: {definition: Like the sky.}\n", "", "needs two choices or more"),
        ("  colour:\n", "  reason:\n", "line 5: 'reason' cannot be the name of a dimension"),
        ("  colour:\n", "  scores:\n", "line 5: 'scores' cannot be the name of a dimension"),
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
