"""Tables in Markdown, and where results are kept."""

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.shared.servers import HERE

RESULTS = HERE / "results"


def save(name: str, measured: Any, text: str) -> None:
    """Print the text; with a name, keep NAME.json and NAME.md as well."""
    print(text)
    if name:
        (RESULTS / f"{name}.json").write_text(as_lines(measured) + "\n")
        (RESULTS / f"{name}.md").write_text(text + "\n")


def as_lines(value: Any, indent: str = "") -> str:
    """JSON in which a list or an object without further ones, such as a round, is one line."""
    parts = list(value.values() if isinstance(value, dict) else value)
    if not any(isinstance(part, dict | list) for part in parts):
        return json.dumps(value)
    deeper = f"{indent} "
    lines = [
        as_lines(part, deeper) if isinstance(part, dict | list) else json.dumps(part)
        for part in parts
    ]
    if isinstance(value, dict):
        lines = [f"{json.dumps(k)}: {line}" for k, line in zip(value, lines, strict=True)]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n" + ",\n".join(f"{deeper}{line}" for line in lines) + f"\n{indent}{end}"


def head(*names: str) -> Iterator[str]:
    """The first two lines of a table; columns after the first are aligned to the right."""
    yield cells(*names)
    yield f"| --- |{' ---: |' * (len(names) - 1)}"


def cells(*texts: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(texts)} |"
