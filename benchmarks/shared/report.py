"""Tables in Markdown, and where results are kept."""

import json
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.shared.servers import HERE

RESULTS = HERE / "results"


def save(name: str, measured: Any, text: str) -> None:
    """Print the text; with a name, keep NAME.json and NAME.md as well."""
    print(text)
    if name:
        (RESULTS / f"{name}.json").write_text(json.dumps(measured, indent=1) + "\n")
        (RESULTS / f"{name}.md").write_text(text + "\n")


def spread(values: Sequence[float]) -> str:
    """The median, and in brackets the lowest and the highest if there are several."""
    middle = f"{median(values):.2f}"
    return f"{middle} ({min(values):.2f}–{max(values):.2f})" if len(values) > 1 else middle


def head(*names: str) -> Iterator[str]:
    """The first two lines of a table; columns after the first are aligned to the right."""
    yield cells(*names)
    yield f"| --- |{' ---: |' * (len(names) - 1)}"


def cells(*texts: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(texts)} |"
