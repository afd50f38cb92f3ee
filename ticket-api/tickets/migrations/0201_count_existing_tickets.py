"""Counts the tickets that were there before the counters, while others go on writing.

It corrects what differs, so it may be interrupted and run again.
"""

import sys
from typing import Any

from django.db import migrations

from tickets.services.ticket_counters import counters_difference


def count_existing(_apps: Any, _editor: Any) -> None:
    """Say every tenth of the way, when there is one."""
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        if share >= (told + 1) / 10:
            told = int(share * 10)
            sys.stderr.write(f"\n    {told * 10} % of the tickets counted")

    counters_difference(correct=True, progress=tell)


class Migration(migrations.Migration):
    # A snapshot of its own, and no lock on the tickets.
    atomic = False

    dependencies = [("tickets", "0200_ticket_counters")]

    operations = [migrations.RunPython(count_existing, migrations.RunPython.noop)]
