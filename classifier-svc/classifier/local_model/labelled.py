"""Labelled texts in a folder of `.txt` files, for any taxonomy.

A heading has a choice for each dimension, in the order of the taxonomy's file, and then each line
is a text with these labels:

    # billing high
    * I was charged twice.
    # technical low
    The icon is blurry.

The choices of a dimension with `multiple` are joined by `+`; `-` is none of them. The mark `* `
holds a text back from training. ticket-api's `manage.py export_suggestions` writes this form, with
a mark at every text.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from classifier.pipeline.taxonomy import Dimension, Label, Taxonomy


class LabelledError(ValueError):
    """A folder that cannot be used, with file, line and reason in a sentence."""


@dataclass(frozen=True)
class Labelled:
    """A text with a label for each dimension; `marked` when its line has the mark."""

    text: str
    labels: Mapping[str, Label]
    marked: bool


def read_labelled(folder: Path, taxonomy: Taxonomy) -> list[Labelled]:
    """Read every `.txt` file of a folder. Raises LabelledError; also when there is no text."""
    found = [one for path in sorted(folder.glob("*.txt")) for one in _read(path, taxonomy)]
    if not found:
        raise LabelledError(f"{folder} has no .txt file with labelled texts.")
    return found


def _read(path: Path, taxonomy: Taxonomy) -> list[Labelled]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelledError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    return read_lines(lines, taxonomy, path.name)


def read_lines(lines: Iterable[str], taxonomy: Taxonomy, name: str) -> list[Labelled]:
    """Read the lines of a file with this name. Raises LabelledError."""
    return list(_labelled(lines, taxonomy, name))


def _labelled(lines: Iterable[str], taxonomy: Taxonomy, name: str) -> Iterator[Labelled]:
    labels: Mapping[str, Label] | None = None
    for number, line in enumerate(lines, 1):
        if line.startswith("# "):
            labels = _labels(line[2:].split(), taxonomy, f"{name}, line {number}")
        elif text := line.removeprefix("* ").strip():
            if labels is None:
                where = f"{name}, line {number}"
                raise LabelledError(f"{where}: put a heading such as {_form(taxonomy)} above it.")
            yield Labelled(text, labels, line.startswith("* "))


def _labels(words: list[str], taxonomy: Taxonomy, where: str) -> Mapping[str, Label]:
    if len(words) != len(taxonomy.dimensions):
        raise LabelledError(
            f"{where}: a heading has a choice for each dimension, {_form(taxonomy)}."
        )
    labels: dict[str, Label] = {}
    for dimension, word in zip(taxonomy.dimensions, words, strict=True):
        label = dimension.label(_given(word, dimension))
        if label is None:
            raise LabelledError(f"{where}: {word[:40]!r} is not a choice of {dimension.name}.")
        labels[dimension.name] = label
    return labels


def _given(word: str, dimension: Dimension) -> object:
    if not dimension.multiple:
        return word
    return [] if word == "-" else word.split("+")


def _form(taxonomy: Taxonomy) -> str:
    return "# " + " ".join(f"<{one.name}>" for one in taxonomy.dimensions)
