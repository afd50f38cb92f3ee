"""`python -m classifier.train --taxonomy T --tickets FOLDER --out DIR`: learn from labelled texts.

The texts are redacted, and a part is held back. When the new weights sort those better than the
present ones, they are written as DIR/<taxonomy>-<version>.json, which a service with WEIGHTS_DIR
takes without a restart. Otherwise nothing is written, and the exit code is 1; it is 2 when the
input cannot be used. Needs scikit-learn (requirements-training.txt).
"""

import argparse
import os
import sys
from pathlib import Path

from classifier.config import TAXONOMIES
from classifier.local_model.artefact import artefact_name, write_artefact
from classifier.local_model.embedding import embedder
from classifier.local_model.installed import InstalledModels
from classifier.local_model.labelled import LabelledError, read_labelled
from classifier.local_model.learning import (
    Comparison,
    Sorter,
    TooFewError,
    compare,
    learn,
    sorter,
    split,
)
from classifier.local_model.model import LocalModel
from classifier.pipeline.taxonomy import Taxonomy, TaxonomyError, load_taxonomy
from classifier.providers.local import sort_by_signals
from evaluation.train import TAXONOMY as SHIPPED_TAXONOMY
from evaluation.train import WORST_OF, example, training_tickets
from evaluation.vectors import Remembered


def main(arguments: list[str] | None = None) -> int:
    """Train, compare, write; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _train(options)
    except (LabelledError, TaxonomyError, TooFewError) as error:
        print(f"train: {error}", file=sys.stderr)
        return 2


def _train(options: argparse.Namespace) -> int:
    taxonomy = load_taxonomy(options.taxonomies / f"{options.taxonomy}.yaml")
    found = embedder()
    remembered = Remembered(found) if found else None
    texts = split(read_labelled(options.tickets, taxonomy), remembered)
    with_shipped = options.with_shipped and taxonomy.name == SHIPPED_TAXONOMY
    base = [example(ticket) for ticket in training_tickets()] if with_shipped else []
    document = learn(
        texts.trained,
        taxonomy,
        remembered,
        base=base,
        worst_of=WORST_OF if taxonomy.name == SHIPPED_TAXONOMY else None,
    )
    compared = compare(
        texts.held_back,
        _present(taxonomy, options.out, remembered),
        sorter(LocalModel(document, remembered)),
        taxonomy,
    )
    print(f"{len(texts.trained)} texts trained on, {len(base)} of those that ship.")
    print(as_table(compared))
    if not compared.better:
        print("train: the new weights are not better; nothing is written.", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / artefact_name(document)
    unfinished = path.with_suffix(".part")
    write_artefact(document, unfinished)
    unfinished.replace(path)
    print(f"Wrote {path}.")
    return 0


def _present(taxonomy: Taxonomy, folder: Path, remembered: Remembered | None) -> Sorter:
    """Return what sorts texts now: the weights of the folder, those that ship, or the signals."""
    models = InstalledModels({taxonomy.name: taxonomy}, folder, remembered).models
    if model := models.get(taxonomy.name):
        return sorter(model)
    return lambda text: sort_by_signals(text, taxonomy)


def as_table(compared: Comparison) -> str:
    """Return how many held-back texts are right before and after, as Markdown."""
    rows = [
        f"| {name} | {before / compared.texts:.3f} | {compared.after[name] / compared.texts:.3f} |"
        for name, before in compared.before.items()
    ]
    head = f"| right of {compared.texts} held back | before | after |"
    return "\n".join([head, "| --- | --- | --- |", *rows])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m classifier.train", description=__doc__)
    parser.add_argument("--taxonomy", required=True, help="a name, such as support-tickets")
    parser.add_argument("--tickets", type=Path, required=True, metavar="FOLDER",
                        help="labelled texts: see classifier/local_model/labelled.py")  # fmt: skip
    parser.add_argument("--out", type=Path, default=os.environ.get("WEIGHTS_DIR"),
                        required=not os.environ.get("WEIGHTS_DIR"), metavar="FOLDER",
                        help="for the weights; WEIGHTS_DIR if that is set")  # fmt: skip
    parser.add_argument("--taxonomies", type=Path, default=TAXONOMIES, metavar="FOLDER")
    parser.add_argument("--without-shipped", dest="with_shipped", action="store_false",
                        help="leave out the tickets that ship")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
