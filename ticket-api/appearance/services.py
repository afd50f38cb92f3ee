"""Reads and changes the appearance of the installation."""

import logging
from typing import Any

from django.db.models.functions import Now

from appearance.models import ONLY_ROW, Appearance

logger = logging.getLogger(__name__)


def appearance_body() -> dict[str, Any]:
    """The appearance as callers get it (AppearanceOutput); one read of one row."""
    found = Appearance.objects.filter(pk=ONLY_ROW).first() or Appearance()
    return {"name": found.name, "accent": found.accent or None}


def appearance_update(*, changes: dict[str, str], account_id: int) -> None:
    """Store the given fields; admins who change different fields at once both succeed."""
    if not changes:
        return
    Appearance.objects.update_or_create(pk=ONLY_ROW, defaults={**changes, "updated_at": Now()})
    extra = {"account_id": account_id, "fields": ",".join(sorted(changes))}
    logger.info("appearance.changed", extra=extra)
