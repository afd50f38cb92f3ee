"""The store of examples: labelled texts of one installation with their vectors, for one taxonomy.

`make learn` publishes it as `<taxonomy>-<version>.examples` in WEIGHTS_DIR. It is JSON:

    format      1
    taxonomy    the taxonomy's name
    choices     the digest of its choices, as in the weights: others are refused
    version     eight hexadecimal digits, of everything else in the document
    embedder    the name of the model of the vectors
    clients     the clients whose questions may be asked with these texts
    examples    objects with `text`, redacted and shortened, and `labels`
    vectors     base64 of a row of "<f2" numbers for each example, of length 1
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifier.local_model.artefact import artefact_name, choices_digest, digest, write_whole
from classifier.local_model.embedding import Embedder
from classifier.local_model.labelled import Labelled
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import Example, Label, Taxonomy

FORMAT = 1
SUFFIX = ".examples"
EXAMPLES_MAX = 2000
TEXT_CHARACTERS_MAX = 400
BYTES_MAX = 8 * 2**20
"""2,000 texts of 400 characters, three bytes each, and their vectors need 5 MB."""


class StoreError(ValueError):
    """A store that cannot be used, with the reason in a sentence."""


@dataclass(frozen=True, eq=False)
class Store:
    """Examples and a row of a numpy array for each, of length 1."""

    version: str
    clients: frozenset[str]
    examples: tuple[Example, ...]
    vectors: Any


def publish_examples(
    labelled: Sequence[Labelled],
    taxonomy: Taxonomy,
    embedder: Embedder | None,
    folder: Path,
    *,
    clients: Sequence[str],
) -> Path | None:
    """Write the store of these texts, oldest first, in place of the taxonomy's former ones.

    The texts are redacted, and of many the last ones are kept. `clients` are those whose questions
    may be asked with them. Returns None when there is no text or no embedder; the former stores are
    removed then as well, because texts that were erased since may be in them.
    """
    labels_of: dict[str, Mapping[str, Label]] = {}
    for one in labelled:
        if text := _clean(redact(one.text).text):
            labels_of.pop(text, None)  # The last label counts, and its place.
            labels_of[text] = one.labels
    kept = dict(list(labels_of.items())[-EXAMPLES_MAX:])
    former = list(_stores(folder, taxonomy.name))
    written = None
    if embedder is not None and kept:
        written = _write(_document(kept, taxonomy, embedder, clients), folder)
    for path in former:
        if path != written:
            path.unlink(missing_ok=True)
    return written


def _document(
    labels_of: Mapping[str, Mapping[str, Label]],
    taxonomy: Taxonomy,
    embedder: Embedder,
    clients: Sequence[str],
) -> dict[str, Any]:
    import numpy

    rows = numpy.asarray(embedder.embed(list(labels_of)), dtype="<f2")
    document: dict[str, Any] = {
        "format": FORMAT,
        "taxonomy": taxonomy.name,
        "choices": choices_digest(taxonomy),
        "embedder": embedder.name,
        "clients": sorted(set(clients)),
        "examples": [
            {"text": shortened(text), "labels": labels} for text, labels in labels_of.items()
        ],
        "vectors": b64encode(rows.tobytes()).decode(),
    }
    return {**document, "version": digest(document)}


def _write(document: Mapping[str, Any], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = (folder / artefact_name(document)).with_suffix(SUFFIX)
    write_whole(document, path)  # For its owner alone: these are texts of tickets.
    return path


def _stores(folder: Path, taxonomy: str) -> Sequence[Path]:
    """Return the files of a taxonomy; of `hr-desk-1a2b3c4d.examples`, it is not `hr`."""
    found = folder.glob(f"{taxonomy}-*{SUFFIX}")
    return [path for path in found if path.stem.rpartition("-")[0] == taxonomy]


def _clean(text: str) -> str:
    """Return the text in one line, of characters that UTF-8 can encode."""
    return " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode().split())


def shortened(text: str) -> str:
    """Return the beginning of a long text, up to the end of a word where there is one."""
    if len(text) <= TEXT_CHARACTERS_MAX:
        return text
    beginning = text[: TEXT_CHARACTERS_MAX - 1]
    return (beginning.rpartition(" ")[0] or beginning) + "…"


def read_store(path: Path, taxonomy: Taxonomy, embedder: Embedder) -> Store:
    """Read a store. Raises StoreError."""
    try:
        if path.stat().st_size > BYTES_MAX:
            raise StoreError(f"{path.name} is larger than {BYTES_MAX} bytes.")
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise StoreError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    if problem := _problem(document, taxonomy, embedder):
        raise StoreError(f"{path.name} {problem}")
    try:
        return _store(document, taxonomy, embedder)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        problem = f"{path.name} has not the form of a store ({type(error).__name__})."
        raise StoreError(problem) from None


def _problem(document: Any, taxonomy: Taxonomy, embedder: Embedder) -> str | None:
    """Return why a document is not for this taxonomy and this model, or None."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return f"is not of format {FORMAT}. Run make learn again."
    if document.get("taxonomy") != taxonomy.name:
        return f"was not made for {taxonomy.name}."
    if document.get("version") != digest(document):
        return "was changed after it was written: its digest is another."
    if document.get("choices") != choices_digest(taxonomy):
        return f"was made for other choices than {taxonomy.name} has. Run make learn again."
    if document.get("embedder") != embedder.name:
        return f"has vectors of another model than {embedder.name}. Run make learn again."
    return None


def _store(document: Mapping[str, Any], taxonomy: Taxonomy, embedder: Embedder) -> Store:
    import numpy

    examples = tuple(_example(one, taxonomy) for one in document["examples"])
    if not 0 < len(examples) <= EXAMPLES_MAX:
        raise ValueError
    rows = numpy.frombuffer(b64decode(document["vectors"]), dtype="<f2").astype(numpy.float32)
    rows = rows.reshape(len(examples), embedder.dimensions)
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    if not (numpy.isfinite(lengths).all() and lengths.all()):
        raise ValueError
    clients = frozenset(str(name) for name in document["clients"])
    return Store(document["version"], clients, examples, rows / lengths)


def _example(one: Mapping[str, Any], taxonomy: Taxonomy) -> Example:
    """Return an example, redacted by the present rules, which may be newer than the file."""
    text = shortened(_clean(redact(one["text"]).text))
    labels = {each.name: each.label(one["labels"].get(each.name)) for each in taxonomy.dimensions}
    if not text or None in labels.values():
        raise ValueError
    return Example(text, {name: label for name, label in labels.items() if label is not None})
