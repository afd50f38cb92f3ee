"""Folds the tickets that were there before, while others go on writing and searching."""

import sys
from typing import Any

from django.db import migrations

from tickets.listing.fill import search_text_fill


def fill(_apps: Any, _editor: Any) -> None:
    """Say every tenth of the way, when there is one."""
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        if share >= (told + 1) / 10:
            told = int(share * 10)
            sys.stderr.write(f"\n    {told * 10} % of the tickets can be searched the new way")

    search_text_fill(tell)


class Migration(migrations.Migration):
    # Short transactions, with VACUUM between them.
    atomic = False

    dependencies = [("tickets", "0220_search_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
