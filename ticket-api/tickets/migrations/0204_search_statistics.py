"""Keeps a hundred samples of titles and descriptions, whatever the server's default is.

Fewer than a hundred the planner does not look at, and then it takes every word for a rare one. With
more it is slow to begin, because it compares the words of a search with every sample.
"""

from django.db import migrations

A_HUNDRED = """
ALTER TABLE tickets_ticket
    ALTER COLUMN title SET STATISTICS 100, ALTER COLUMN description SET STATISTICS 100;
"""
AS_USUAL = """
ALTER TABLE tickets_ticket
    ALTER COLUMN title SET STATISTICS -1, ALTER COLUMN description SET STATISTICS -1;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0203_filter_index")]

    operations = [migrations.RunSQL(A_HUNDRED, AS_USUAL)]
