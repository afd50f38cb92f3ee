"""Every read of saved views, and how a view is sent."""

import hashlib
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.names import display_name
from saved_views.models import SavedView


def views_of(account: User) -> QuerySet[SavedView]:
    """The account's views and the shared ones of others, by name."""
    seen = SavedView.objects.filter(Q(owner=account) | Q(shared=True))
    return seen.select_related("owner").order_by(Lower("name"), "id")


def view_etag(view: SavedView) -> str:
    """A quoted strong entity tag of the view's own columns."""
    state = [view.pk, view.name, view.query, view.shared, view.owner_id]
    digest = hashlib.sha256(orjson.dumps([*state, view.created_at, view.updated_at]))
    return f'"{digest.hexdigest()[:32]}"'


def view_body(view: SavedView) -> dict[str, Any]:
    """The view as it is sent."""
    owner = view.owner
    return {
        "id": view.pk,
        "name": view.name,
        "query": view.query,
        "shared": view.shared,
        "owner": None if owner is None else {"id": owner.pk, "name": display_name(owner)},
        "etag": view_etag(view),
        "created_at": view.created_at,
        "updated_at": view.updated_at,
    }
