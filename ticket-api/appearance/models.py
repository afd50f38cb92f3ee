"""Name, colour and mark of the installation: one row, or none while all is as it was shipped."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

# As many as the bar of a phone has room for. contracts/limits.json; a test holds the two together.
NAME_CHARACTERS = 40
DEFAULT_NAME = "Support tickets"
ONLY_ROW = 1
DIGEST_CHARACTERS = 32


class Appearance(models.Model):
    """What the installation is called, the colour of what can be acted on, and its mark."""

    id = models.SmallIntegerField(primary_key=True, default=ONLY_ROW, editable=False)
    name = models.CharField(max_length=NAME_CHARACTERS, default=DEFAULT_NAME)
    # "#1a73e8", or empty for the portal's own colour.
    accent = models.CharField(max_length=7, blank=True)
    # A PNG image, and the name under which browsers keep it; both empty for the portal's own mark.
    mark = models.BinaryField(default=b"")
    mark_digest = models.CharField(max_length=DIGEST_CHARACTERS, blank=True)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """One row, with values that every page can show."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(id=ONLY_ROW), name="one_appearance"),
            models.CheckConstraint(condition=~Q(name=""), name="appearance_has_name"),
            models.CheckConstraint(
                condition=Q(accent__regex=r"^(#[0-9a-f]{6})?$"), name="accent_is_a_colour"
            ),
        ]

    def __str__(self) -> str:
        return self.name
