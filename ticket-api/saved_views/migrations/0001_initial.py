"""Saved views and the keys they were created with."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import CASCADE
from django.db.models.functions import Lower, Now

from saved_views.models import keep_shared

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", ID),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField(blank=True)),
                ("shared", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=keep_shared,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(F("owner"), Lower("name"), name="one_view_of_a_name"),
                    models.CheckConstraint(condition=~Q(name=""), name="view_has_name"),
                    models.CheckConstraint(
                        condition=Q(shared=True) | Q(owner__isnull=False),
                        name="private_view_has_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedViewKey",
            fields=[
                ("id", ID),
                ("key", models.CharField(max_length=255)),
                ("body_digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField(db_default=Now())),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="+", to="saved_views.savedview"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["account", "key"], name="one_view_of_a_key")
                ],
            },
        ),
    ]
