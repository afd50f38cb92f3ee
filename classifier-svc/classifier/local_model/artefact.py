"""The document that training writes and the local model reads, for one taxonomy.

It is JSON, and so that N replicas can tell whether they serve the same one, its `version` is the
beginning of its digest:

    format      3
    taxonomy    the taxonomy's name
    choices     the digest of its dimensions and choices: weights for other choices are refused
    version     eight hexadecimal digits, of everything else in the document
    examples    how many texts it was trained on
    worst_of    the dimension whose highest choice decides between several problems of a text
    dimensions  by name: choices, multiple, mix (the shares of words and vectors)
    words       the weights of words, see words.py
    vectors     the weights of embeddings, see vectors.py, or null
    languages   the scripts and the share of known words of texts in a language trained on
    calibration `with_vectors` and `words_alone`: by dimension slope, offset and threshold,
                and slope and offset of `all`
    seen        the beginnings of the digests of an installation's texts that it was trained on;
                left out when there are none
    learned_from
                the digest of an installation's texts, their labels and the further examples that it
                was trained on; left out where `seen` is
"""

import json
import os
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from classifier.pipeline.taxonomy import Taxonomy

FORMAT = 3


class ArtefactError(ValueError):
    """Weights that cannot be used, with the reason in a sentence."""


def choices_digest(taxonomy: Taxonomy) -> str:
    """Return 16 hexadecimal digits that change with the dimensions and their choices."""
    choices = [[one.name, one.multiple, *one.choice_names] for one in taxonomy.dimensions]
    return sha256(json.dumps(choices).encode()).hexdigest()[:16]


def digest(document: Mapping[str, Any]) -> str:
    """Return the version of a document: eight digits of all but the version in it."""
    rest = {name: value for name, value in document.items() if name != "version"}
    return sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:8]


def write_artefact(document: dict[str, Any], path: Path) -> None:
    """Write a document with its version. Raises OSError."""
    document["version"] = digest(document)
    write_whole(document, path, mode=0o644)


def write_whole(document: Mapping[str, Any], path: Path, *, mode: int = 0o600) -> None:
    """Write a document so that no reader sees a part of it. Raises OSError."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def artefact_name(document: Mapping[str, Any]) -> str:
    """Return the file's name of a document that has its version, for a folder of artefacts."""
    return f"{document['taxonomy']}-{document['version']}.json"


def read_artefact(path: Path, taxonomy: Taxonomy) -> Mapping[str, Any]:
    """Read the weights of a taxonomy. Raises ArtefactError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArtefactError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    return checked(parsed(content, path.name), path.name, taxonomy)


def parsed(content: bytes, name: str) -> Any:
    """Return the JSON of a file with this name. Raises ArtefactError."""
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise ArtefactError(f"{name} cannot be read ({type(error).__name__}).") from None


def checked(document: Any, name: str, taxonomy: Taxonomy) -> Mapping[str, Any]:
    """Return a document if it is an unchanged artefact of the taxonomy. Raises ArtefactError."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ArtefactError(f"{name} is not of format {FORMAT}. Train it anew.")
    if document.get("taxonomy") != taxonomy.name:
        raise ArtefactError(f"{name} was not trained for {taxonomy.name}.")
    if document.get("version") != digest(document):
        raise ArtefactError(f"{name} was changed after its training: its digest is another.")
    if document.get("choices") != choices_digest(taxonomy):
        raise ArtefactError(
            f"{name} was trained for other choices than {taxonomy.name} has. Train it anew."
        )
    return document
