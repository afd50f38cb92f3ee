"""SQL of tables, functions, views and triggers, one file for each purpose.

`tables.sql` is run once, by the first migration. Every other file has the present definitions and
is run by the last migration that changed them. To change one, edit its file, run the file in a new
migration (`run_sql`), and no longer in an earlier one: that would run the new definitions before
the columns that they name are there.
"""

from pathlib import Path

from django.db.migrations import RunSQL


def read_sql(name: str, **values: str) -> str:
    """The text of the file `name`, with `values` in the place of its {names}."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").format(**values)


def run_sql(name: str, way_back: str = RunSQL.noop) -> RunSQL:
    """The step of a migration that runs the file `name`."""
    return RunSQL(read_sql(name), way_back)
