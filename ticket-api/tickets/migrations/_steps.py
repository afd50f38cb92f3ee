"""Steps of migrations that run while others read and write tickets."""

import sys
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import RunSQL

from tickets.services.index_progress import index_progress

# A lock on the tickets waits for writers and makes new writers wait. After a few seconds the
# migration fails and can be run again, so that a busy installation is not held up.
_SHORT = "SET LOCAL lock_timeout = '5s'"
SHORT_LOCKS = RunSQL(_SHORT, RunSQL.noop)
SHORT_LOCKS_ON_THE_WAY_BACK = RunSQL(RunSQL.noop, _SHORT)

# Long statements of a migration that is no transaction; the caller's limit is kept and restored.
_NO_LIMIT = """
SELECT set_config('tickets.statement_timeout', current_setting('statement_timeout'), false);
SET statement_timeout = 0;
"""
_LIMIT_AGAIN = """
SELECT set_config('statement_timeout', current_setting('tickets.statement_timeout'), false);
"""
NO_TIME_LIMIT = RunSQL(_NO_LIMIT, _LIMIT_AGAIN)
TIME_LIMIT_AGAIN = RunSQL(_LIMIT_AGAIN, _NO_LIMIT)

_IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)"


class BuildIndex(AddIndexConcurrently):
    """Builds an index beside writers and reports the progress on stderr.

    Can be run again: an index that an interrupted build left is dropped, a finished one is kept.
    """

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        """Build the index unless it is complete."""
        name = self.index.name
        with editor.connection.cursor() as cursor:
            cursor.execute(_IS_VALID, [name])
            row = cursor.fetchone()
        if row == (True,):
            return
        editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"')
        editor.execute("SET maintenance_work_mem = '256MB'")
        with index_progress(lambda state: sys.stderr.write(f"\n    {state}")):
            super().database_forwards(app_label, editor, before, after)
        editor.execute("RESET maintenance_work_mem")
