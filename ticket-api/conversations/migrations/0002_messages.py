"""Messages, which can only be added, the keys that clients send with them, and times."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import DO_NOTHING
from django.db.models.functions import Now

from conversations.sql import read_sql

# The locks on the tickets are given up after a few seconds, so that no writer waits longer.
LOCK = "SET LOCAL lock_timeout = '5s'"
REMOVE_MESSAGES = """
DROP TRIGGER refuse_to_rewrite ON conversations_message;
DROP TRIGGER refuse_to_truncate ON conversations_message;
DROP FUNCTION refuse_to_rewrite_message();
DROP FUNCTION refuse_to_truncate_messages();
"""


def of_ticket(related_name: str) -> models.ForeignKey:
    """A reference to a ticket whose foreign key is in sql/messages.sql."""
    return models.ForeignKey(
        db_constraint=False,
        on_delete=DO_NOTHING,
        related_name=related_name,
        to="tickets.ticket",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_requesters"),
        ("tickets", "0302_conversation_indexes"),
    ]

    operations = [
        migrations.RunSQL(LOCK, LOCK),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("public_number", models.IntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("reply", "Reply"), ("note", "Note"), ("request", "Request")],
                        max_length=10,
                    ),
                ),
                ("author_account_id", models.IntegerField(null=True)),
                ("author_name", models.CharField(db_default="", default="", max_length=150)),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("ticket", of_ticket("messages")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["ticket", "number"], name="one_message_of_a_number"
                    ),
                    models.UniqueConstraint(
                        fields=["ticket", "public_number"], name="one_message_of_a_public_number"
                    ),
                    models.CheckConstraint(
                        condition=Q(kind__in=["reply", "note", "request"]), name="valid_kind"
                    ),
                    models.CheckConstraint(condition=Q(number__gte=1), name="number_from_one"),
                    models.CheckConstraint(
                        condition=Q(kind="note", public_number=None)
                        | (~Q(kind="note") & Q(public_number__isnull=False, public_number__gte=1)),
                        name="notes_have_no_public_number",
                    ),
                    models.CheckConstraint(
                        condition=~Q(kind="request") | Q(author_account_id=None),
                        name="requests_have_no_account",
                    ),
                    models.CheckConstraint(condition=~Q(body=""), name="body_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "endpoint",
                    models.CharField(
                        choices=[("ticket", "Ticket"), ("link", "Link")], max_length=10
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("body_digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(db_default=Now(), db_index=True)),
                ("ticket", of_ticket("+")),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=DO_NOTHING,
                        related_name="+",
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["ticket", "endpoint", "key"], name="one_message_of_a_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketTimes",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=DO_NOTHING,
                        primary_key=True,
                        related_name="times",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("first_reply_at", models.DateTimeField(null=True)),
                ("answers", models.IntegerField(db_default=0, default=0)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_category", models.CharField(max_length=20, null=True)),
                ("resolved_priority", models.CharField(max_length=20, null=True)),
                ("resolved_assignee_id", models.IntegerField(null=True)),
                ("reopened", models.BooleanField(db_default=False, default=False)),
            ],
            options={"db_table": "ticket_times"},
        ),
        migrations.CreateModel(
            name="TimeCount",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("first_reply", "First Reply"),
                            ("answer", "Answer"),
                            ("resolution", "Resolution"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=20,
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("priority", models.CharField(max_length=20)),
                ("assignee_id", models.IntegerField(null=True)),
                ("step", models.SmallIntegerField()),
                ("tickets", models.BigIntegerField()),
            ],
            options={"db_table": "ticket_time_count", "managed": False},
        ),
        migrations.RunSQL(read_sql("messages.sql"), REMOVE_MESSAGES),
    ]
