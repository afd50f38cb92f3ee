"""An account that is switched off or loses its role frees its unfinished tickets."""

from django.conf import settings
from django.db import migrations

from conversations.sql import read_sql

REMOVE = """
DROP TRIGGER free_tickets ON auth_user;
DROP TRIGGER free_tickets ON auth_user_groups;
DROP TRIGGER free_tickets ON auth_user_user_permissions;
DROP TRIGGER free_tickets ON auth_group_permissions;
DROP FUNCTION free_tickets_of_account();
DROP FUNCTION free_tickets_of_member();
DROP FUNCTION free_tickets_of_group();
DROP FUNCTION free_tickets(integer);
DROP FUNCTION may_own_tickets(integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0002_messages"),
        # The tables of accounts, groups and permissions as they are now.
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The locks on the accounts are given up after a few seconds.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.RunSQL(read_sql("free_tickets.sql"), REMOVE),
    ]
