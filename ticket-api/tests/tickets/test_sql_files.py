"""The files of `sql/`, and how an upgrade gets to their present form."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
APPS = ("tickets", "conversations")
SQL = [path for app in APPS for path in ROOT.glob(f"{app}/sql/*.sql")]


def test_one_migration_runs_each_file() -> None:
    """An earlier one would run definitions that name columns which are not there yet."""
    sources = [path.read_text() for app in APPS for path in ROOT.glob(f"{app}/migrations/*.py")]
    run = Counter(name for source in sources for name in re.findall(r'"(\w+\.sql)"', source))
    files = {path.name for path in SQL} - {"fold_text.sql"}
    assert run == dict.fromkeys(files, 1)


@pytest.mark.django_db
def test_each_function_has_one_definition() -> None:
    sources = [path.read_text() for path in SQL]
    made = [
        name
        for source in sources
        for name in re.findall(r"CREATE (?:OR REPLACE )?FUNCTION (?:\{schema\}\.)?(\w+)", source)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
        )
        there = {name for (name,) in cursor.fetchall()}
    assert sorted(made) == sorted(there - {"account_name_key"})
