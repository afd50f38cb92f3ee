"""The requesters of open tickets wait from the creation on, while others write tickets."""

import sys
from typing import Any

from django.db import migrations

from conversations.waiting_fill import waiting_since_fill


def fill(_apps: Any, _editor: Any) -> None:
    """Report every tenth of the way."""
    reported = 0

    def report(share: float) -> None:
        nonlocal reported
        if share >= (reported + 1) / 10:
            reported = int(share * 10)
            sys.stderr.write(f"\n    {reported * 10} % of the tickets have been read")

    waiting_since_fill(report)


class Migration(migrations.Migration):
    # Short transactions, with VACUUM between them.
    atomic = False

    dependencies = [("tickets", "0300_conversation_columns")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
