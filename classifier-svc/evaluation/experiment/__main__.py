"""`python -m evaluation.experiment`: run the experiment, write its plots and its tables.

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
from classifier.local_model.model import load_model
from classifier.local_model.remembered import Remembered
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.experiment.learning_curves import (
    AGAIN,
    AT_RANDOM,
    LOCAL,
    NEW,
    PROMPT,
    Scores,
    Setup,
    scores_after,
)
from evaluation.experiment.plot import plotted
from evaluation.experiment.tickets import Ticket, bank, held_out_tickets, similarities
from evaluation.tables import replaced
from evaluation.train import TAXONOMY, example, training_tickets

FOLDER = Path(__file__).parent
README = FOLDER.parent / "README.md"
PLOTS = {NEW: "experiment.svg", AGAIN: "experiment-again.svg"}
TITLES = {NEW: "Problems that were not corrected before", AGAIN: "Problems that come again"}
PANELS = {
    "category": "category, macro-F1",
    "priority": "priority, macro-F1",
    "both": "both right",
}
AGAIN_TIMES = 3
WAYS = (LOCAL, PROMPT, AT_RANDOM)

Results = Mapping[int, Sequence[Mapping[str, Mapping[str, Scores]]]]
"""By number of corrected tickets, the scores of each draw: by NEW and AGAIN, and by way."""


def main(arguments: list[str] | None = None) -> None:
    """Run, write."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    setup = _setup(options.base, options.vectors)
    # Of the problems that come again only the corrected ones are scored: at first, few of them.
    tested = {
        NEW: held_out_tickets(options.tested),
        AGAIN: held_out_tickets(AGAIN_TIMES * options.tested, "again"),
    }
    corrections, left_out = bank(tested[NEW], setup.embedder)
    setup.embedder.compute([one.text for ones in (*tested.values(), corrections) for one in ones])
    setup.embedder.keep()
    results: dict[int, list[Mapping[str, Mapping[str, Scores]]]] = {n: [] for n in options.counts}
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
    lines = [_drawn(seed + 1, corrections, left_out, setup)]
    for kind, plot in PLOTS.items():
        svg = plotted(_panels(results, kind))
        (options.readme.parent / plot).write_text(svg, encoding="utf-8")
        title = TITLES[kind]
        lines += ["", f"**{title}.** {_about(tested[kind], corrections, setup)}", ""]
        lines += [f"![{title}: scores by the number of corrected tickets]({plot})", ""]
        lines += _table(results, kind)
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


def _panels(results: Results, kind: str) -> dict[str, dict[str, dict[int, list[float]]]]:
    return {
        title: {
            way: {n: [one[kind][way][name] for one in draws] for n, draws in results.items()}
            for way in WAYS
        }
        for name, title in PANELS.items()
    }


def _table(results: Results, kind: str) -> list[str]:
    rows = [
        f"| corrected tickets | tested | by | {' | '.join(PANELS.values())} |",
        "| --- " * 6 + "|",
    ]
    for count, draws in results.items():
        for way in WAYS:
            scores = [one[kind][way] for one in draws]
            cells = [_cell([one[name] for one in scores]) for name in PANELS]
            tested = statistics.median(one["tested"] for one in scores)
            rows.append(f"| {count:,} | {tested:.0f} | {way} | {' | '.join(cells)} |")
    return rows


def _cell(values: Sequence[float]) -> str:
    """Return the median, and the range where there is one."""
    middle, low, high = statistics.median(values), min(values), max(values)
    spread = f" ({low:.2f} to {high:.2f})" if low < high else ""
    return f"{middle:.2f}{spread}"


def _drawn(draws: int, corrections: Sequence[Ticket], left_out: int, setup: Setup) -> str:
    return (
        f"`local` is trained on {len(setup.base):,} of our texts beside the corrections. These are "
        f"drawn from {len(corrections):,} tickets; {left_out} more that nearly repeat a tested one "
        f"with another problem are left out. There were {draws} draws; the tables have their "
        "median and range."
    )


def _about(tested: Sequence[Ticket], corrections: Sequence[Ticket], setup: Setup) -> str:
    """Say how alike the tested tickets and the corrections are."""
    nearest = similarities(tested, corrections, setup.embedder).max(axis=1)
    middle = statistics.median(nearest.tolist())
    return (
        "Of the nearest of all corrections a tested ticket has a similarity (cosine less the "
        f"mean) of {middle:.2f} in the median and {nearest.max():.2f} at most."
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
