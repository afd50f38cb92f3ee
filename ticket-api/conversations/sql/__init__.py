"""SQL of the triggers that the migrations create, in files beside this one."""

from pathlib import Path


def read_sql(name: str) -> str:
    """The text of the file `name`."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
