"""Saved views are created once for an Idempotency-Key, and changed in the state that was seen.

An account's row is locked while it creates a view, so its keys and its number of views are read and
written one request after another.
"""

import logging
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from accounts.roles import rights_of
from common.etags import names_state
from common.idempotency import RequestKey, find_earlier, forget_old_keys
from saved_views.models import VIEWS_PER_ACCOUNT, SavedView, SavedViewKey
from saved_views.refusals import NotYours, OwnersChoice, ViewChanged
from saved_views.selectors import view_etag, views_of

logger = logging.getLogger(__name__)
# A new key deletes at most so many old ones of the account.
CLEARING = 2


def view_create(
    *, account: User, fields: dict[str, Any], key: RequestKey | None
) -> tuple[SavedView, bool]:
    """A view of `account`, and whether an earlier request with `key` had created it.

    A replay is the view as it was created. Raises KeyReused, and ValidationError for a name that
    the account has already or for one view too many.
    """
    with transaction.atomic():
        owner = User.objects.select_for_update(no_key=True).get(pk=account.pk)
        created = _created_with(owner, key)
        if created:
            new = SavedView(pk=created.pk, owner=owner, created_at=created.created_at, **fields)
            new.updated_at = created.created_at
            return new, True
        if SavedView.objects.filter(owner=owner).count() >= VIEWS_PER_ACCOUNT:
            sentence = f"You have {VIEWS_PER_ACCOUNT} views. Delete one, then save this one"
            raise ValidationError({"name": [sentence]})
        view = SavedView(owner=owner, **fields)
        _save(view)
        view.refresh_from_db(fields=["created_at", "updated_at"])
        if key is not None:
            SavedViewKey.objects.create(
                account=owner, key=key.key, body_digest=key.digest, view=view
            )
            forget_old_keys(SavedViewKey.objects.filter(account=owner), most=CLEARING)
    _log("created", view, account)
    return view, False


def _created_with(owner: User, key: RequestKey | None) -> SavedView | None:
    """The view of an earlier request with this key."""
    if key is None:
        return None
    kept = SavedViewKey.objects.filter(account=owner).select_related("view")
    taken = find_earlier(kept, key, what="view")
    return None if taken is None else taken.view


def view_get(*, view_id: int, account: User) -> SavedView:
    """A view that `account` sees; Http404 for any other."""
    return _found(views_of(account), view_id)


def view_update(
    *, view_id: int, account: User, changes: dict[str, Any], if_match: str | None
) -> SavedView:
    """The view with `changes`. Raises Http404, NotYours, OwnersChoice, ViewChanged."""
    with transaction.atomic():
        view = _locked(view_id, account, if_match)
        if changes.get("shared") is False and view.shared and view.owner_id != account.pk:
            raise OwnersChoice
        changed = {name for name, value in changes.items() if getattr(view, name) != value}
        if not changed:
            return view
        for name in changed:
            setattr(view, name, changes[name])
        view.updated_at = timezone.now()
        _save(view)
    _log("changed", view, account)
    return view


def view_delete(*, view_id: int, account: User, if_match: str | None) -> None:
    """Delete the view. Raises Http404, NotYours, ViewChanged."""
    with transaction.atomic():
        view = _locked(view_id, account, if_match)
        SavedView.objects.filter(pk=view.pk).delete()
    _log("deleted", view, account)


def _locked(view_id: int, account: User, if_match: str | None) -> SavedView:
    view = _found(views_of(account).select_for_update(of=("self",)), view_id)
    if view.owner_id != account.pk and not rights_of(account).administer:
        raise NotYours
    if not names_state(if_match, view_etag(view)):
        raise ViewChanged
    return view


def _found(views: QuerySet[SavedView], view_id: int) -> SavedView:
    view = views.filter(pk=view_id).first()
    if view is None:
        raise Http404("No SavedView matches the given query.")
    return view


def _save(view: SavedView) -> None:
    """The unique index decides, also between two requests at once."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        sentence = "You have a view with this name. Choose another name"
        raise ValidationError({"name": [sentence]}) from error


def _log(event: str, view: SavedView, account: User) -> None:
    """Log the change without name and query, which contain people's search words."""
    extra = {"view_id": view.pk, "account_id": account.pk, "shared": view.shared}
    logger.info("saved_view.%s", event, extra=extra)
