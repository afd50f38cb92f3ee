"""The schema of the released version, with the present definitions of its functions and triggers.

It replaces 12 migrations of that version. tickets/sql/ has everything that is no model.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

import tickets.models
from tickets.sql import run_sql


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("tickets", "0001_tickets"),
        ("tickets", "0100_ticket_change_log"),
        ("tickets", "0200_ticket_counters"),
        ("tickets", "0201_count_existing_tickets"),
        ("tickets", "0202_count_models"),
        ("tickets", "0203_filter_index"),
        ("tickets", "0204_search_statistics"),
        ("tickets", "0205_imported_rows"),
        ("tickets", "0206_suggestion_ledger"),
        ("tickets", "0207_audit_trail"),
        ("tickets", "0208_audit_accounts"),
        ("tickets", "0209_lighter_counters"),
    ]

    dependencies = []

    operations = [
        # A trusted extension since PostgreSQL 13: the database's owner may create it.
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField()),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("billing", "Billing"),
                            ("technical", "Technical"),
                            ("account", "Account"),
                            ("general", "General"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_progress", "In Progress"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        db_default="open",
                        default="open",
                        max_length=20,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, db_default=Now()),
                ),
                (
                    "updated_at",
                    tickets.models.ChangedAtField(db_default=Now(), editable=False),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="idx_ticket_created"),
                    models.Index(
                        fields=["category", "-created_at", "-id"], name="idx_ticket_category"
                    ),
                    models.Index(
                        fields=["priority", "-created_at", "-id"], name="idx_ticket_priority"
                    ),
                    models.Index(fields=["status", "-created_at", "-id"], name="idx_ticket_status"),
                    models.Index(
                        fields=["category", "priority", "status", "-created_at", "-id"],
                        name="idx_ticket_filters",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("title", name="gin_trgm_ops"),
                        name="idx_ticket_title_trgm",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("description", name="gin_trgm_ops"),
                        name="idx_ticket_description_trgm",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__in", ["billing", "technical", "account", "general"])
                        ),
                        name="valid_category",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["low", "medium", "high", "critical"])),
                        name="valid_priority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "in_progress", "resolved", "closed"])
                        ),
                        name="valid_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="title_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="description_not_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255, unique=True)),
                ("body_digest", models.BinaryField(max_length=32)),
                (
                    "created_at",
                    models.DateTimeField(db_default=Now(), db_index=True),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("imported_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.CreateModel(
            name="TicketSuggestion",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="suggestion",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("token_id", models.BinaryField(max_length=16, null=True, unique=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[("form", "Form"), ("backlog", "Backlog")], max_length=10
                    ),
                ),
                ("stale", models.BooleanField()),
                ("provider", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
                ("prompt_version", models.CharField(max_length=100)),
                ("confidence", models.FloatField(null=True)),
                ("suggested_category", models.CharField(max_length=20)),
                ("sent_category", models.CharField(max_length=20)),
                ("final_category", models.CharField(max_length=20)),
                ("category_corrected_at", models.DateTimeField(null=True)),
                ("suggested_priority", models.CharField(max_length=20)),
                ("sent_priority", models.CharField(max_length=20)),
                ("final_priority", models.CharField(max_length=20)),
                ("priority_corrected_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "ticket_suggestion",
                "indexes": [
                    models.Index(
                        fields=["-created_at", "-ticket"],
                        condition=(
                            ~models.Q(suggested_category=models.F("final_category"))
                            | ~models.Q(suggested_priority=models.F("final_priority"))
                        ),
                        name="idx_suggestion_wrong",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionCount",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("origin", models.CharField(max_length=10)),
                ("provider", models.CharField(max_length=100)),
                ("model", models.CharField(max_length=100)),
                ("prompt_version", models.CharField(max_length=100)),
                ("field", models.CharField(max_length=10)),
                ("stale", models.BooleanField()),
                ("suggested", models.CharField(max_length=20)),
                ("sent", models.CharField(max_length=20)),
                ("final", models.CharField(max_length=20)),
                ("step", models.SmallIntegerField()),
                ("suggestions", models.BigIntegerField()),
                ("confidence", models.BigIntegerField()),
                ("seconds", models.BigIntegerField()),
            ],
            options={"db_table": "suggestion_count", "managed": False},
        ),
        migrations.CreateModel(
            name="TicketCount",
            fields=[
                (
                    "category",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("priority", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("tickets", models.BigIntegerField()),
            ],
            options={"db_table": "ticket_count", "managed": False},
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("created", models.BigIntegerField()),
            ],
            options={"db_table": "ticket_day_count", "managed": False},
        ),
        migrations.CreateModel(
            name="TicketChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ticket_id", models.BigIntegerField()),
                ("changed_at", models.DateTimeField(db_default=Now())),
                ("account_id", models.IntegerField(null=True)),
                ("request_id", models.CharField(max_length=64, null=True)),
                ("field", models.CharField(max_length=20)),
                ("old_value", models.TextField()),
                ("new_value", models.TextField()),
            ],
            options={"db_table": "ticket_audit", "managed": False},
        ),
        run_sql("tables.sql"),
        run_sql("ticket_counters.sql"),
        run_sql("corrections.sql"),
        run_sql("suggestion_counters.sql"),
    ]
