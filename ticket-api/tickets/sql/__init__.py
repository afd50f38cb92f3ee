"""SQL of tables, functions, views and triggers, one file for each purpose.

`tables.sql` is run once, by the first migration. Every other file has the present definitions and
can be run again: to change one, edit its file and run the file in a new migration (`run_sql`).
The first migration runs the files as they are now, before later migrations have added columns. A
function's body may name such a column; a view or the condition of a trigger may not.
"""

from pathlib import Path

from django.db.migrations import RunSQL


def read_sql(name: str, **values: str) -> str:
    """The text of the file `name`, with `values` in the place of its {names}."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8").format(**values)


def run_sql(name: str) -> RunSQL:
    """The step of a migration that runs the file `name`; the way back leaves its definitions."""
    return RunSQL(read_sql(name), RunSQL.noop)
