"""`taxonomies/taxonomy.schema.json` refuses what the loader refuses, and nothing else."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from classifier.config import TAXONOMIES
from classifier.pipeline.taxonomy import TaxonomyError, load_taxonomy

SCHEMA = json.loads((TAXONOMIES / "taxonomy.schema.json").read_text())
VALID = jsonschema_rs.validator_for(SCHEMA)
PAGE = (TAXONOMIES.parents[1] / "docs" / "taxonomies.md").read_text()
(EXAMPLE,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)

VALUES: list[Any] = [
    *(None, True, False, 12, 1.5, "", " \n", "leave", "Red one", "x" * 41),
    *(
        [],
        ["poland"],
        ["poland", "poland"],
        ["Red one"],
        [""],
        [12],
        [None],
        [[]],
        {},
        {"red": "blue"},
    ),
    *({"red": {"definition": "d"}, "blue": {"definition": "d"}}, {"reason": {}}),
]
# What only the loader knows: which choices a dimension has.
ABOUT_CHOICES = re.compile(r"' is not a choice of ")


@pytest.mark.parametrize("path", sorted(TAXONOMIES.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_taxonomies_are_as_the_schema_says(path: Path) -> None:
    VALID.validate(yaml.safe_load(path.read_text()))


def changed(document: Any) -> Iterator[tuple[str, Any]]:
    """The document with each part replaced by each value, removed, renamed, or with one added."""
    for place in places(document):
        for value in VALUES:
            yield f"{place} = {value!r}", with_value(document, place, value)
        parent = at(document, place[:-1])
        without = copy.deepcopy(parent)
        del without[place[-1]]
        yield f"without {place}", with_value(document, place[:-1], without)
        if isinstance(parent, dict):
            for name in ("confidence", "scores", "Name", "a b", "x" * 41, "text"):
                renamed = {name if key == place[-1] else key: parent[key] for key in parent}
                yield f"{place} as {name}", with_value(document, place[:-1], renamed)
            added = {**parent, "another": "text"}
            yield f"more in {place[:-1]}", with_value(document, place[:-1], added)


def places(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    inner = {dict: dict.items, list: enumerate}.get(type(node), lambda _: ())
    for key, value in inner(node):
        yield from places(value, (*place, key))


def at(node: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        node = node[key]
    return node


def with_value(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copied = copy.deepcopy(document)
    at(copied, place[:-1])[place[-1]] = value
    return copied


def test_schema_and_loader_agree(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.yaml"
    disagreements, refused = [], 0
    example = yaml.safe_load(EXAMPLE)
    example["dimensions"]["topic"]["multiple"] = False
    for what, document in changed(example):
        if "'dimensions'" in what and isinstance(document, dict):
            document.pop("examples", None)  # Their labels belong to the dimensions before.
        path.write_text(json.dumps(document))  # JSON is YAML.
        said = ""
        try:
            load_taxonomy(path)
        except TaxonomyError as error:
            said = str(error)
        refused += bool(said)
        known_to_the_loader = "labels" in what or ABOUT_CHOICES.search(said)
        if VALID.is_valid(document) == bool(said) and not (said and known_to_the_loader):
            disagreements.append((what, said))

    assert disagreements == []
    assert refused > 100


def test_the_page_names_every_field(tmp_path: Path) -> None:
    path = tmp_path / "hr-desk.yaml"
    path.write_text(EXAMPLE)
    taxonomy = load_taxonomy(path)
    rows = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))))
    definitions = [SCHEMA, *SCHEMA["$defs"].values()]

    assert rows == {name for one in definitions for name in one.get("properties", {})}
    assert [one.multiple for one in taxonomy.dimensions] == [False, True]
