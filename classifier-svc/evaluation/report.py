"""A run's scores as Markdown, and its plots as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.scores import (
    Bin,
    Pairs,
    accuracy,
    calibration_error,
    confusion,
    interval,
    macro_f1,
    quantile,
)

_CELL, _PLOT, _MARGIN = 64, 320, 110


@dataclass(frozen=True)
class Run:
    """The answers of a provider to the tickets; milliseconds, and tokens in total."""

    provider: str
    model: str
    prompt_version: str
    pairs: Mapping[str, Pairs]
    labels: Mapping[str, Sequence[str]]
    bins: Sequence[Bin]
    milliseconds: Sequence[float]
    failures: Mapping[str, int]
    tokens: tuple[int, int]
    cost: float | None


def write_report(run: Run, folder: Path) -> Path:
    """Write `report.md` and its plots, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = {f"confusion-{name}.svg": _confusion_svg(run, name) for name in run.labels}
    if run.bins:
        plots["reliability.svg"] = _reliability_svg(run.bins)
    for name, svg in plots.items():
        (folder / name).write_text(svg, encoding="utf-8")
    path = folder / "report.md"
    images = "\n".join(f"![{name.removesuffix('.svg')}]({name})" for name in plots)
    path.write_text(f"{as_markdown(run)}\n{images}\n", encoding="utf-8")
    return path


def as_markdown(run: Run) -> str:
    """Return the scores as a page."""
    count = len(next(iter(run.pairs.values())))
    lines = [
        f"# {run.provider}, {run.model}",
        "",
        f"{count} held-back tickets, prompt {run.prompt_version}.",
        "",
        "| dimension | accuracy | macro-F1 | 95 % interval |",
        "| --- | --- | --- | --- |",
    ]
    for name, pairs in run.pairs.items():
        low, high = interval(pairs)
        scores = f"{accuracy(pairs):.3f} | {macro_f1(pairs):.3f} | {low:.3f} to {high:.3f}"
        lines.append(f"| {name} | {scores} |")
    for name in run.labels:
        lines += ["", *_confusion_table(run, name)]
    lines += ["", *_reliability_table(run.bins), "", *_effort(run)]
    return "\n".join(lines)


def _confusion_table(run: Run, name: str) -> list[str]:
    labels = run.labels[name]
    rows = [
        f"| **{right}** | {' | '.join(map(str, counts))} |"
        for right, counts in zip(labels, confusion(run.pairs[name], labels), strict=True)
    ]
    return [
        f"| {name}: right \\ answered | {' | '.join(labels)} |",
        "| --- " * (len(labels) + 1) + "|",
        *rows,
    ]


def _reliability_table(bins: Sequence[Bin]) -> list[str]:
    if not bins:
        return ["The provider gives no confidence."]
    rows = [f"| {group.count} | {group.promised:.2f} | {group.kept:.2f} |" for group in bins]
    error = f"Mean distance between promised and kept: {calibration_error(bins):.3f}."
    return ["| answers | promised | kept |", "| --- | --- | --- |", *rows, "", error]


def _effort(run: Run) -> list[str]:
    times = (quantile(run.milliseconds, share) for share in (0.5, 0.95, 0.99))
    lines = ["Milliseconds: " + ", ".join(f"{time:.2f}" for time in times) + " (p50, p95, p99)."]
    if any(run.tokens):
        lines.append(f"Tokens: {run.tokens[0]} in, {run.tokens[1]} out.")
    if run.cost is not None:
        lines.append(f"Cost: {run.cost:.4f}.")
    for reason, count in sorted(run.failures.items()):
        lines.append(f"Failed: {count} with {reason}.")
    return lines


def _svg(width: int, height: int, shapes: Sequence[str]) -> str:
    style = 'font-family="sans-serif" font-size="12" fill="currentColor"'
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    body = "\n".join(shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n{body}\n</svg>\n'


def _confusion_svg(run: Run, name: str) -> str:
    labels = run.labels[name]
    shapes = []
    for row, (right, counts) in enumerate(
        zip(labels, confusion(run.pairs[name], labels), strict=True)
    ):
        y = _MARGIN / 2 + row * _CELL
        shapes.append(f'<text x="4" y="{y + _CELL / 2}">{right}</text>')
        for column, count in enumerate(counts):
            x = _MARGIN + column * _CELL
            share = count / max(sum(counts), 1)
            box = f'x="{x}" y="{y}" width="{_CELL}" height="{_CELL}"'
            shapes.append(f'<rect {box} fill="#1d4ed8" fill-opacity="{share:.2f}" stroke="#999"/>')
            shapes.append(f'<text x="{x + _CELL / 2 - 8}" y="{y + _CELL / 2}">{count}</text>')
    for column, answered in enumerate(labels):
        shapes.append(f'<text x="{_MARGIN + column * _CELL + 4}" y="40">{answered}</text>')
    return _svg(_MARGIN + len(labels) * _CELL + 8, _MARGIN // 2 + len(labels) * _CELL + 8, shapes)


def _reliability_svg(bins: Sequence[Bin]) -> str:
    size, edge = _PLOT, 40

    def at(promised: float, kept: float) -> tuple[float, float]:
        return edge + promised * size, edge + (1 - kept) * size

    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    shapes = [
        f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="#999" stroke-dasharray="4"/>',
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#999"/>',
        f'<text x="{edge}" y="{edge - 12}">kept, over promised (size: answers)</text>',
    ]
    total = sum(group.count for group in bins)
    for group in bins:
        x, y = at(group.promised, group.kept)
        radius = 4 + 24 * (group.count / total) ** 0.5
        shapes.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1d4ed8" opacity="0.6"/>'
        )
    return _svg(size + 2 * edge, size + 2 * edge, shapes)
