"""The accounts' tables of the released version."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_sign_in_attempts"),
        ("accounts", "0002_tokens_and_links"),
        ("accounts", "0003_external_identity"),
    ]

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SignInAttempts",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("failures", models.IntegerField()),
                (
                    "since",
                    models.DateTimeField(db_default=Now()),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["since"], name="idx_attempts_since")],
            },
        ),
        migrations.CreateModel(
            name="LinkRevocations",
            fields=[
                ("ticket_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("revocations", models.IntegerField()),
                (
                    "revoked_at",
                    models.DateTimeField(db_default=Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="What it is for.", max_length=100)),
                ("public_id", models.CharField(editable=False, max_length=12, unique=True)),
                ("secret_digest", models.BinaryField(max_length=32)),
                ("may_read", models.BooleanField(default=True)),
                ("may_write", models.BooleanField(default=False)),
                (
                    "created_at",
                    models.DateTimeField(db_default=Now(), editable=False),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, help_text="Empty: never.", null=True),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API token",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("may_read", True), ("may_write", True), _connector="OR"
                        ),
                        name="token_may_something",
                        violation_error_message="Let the token read, write, or both.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=255)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="external_identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"), name="one_account_of_a_subject"
                    )
                ],
            },
        ),
    ]
