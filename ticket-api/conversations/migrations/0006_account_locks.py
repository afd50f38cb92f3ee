"""An account that loses its role is locked before its tickets are."""

from django.db import migrations

from conversations.sql import read_sql
from tickets.migrations._steps import SHORT_LOCKS

REMOVE = """
DROP TRIGGER lock_accounts ON auth_user_groups;
DROP TRIGGER lock_accounts ON auth_user_user_permissions;
DROP TRIGGER lock_accounts ON auth_group_permissions;
DROP FUNCTION lock_members();
DROP FUNCTION lock_members_of_groups();
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_times_indexes")]

    operations = [SHORT_LOCKS, migrations.RunSQL(read_sql("account_locks.sql"), REMOVE)]
