"""SQL that is longer than a line of Python, in files beside this one."""

from pathlib import Path


def read_sql(name: str, **values: str) -> str:
    """The text of the file `name`, with `values` in the place of its {names}."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").format(**values)
