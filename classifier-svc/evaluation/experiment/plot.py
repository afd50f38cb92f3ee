"""The plot of the experiment, as SVG that is legible on light and on dark pages."""

import statistics
from collections.abc import Mapping, Sequence

_COLOURS = ("#2563eb", "#c2410c", "#6b7280")
_DARK_COLOURS = ("#60a5fa", "#fb923c", "#9ca3af")
_WIDTH, _HEIGHT, _GAP, _TOP, _LEFT = 190, 170, 46, 56, 40
_STYLE = """\
<style>
text { fill: #1f2937; font: 12px sans-serif }
.grid { stroke: #d1d5db }
%s
@media (prefers-color-scheme: dark) {
text { fill: #e5e7eb }
.grid { stroke: #4b5563 }
%s
}
</style>"""

Curves = Mapping[str, Mapping[int, Sequence[float]]]
"""By way and number of tickets, the values of the draws, from 0 to 1."""


def plotted(panels: Mapping[str, Curves]) -> str:
    """Return an SVG with a panel for each entry: medians as lines, the range of draws as bands."""
    ways = list(next(iter(panels.values())))
    shapes = [_STYLE % (_rules(_COLOURS), _rules(_DARK_COLOURS))]
    shapes += [_legend(way, at) for at, way in enumerate(ways)]
    for at, (title, curves) in enumerate(panels.items()):
        shapes += _panel(title, curves, _LEFT + at * (_WIDTH + _GAP))
    width = _LEFT + len(panels) * (_WIDTH + _GAP)
    height = _TOP + _HEIGHT + 44
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    return "\n".join([f'{head}viewBox="0 0 {width} {height}">', *shapes, "</svg>\n"])


def _rules(colours: Sequence[str]) -> str:
    return "\n".join(
        f".line{at} {{ stroke: {one}; fill: none; stroke-width: 2 }} "
        f".band{at} {{ fill: {one}; opacity: 0.18 }} .dot{at} {{ fill: {one} }}"
        for at, one in enumerate(colours)
    )


def _legend(way: str, at: int) -> str:
    x = _LEFT + at * 180
    line = f'<line class="line{at}" x1="{x}" y1="16" x2="{x + 24}" y2="16"{_dashes(at)}/>'
    return f'{line}<text x="{x + 30}" y="20">{way}</text>'


def _dashes(at: int) -> str:
    """Return what tells the lines apart without their colours."""
    return ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"')[at]


def _panel(title: str, curves: Curves, left: float) -> list[str]:
    counts = sorted(next(iter(curves.values())))

    def x_of(count: int) -> float:
        return left + counts.index(count) * _WIDTH / max(len(counts) - 1, 1)

    def y_of(value: float) -> float:
        return _TOP + (1 - value) * _HEIGHT

    shapes = [f'<text x="{left}" y="{_TOP - 12}">{title}</text>']
    for fifth in range(6):
        y = y_of(fifth / 5)
        shapes.append(
            f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{left + _WIDTH}" y2="{y:.1f}"/>'
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{fifth / 5:.1f}</text>'
        )
    bottom = _TOP + _HEIGHT
    shapes += [
        f'<text x="{x_of(count):.1f}" y="{bottom + 18}" text-anchor="middle">{count:,}</text>'
        for count in counts
    ]
    label = "corrected tickets"
    middle = left + _WIDTH / 2
    shapes.append(f'<text x="{middle}" y="{bottom + 36}" text-anchor="middle">{label}</text>')
    for at, values in enumerate(curves.values()):
        upper = [(x_of(count), y_of(max(values[count]))) for count in counts]
        lower = [(x_of(count), y_of(min(values[count]))) for count in reversed(counts)]
        middles = [(x_of(count), y_of(statistics.median(values[count]))) for count in counts]
        shapes.append(f'<polygon class="band{at}" points="{_points([*upper, *lower])}"/>')
        shapes.append(f'<polyline class="line{at}"{_dashes(at)} points="{_points(middles)}"/>')
        shapes += [f'<circle class="dot{at}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in middles]
    return shapes


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
