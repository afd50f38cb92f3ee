"""`python -m evaluation.experiment`: run the experiment, write its plot and its table.

It needs scikit-learn (requirements-training.txt) and the package of the embeddings.
"""

import argparse
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from classifier.config import TAXONOMIES, load_settings
from classifier.local_model.embedding import embedder
from classifier.local_model.labelled import Labelled
from classifier.local_model.model import load_model
from classifier.local_model.remembered import Remembered
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.experiment.learning_curves import (
    AT_RANDOM,
    LOCAL,
    PROMPT,
    Scores,
    Setup,
    scores_after,
)
from evaluation.experiment.plot import plotted
from evaluation.experiment.tickets import bank, held_out_tickets, similarities
from evaluation.tables import replaced
from evaluation.train import TAXONOMY, example, training_tickets

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"
PLOT = "experiment.svg"
PANELS = {
    "category": "category, macro-F1",
    "priority": "priority, macro-F1",
    "both": "both right",
}
WAYS = (LOCAL, PROMPT, AT_RANDOM)

Results = Mapping[int, Sequence[Mapping[str, Scores]]]
"""By number of corrected tickets, the scores of each draw."""


def main(arguments: list[str] | None = None) -> None:
    """Run, write."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    setup = _setup(options.base, options.vectors)
    tested = held_out_tickets(options.tested)
    corrections, left_out = bank(tested, setup.embedder)
    setup.embedder.keep()
    results: dict[int, list[Mapping[str, Scores]]] = {count: [] for count in options.counts}
    for seed in range(options.draws):
        for count in tqdm(options.counts, desc=f"Draw {seed + 1}", unit="number"):
            # Without corrections every draw is the same.
            again = results[0] if count == 0 else []
            results[count].append(
                again[0] if again else scores_after(count, seed, corrections, tested, setup)
            )
        minutes = (time.monotonic() - began) / 60
        if minutes > options.minutes:
            break
    svg = plotted(_panels(results))
    (options.readme.parent / PLOT).write_text(svg, encoding="utf-8")
    lines = [
        f"![Scores by the number of corrected tickets]({PLOT})",
        "",
        *_table(results),
        "",
        _about(tested, corrections, left_out, setup),
        f"There were {seed + 1} draws; the table has their median and range.",
    ]
    text = options.readme.read_text(encoding="utf-8")
    options.readme.write_text(replaced(text, "experiment", lines), encoding="utf-8")
    print("\n".join(lines))


def _setup(base: int | None, vectors: Path | None) -> Setup:
    found = embedder()
    if found is None:
        raise SystemExit("experiment: there is no embedder on this machine; the log says why.")
    remembered = Remembered.in_folder(found, vectors) if vectors else Remembered(found)
    taxonomy = load_taxonomy(TAXONOMIES / f"{TAXONOMY}.yaml")
    own = load_model(taxonomy, remembered)
    if own is None:
        raise SystemExit(f"experiment: no weights ship for {TAXONOMY}.")
    shipped = [example(ticket) for ticket in training_tickets()]
    if base is not None:
        shipped = random.Random(base).sample(shipped, base)  # noqa: S311 - the same ones each time.
    remembered.embed([one.text for one in shipped])
    settings = load_settings(CLASSIFIER_CLIENTS="experiment:this-command-has-no-clients")
    return Setup(taxonomy, remembered, own, shipped, settings)


def _panels(results: Results) -> dict[str, dict[str, dict[int, list[float]]]]:
    return {
        title: {
            way: {count: [one[way][name] for one in draws] for count, draws in runs} for way in WAYS
        }
        for name, title in PANELS.items()
        for runs in [list(results.items())]
    }


def _table(results: Results) -> list[str]:
    rows = [
        f"| corrected tickets | by | {' | '.join(PANELS.values())} |",
        "| --- | --- | --- | --- | --- |",
    ]
    for count, draws in results.items():
        for way in WAYS:
            cells = [_cell([one[way][name] for one in draws]) for name in PANELS]
            rows.append(f"| {count:,} | {way} | {' | '.join(cells)} |")
    return rows


def _cell(values: Sequence[float]) -> str:
    """Return the median, and the range where there is one."""
    middle, low, high = statistics.median(values), min(values), max(values)
    spread = f" ({low:.2f} to {high:.2f})" if low < high else ""
    return f"{middle:.2f}{spread}"


def _about(
    tested: Sequence[Labelled], corrections: Sequence[Labelled], left_out: int, setup: Setup
) -> str:
    """Say how alike the two sets are."""
    nearest = similarities(tested, corrections, setup.embedder).max(axis=1)
    middle = statistics.median(nearest.tolist())
    return (
        f"{len(tested)} tickets are tested, and corrections are drawn from {len(corrections)} "
        f"others. {left_out} more that nearly repeat a tested one are left out. Of the nearest "
        f"correction a tested ticket has a similarity (cosine less the mean) of {middle:.2f} in "
        f"the median and {nearest.max():.2f} at most."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation.experiment", description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[0, 50, 200, 1000])
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--tested", type=int, default=200, help="the number of tested tickets")
    parser.add_argument("--base", type=int, help="train with so many of the tickets that ship")
    parser.add_argument("--minutes", type=float, default=30, help="begin no draw after these")
    parser.add_argument("--vectors", type=Path, metavar="FOLDER",
                        help="a folder that keeps the vectors for the next run")  # fmt: skip
    parser.add_argument("--readme", type=Path, default=README)
    return parser


if __name__ == "__main__":
    main()
