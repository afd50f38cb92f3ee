"""The picture of docs/capacity.md: how each need grows with the tickets a day, both logarithmic."""

import math
from dataclasses import replace
from pathlib import Path

from benchmarks.capacity.calculate import Demand, Measured, need

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "capacity.svg"
FEWEST, MOST = 2, 6  # Powers of ten.
LOW, HIGH = -2, 4
LEFT, TOP, WIDTH, HEIGHT = 60, 30, 560, 320
LINES = {
    "ticket-api, replicas": ("#1d70b8", lambda wanted: wanted.api_replicas),
    "classifier-svc, replicas": ("#d4351c", lambda wanted: wanted.classifier_replicas),
    "processors, without classifiers'": ("#85994b", lambda wanted: wanted.api_processors),
    "connections": ("#6f72af", lambda wanted: wanted.connections),
    "database, GB": ("#b58840", lambda wanted: wanted.database_gb),
    "memory, GB": ("#28a197", lambda wanted: wanted.memory_gb),
}


def write_plot(demand: Demand, measured: Measured) -> None:
    """Draw it for `demand`, with agents in proportion to tickets."""
    powers = [FEWEST + step / 10 for step in range((MOST - FEWEST) * 10 + 1)]
    needs = []
    for power in powers:
        tickets = 10**power
        agents = max(1, round(demand.agents * tickets / demand.tickets))
        needs.append(need(replace(demand, tickets=tickets, agents=agents), measured))
    parts = [_grid()]
    for number, (name, (colour, value)) in enumerate(LINES.items()):
        points = " ".join(
            f"{_x(power):.0f},{_y(value(wanted)):.0f}"
            for power, wanted in zip(powers, needs, strict=True)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        y = TOP + 14 + number * 18
        at = LEFT + WIDTH + 16
        parts.append(f'<rect x="{at}" y="{y - 9}" width="14" height="4" fill="{colour}"/>')
        parts.append(f'<text x="{at + 22}" y="{y - 3}">{name}</text>')
    PICTURE.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 260}" '
        f'height="{TOP + HEIGHT + 50}" font-family="sans-serif" font-size="12">'
        '<rect width="100%" height="100%" fill="white"/>'
        "<title>What an installation needs, by tickets a day</title>" + "".join(parts) + "</svg>\n"
    )


def _grid() -> str:
    lines = []
    for power in range(FEWEST, MOST + 1):
        x = _x(power)
        lines.append(f'<path d="M{x:.0f} {TOP}V{TOP + HEIGHT}" stroke="#ddd"/>')
        lines.append(
            f'<text x="{x:.0f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(LOW, HIGH + 1):
        y = _y(10.0**power)
        lines.append(f'<path d="M{LEFT} {y:.0f}H{LEFT + WIDTH}" stroke="#ddd"/>')
        label = f"{10.0**power:g}"
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{label}</text>')
    x, y = LEFT + WIDTH / 2, TOP + HEIGHT + 40
    lines.append(f'<text x="{x:.0f}" y="{y}" text-anchor="middle">tickets a day</text>')
    return "".join(lines)


def _x(power: float) -> float:
    return LEFT + WIDTH * (power - FEWEST) / (MOST - FEWEST)


def _y(value: float) -> float:
    power = min(HIGH, max(LOW, math.log10(value)))
    return TOP + HEIGHT * (HIGH - power) / (HIGH - LOW)
