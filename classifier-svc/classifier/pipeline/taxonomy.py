"""Taxonomies: the allowed labels, read from `taxonomies/*.yaml`.

docs/taxonomies.md describes the form, and taxonomies/taxonomy.schema.json is its schema.
The file's name is the taxonomy's. A broken file is refused with its path, the line and the cause.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import yaml

# Keys of a model's reply beside the dimensions.
RESERVED = frozenset({"confidence", "confidences", "unsure", "reason", "scores"})

Label = str | tuple[str, ...]
"""A choice; of a dimension with `multiple` the choices that apply, in the order of the file."""

_SWITCH = {("tag:yaml.org,2002:bool", "true"): True, ("tag:yaml.org,2002:bool", "false"): False}
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class TaxonomyError(ValueError):
    """A taxonomy file that cannot be used."""

    def __init__(self, path: Path, node: yaml.Node | yaml.Mark | None, problem: str) -> None:
        """Describe path, line (from 1) and problem."""
        mark = node.start_mark if isinstance(node, yaml.Node) else node
        line = f", line {mark.line + 1}" if mark else ""
        super().__init__(f"{path}{line}: {problem}")
        self.without_folder = f"{path.name}{line}: {problem}"


@dataclass(frozen=True)
class Choice:
    """One label of a dimension."""

    name: str
    definition: str
    examples: tuple[str, ...]
    signals: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """One question about a text, with the choices that answer it."""

    name: str
    question: str
    default: Label
    choices: tuple[Choice, ...]
    multiple: bool = False

    @property
    def choice_names(self) -> tuple[str, ...]:
        """The allowed labels, in the order of the file."""
        return tuple(choice.name for choice in self.choices)

    def label(self, value: object) -> Label | None:
        """Return the label that a value of JSON is, or None when it is not an allowed one."""
        if not self.multiple:
            return value if isinstance(value, str) and value in self.choice_names else None
        if not isinstance(value, list | tuple) or any(
            one not in self.choice_names for one in value
        ):
            return None
        return tuple(name for name in self.choice_names if name in value)


@dataclass(frozen=True)
class Example:
    """A whole text with its labels."""

    text: str
    labels: Mapping[str, Label]


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """The dimensions of one kind of text. Loaded once and compared by identity."""

    name: str
    title: str
    about: str
    rules: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    examples: tuple[Example, ...]

    def refusal(self, labels: Mapping[str, object]) -> str | None:
        """Return which dimension has no allowed choice in `labels`, or None."""
        for dimension in self.dimensions:
            if dimension.label(labels.get(dimension.name)) is None:
                return f"no allowed choice for {dimension.name}"
        return None


@dataclass(frozen=True)
class Taxonomies:
    """The taxonomies by name, and what is wrong with the files that cannot be used."""

    usable: Mapping[str, Taxonomy]
    broken: Mapping[str, str]


def load_taxonomies(directory: Path) -> Taxonomies:
    """Read every `*.yaml` of a directory. Raises TaxonomyError when there is none."""
    paths = sorted(directory.glob("*.yaml"))
    if not paths:
        raise TaxonomyError(directory, None, "there is no taxonomy (*.yaml) here.")
    usable, broken = dict[str, Taxonomy](), dict[str, str]()
    for path in paths:
        try:
            usable[path.stem] = load_taxonomy(path)
        except TaxonomyError as error:
            broken[path.stem] = error.without_folder
    return Taxonomies(MappingProxyType(usable), MappingProxyType(broken))


def load_taxonomy(path: Path) -> Taxonomy:
    """Read one file. Raises TaxonomyError with path, line and cause."""
    if not _NAME.fullmatch(path.stem):
        raise TaxonomyError(path, None, "name the file in lower case, such as hr-desk.yaml.")
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise TaxonomyError(path, None, f"cannot be read ({type(error).__name__}).") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TaxonomyError(path, mark, f"is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise TaxonomyError(path, None, "contains characters that YAML does not allow.") from error
    except RecursionError:
        raise TaxonomyError(path, None, "is nested too deeply.") from None
    if root is None:
        raise TaxonomyError(path, None, "is empty.")
    return _Reader(path).taxonomy(root)


class _Reader:
    """Turns YAML nodes into a Taxonomy; works on nodes because they know their lines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def taxonomy(self, root: yaml.Node) -> Taxonomy:
        fields = self.mapping(
            root, required={"title", "about", "dimensions"}, optional={"rules", "examples"}
        )
        dimensions = tuple(
            self.dimension(name, node) for name, node in self.named(fields["dimensions"])
        )
        return Taxonomy(
            name=self.path.stem,
            title=self.text(fields["title"]),
            about=self.text(fields["about"]),
            rules=self.texts(fields.get("rules")),
            dimensions=dimensions,
            examples=tuple(
                self.example(node, dimensions) for node in self.items(fields.get("examples"))
            ),
        )

    def dimension(self, name: yaml.ScalarNode, node: yaml.Node) -> Dimension:
        if name.value in RESERVED:
            raise self.error(name, f"'{name.value}' cannot be the name of a dimension.")
        fields = self.mapping(
            node, required={"question", "default", "choices"}, optional={"multiple"}
        )
        choices = tuple(
            self.choice(key.value, value) for key, value in self.named(fields["choices"])
        )
        if len(choices) < 2:
            raise self.error(fields["choices"], "a dimension needs two choices or more.")
        dimension = Dimension(
            name.value,
            self.text(fields["question"]),
            "",
            choices,
            self.switch(fields.get("multiple")),
        )
        return replace(dimension, default=self.label(fields["default"], dimension))

    def label(self, node: yaml.Node, dimension: Dimension) -> Label:
        nodes = self.items(node) if dimension.multiple else [node]
        values = [self.text(one) for one in nodes]
        for one, value in zip(nodes, values, strict=True):
            if value not in dimension.choice_names:
                raise self.error(one, f"'{value}' is not a choice of {dimension.name}.")
            if values.count(value) > 1:
                raise self.error(one, f"'{value}' occurs twice in this list. Remove one.")
        return tuple(values) if dimension.multiple else values[0]

    def choice(self, name: str, node: yaml.Node) -> Choice:
        fields = self.mapping(node, required={"definition"}, optional={"examples", "signals"})
        return Choice(
            name,
            self.text(fields["definition"]),
            self.texts(fields.get("examples")),
            self.texts(fields.get("signals")),
        )

    def example(self, node: yaml.Node, dimensions: tuple[Dimension, ...]) -> Example:
        fields = self.mapping(node, required={"text", "labels"})
        labels = self.mapping(fields["labels"], required={d.name for d in dimensions})
        return Example(
            self.text(fields["text"]),
            {one.name: self.label(labels[one.name], one) for one in dimensions},
        )

    def error(self, node: yaml.Node, problem: str) -> TaxonomyError:
        return TaxonomyError(self.path, node, problem)

    def pairs(self, node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise self.error(node, "expected names with values here.")
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, "expected a plain name here.")
            if key.value in seen:
                raise self.error(key, f"'{key.value}' occurs twice in this mapping. Remove one.")
            seen.add(key.value)
            yield key, value

    def named(self, node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        for key, value in self.pairs(node):
            if not _NAME.fullmatch(key.value):
                raise self.error(
                    key, f"'{key.value}' is no name: use lower case, digits, '_', '-'."
                )
            yield key, value

    def mapping(
        self, node: yaml.Node, *, required: set[str], optional: set[str] | None = None
    ) -> dict[str, yaml.Node]:
        fields = {}
        for key, value in self.pairs(node):
            if key.value not in required | (optional or set()):
                known = ", ".join(sorted(required | (optional or set())))
                raise self.error(key, f"'{key.value}' is not known here, only: {known}.")
            fields[key.value] = value
        if missing := sorted(required - set(fields)):
            raise self.error(node, f"'{missing[0]}' is missing here.")
        return fields

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "expected a list here.")
        return list(node.value)

    def switch(self, node: yaml.Node | None) -> bool:
        if node is None:
            return False
        if not isinstance(node, yaml.ScalarNode) or (node.tag, node.value) not in _SWITCH:
            raise self.error(node, "expected true or false here.")
        return _SWITCH[node.tag, node.value]

    def text(self, node: yaml.Node) -> str:
        # Unquoted `yes`, `null` or `12` are not strings in YAML, so the label would not match.
        if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str":
            raise self.error(node, "expected a text here; put it in quotes.")
        if not (text := " ".join(node.value.split())):
            raise self.error(node, "this text is empty.")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise self.error(node, "this text has half of a character; write it anew.")
        return text

    def texts(self, node: yaml.Node | None) -> tuple[str, ...]:
        return tuple(self.text(item) for item in self.items(node))
