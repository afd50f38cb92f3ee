"""Reads and changes the appearance of the installation."""

import logging
from typing import Any

from django.db.models.functions import Now

from appearance.marks import digest_of
from appearance.models import ONLY_ROW, Appearance

logger = logging.getLogger(__name__)


def appearance_body() -> dict[str, Any]:
    """The appearance as callers get it (AppearanceOutput); one read of one row."""
    columns = Appearance.objects.filter(pk=ONLY_ROW).defer("mark")
    found = columns.first() or Appearance()
    mark = f"/api/appearance/mark/{found.mark_digest}/" if found.mark_digest else None
    return {"name": found.name, "accent": found.accent or None, "mark": mark}


def mark_get(digest: str) -> bytes | None:
    """The mark of this digest, if it is still the one of the installation."""
    found = Appearance.objects.filter(pk=ONLY_ROW, mark_digest=digest).exclude(mark_digest="")
    image = found.values_list("mark", flat=True).first()
    return None if image is None else bytes(image)


def appearance_update(*, changes: dict[str, Any], account_id: int) -> None:
    """Store the given fields; admins who change different fields at once both succeed."""
    if not changes:
        return
    stored = {**changes, "updated_at": Now()}
    if "mark" in changes:
        stored["mark_digest"] = digest_of(changes["mark"])
    Appearance.objects.update_or_create(pk=ONLY_ROW, defaults=stored)
    extra = {"account_id": account_id, "fields": ",".join(sorted(changes))}
    logger.info("appearance.changed", extra=extra)
