"""The plot of what was measured, as SVG: processor time a request, and its growth."""

import math
from typing import Any

from benchmarks.shared.bounds import growth, median

_COLOURS = {"ticket-api": "#1d70b8", "floor": "#85994b", "naive": "#d4351c"}
_ROW, _LEFT, _WIDTH = 20, 190, 420
_GROWTH = 210
_TOP = 40


def plot(operations: dict[str, Any]) -> str:
    """On the left a bar for each server, logarithmic; on the right a line of p50 over sizes."""
    bottom = _TOP + _ROW * len(operations)
    rows = [
        _row(name, operation, _TOP + number * _ROW)
        for number, (name, operation) in enumerate(operations.items())
    ]
    right = _LEFT + _WIDTH + 40
    title = f'<text x="{right}" y="21">p50 at the largest ÷ smallest size</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{right + _GROWTH + 20}" '
        f'height="{bottom + 24}" font-family="sans-serif" font-size="11">'
        '<rect width="100%" height="100%" fill="white"/>'
        "<title>Processor time a request, and growth</title>"
        f"{_legend()}{title}{''.join(rows)}{_scale(bottom)}{_growth_scale(right, bottom)}</svg>\n"
    )


def _row(name: str, operation: dict[str, Any], y: int) -> str:
    parts = [f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{name}</text>']
    for number, (who, rounds) in enumerate(operation["paired"].items()):
        if rounds:
            width = f"{_length(median(rounds, 'cpu')):.0f}"
            parts.append(
                f'<rect x="{_LEFT}" y="{y + number * 6}" width="{width}" height="5" '
                f'fill="{_COLOURS[who]}"><title>{who}</title></rect>'
            )
    x = _LEFT + _WIDTH + 40 + _grown(growth(operation))
    parts.append(f'<circle cx="{x:.0f}" cy="{y + 9}" r="4" fill="{_COLOURS["ticket-api"]}"/>')
    return "".join(parts)


def _legend() -> str:
    title = '<text x="8" y="21">processor time a request</text>'
    return title + "".join(
        f'<rect x="{_LEFT + 110 * number}" y="12" width="10" height="10" fill="{colour}"/>'
        f'<text x="{_LEFT + 110 * number + 15}" y="21">{who}</text>'
        for number, (who, colour) in enumerate(_COLOURS.items())
    )


def _scale(bottom: int) -> str:
    labels = {2: "0.1 ms", 3: "1 ms", 4: "10 ms", 5: "0.1 s", 6: "1 s", 7: "10 s"}
    return "".join(
        _line(_LEFT + _length(10.0**power), bottom, label) for power, label in labels.items()
    )


def _growth_scale(left: int, bottom: int) -> str:
    return "".join(_line(left + _grown(times), bottom, f"{times:g}") for times in (0.5, 1, 2, 4, 8))


def _line(x: float, bottom: int, label: str) -> str:
    return (
        f'<line x1="{x:.0f}" y1="34" x2="{x:.0f}" y2="{bottom}" stroke="#b1b4b6"/>'
        f'<text x="{x:.0f}" y="{bottom + 14}" text-anchor="middle">{label}</text>'
    )


def _length(microseconds: float) -> float:
    return max(0.0, (math.log10(microseconds) - 2) / 5 * _WIDTH)


def _grown(times: float) -> float:
    """From half as long to eight times as long."""
    return min(max((math.log2(times) + 1) / 4, 0.0), 1.0) * _GROWTH
