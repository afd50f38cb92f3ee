"""`python -m classifier.train --taxonomy T --tickets FOLDER --out DIR`: learn from labelled texts.

The texts are redacted, and a part is held back. When the new weights sort those better than the
present ones, beyond chance, they are written as DIR/<taxonomy>-<version>.json, which a service with
WEIGHTS_DIR takes without a restart. Otherwise the present ones stay, and the exit code is 1; it is
2 when the input cannot be used. `--tickets -` reads standard input, so that no text is on a disk.
The texts are also kept, redacted,
as examples for the prompts of other providers, unless PROMPT_EXAMPLES is off. `--use VERSION` goes
back to weights of DIR, or to those that ship. Needs scikit-learn
(requirements-training.txt); `make learn` installs it.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from classifier.config import TAXONOMIES
from classifier.examples.store import publish_examples
from classifier.local_model.comparison import Sorter, compare, sorter
from classifier.local_model.embedding import embedder
from classifier.local_model.installed import InstalledModels
from classifier.local_model.labelled import Labelled, LabelledError, read_labelled, read_lines
from classifier.local_model.learning import TooFewError, learn, redacted, sources, split
from classifier.local_model.model import LocalModel
from classifier.local_model.published import PublishedError, publish, seen_before, use
from classifier.local_model.remembered import Remembered
from classifier.pipeline.taxonomy import Taxonomy, TaxonomyError, load_taxonomy
from classifier.providers.local import sort_by_signals
from evaluation.train import TAXONOMY as SHIPPED_TAXONOMY
from evaluation.train import WORST_OF, examples, training_tickets


def main(arguments: list[str] | None = None) -> int:
    """Train, compare, write; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        taxonomy = load_taxonomy(options.taxonomies / f"{options.taxonomy}.yaml")
        options.out.mkdir(mode=0o700, parents=True, exist_ok=True)
        if options.use:
            print(f"{use(options.use, taxonomy, options.out)} is {_in_force()}.")
            return 0
        return _train(options, taxonomy)
    except (LabelledError, PublishedError, TaxonomyError, TooFewError) as error:
        print(f"train: {error}", file=sys.stderr)
    except OSError as error:
        print(f"train: {options.out} cannot be used: {error.strerror}.", file=sys.stderr)
    return 2


def _train(options: argparse.Namespace, taxonomy: Taxonomy) -> int:
    labelled = _read(options.tickets, taxonomy)
    found = embedder()
    remembered = Remembered.in_folder(found, options.out) if found else None
    present = InstalledModels({taxonomy.name: taxonomy}, options.out, remembered).models
    if remembered:
        remembered.compute([one.text for one in redacted(labelled)])
    # Before anything is refused: a text that was erased leaves the prompts also when few are left.
    with_examples = os.environ.get("PROMPT_EXAMPLES") != "off"
    publish_examples(
        labelled if with_examples else (),
        taxonomy,
        remembered,
        options.out,
        clients=[options.client],
    )
    if not labelled:
        raise LabelledError("Standard input has no labelled texts.")
    texts = split(labelled, remembered, seen=seen_before(taxonomy, options.out))
    is_shipped = taxonomy.name == SHIPPED_TAXONOMY
    base = examples(training_tickets(), remembered) if options.with_shipped and is_shipped else []
    print(f"{len(texts.trained)} texts to train on, {len(texts.held_back)} held back, "
          f"{len(base)} that ship.", flush=True)  # fmt: skip
    now = present.get(taxonomy.name)
    if now and now.learned_from == sources(texts.trained, base, remembered):
        print("train: nothing that is trained on is new since the present weights; they stay.",
              file=sys.stderr)  # fmt: skip
        return 1
    if remembered:
        remembered.compute([one.text for one in base])
        remembered.keep()
    document = learn(
        texts.trained, taxonomy, remembered, base=base, worst_of=WORST_OF if is_shipped else None
    )
    compared = compare(
        texts, _sorter(taxonomy, now), sorter(LocalModel(document, remembered)), taxonomy
    )
    print(compared.as_table())
    if remembered:
        remembered.keep()
    if not compared.better:
        print("train: the new weights are not better beyond chance; the present ones stay.",
              file=sys.stderr)  # fmt: skip
        return 1
    path = publish(document, options.out)
    print(f"Wrote {path}, {_in_force()}.")
    if now:
        print(f"To go back: the same command with --use {now.version}.")
    return 0


def _in_force() -> str:
    """Return when a service with this folder uses its newest weights."""
    if os.environ.get("WEIGHTS_URL"):
        return "in force within seconds unless WEIGHTS_URL names weights of this taxonomy"
    return "in force within seconds"


def _read(source: str, taxonomy: Taxonomy) -> Sequence[Labelled]:
    if source != "-":
        return read_labelled(Path(source), taxonomy)
    return read_lines(sys.stdin.read().splitlines(), taxonomy, "standard input")


def _sorter(taxonomy: Taxonomy, model: LocalModel | None) -> Sorter:
    """Return what sorts texts now: the weights of the folder, those that ship, or the signals."""
    return sorter(model) if model else lambda text: sort_by_signals(text, taxonomy)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m classifier.train", description=__doc__)
    parser.add_argument("--taxonomy", default=SHIPPED_TAXONOMY, help="a name, such as hr-desk")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--tickets", metavar="FOLDER",
                      help="labelled texts (docs/taxonomies.md); - is standard input")  # fmt: skip
    what.add_argument("--use", metavar="VERSION",
                      help="put former weights in force, or those that are shipped")  # fmt: skip
    parser.add_argument("--out", type=Path, default=os.environ.get("WEIGHTS_DIR"),
                        required=not os.environ.get("WEIGHTS_DIR"), metavar="FOLDER",
                        help="for the weights; WEIGHTS_DIR if that is set")  # fmt: skip
    parser.add_argument("--client", default="ticket-api",
                        help="whose prompts may have these texts")  # fmt: skip
    parser.add_argument("--taxonomies", type=Path, default=TAXONOMIES, metavar="FOLDER")
    parser.add_argument("--without-shipped", dest="with_shipped", action="store_false",
                        help="leave out the tickets that ship")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
