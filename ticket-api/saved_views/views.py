"""/api/views/, for callers with a role in every portal."""

from typing import Any, cast

from django.contrib.auth.models import User
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.permissions import RoleRequired
from common.etags import has_state
from common.fields import ErrorOutput
from common.idempotency import read_request_key
from saved_views.models import SavedView
from saved_views.selectors import view_body, view_etag, views_of
from saved_views.serializers import SavedViewInput, SavedViewOutput
from saved_views.services import view_create, view_delete, view_get, view_update
from tickets.api_description import IDEMPOTENCY_KEY

_IF_MATCH = OpenApiParameter(
    "If-Match", location="header", description="Change the view only in this state (ETag)."
)
_IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", location="header", description="Answer 304 for this state (ETag)."
)
_REFUSED = {400: ErrorOutput}
_NO_VIEW = {404: ErrorOutput}
_STALE = {412: ErrorOutput}


class SavedViewViewSet(ViewSet):
    """Lists of tickets under a name."""

    permission_classes = (RoleRequired,)
    sign_in_to = "use saved views"
    lookup_url_kwarg = "view_id"
    lookup_value_converter = "int"

    @extend_schema(operation_id="view_list", responses={200: SavedViewOutput(many=True)})
    def list(self, request: Request) -> Response:
        """List the caller's views and the shared ones of others, by name."""
        return Response([view_body(view) for view in views_of(_account(request))])

    @extend_schema(
        operation_id="view_create",
        parameters=[IDEMPOTENCY_KEY],
        request=SavedViewInput,
        responses={201: SavedViewOutput, **_REFUSED, 409: ErrorOutput},
    )
    def create(self, request: Request) -> Response:
        """Save a view."""
        key = read_request_key(request)
        fields = {"query": "", "shared": False, **_NEW.run_validation(request.data)}
        view, replayed = view_create(account=_account(request), fields=fields, key=key)
        headers = {"Location": f"/api/views/{view.pk}/"}
        if replayed:
            headers["Idempotent-Replayed"] = "true"
        return _response(view, 201, headers)

    @extend_schema(
        operation_id="view_get",
        parameters=[_IF_NONE_MATCH],
        responses={200: SavedViewOutput, 304: None, **_NO_VIEW},
    )
    def retrieve(self, request: Request, view_id: int) -> Response:
        """Read a view; 304 when the caller has it as it is."""
        view = view_get(view_id=view_id, account=_account(request))
        if has_state(request.headers.get("If-None-Match", ""), view_etag(view)):
            return Response(status=304, headers={"ETag": view_etag(view)})
        return _response(view)

    @extend_schema(
        operation_id="view_update",
        parameters=[_IF_MATCH],
        request=SavedViewInput(partial=True),
        responses={200: SavedViewOutput, **_REFUSED, **_NO_VIEW, **_STALE},
    )
    def partial_update(self, request: Request, view_id: int) -> Response:
        """Change a view of the caller, or a shared one as an admin."""
        view = view_update(
            view_id=view_id,
            account=_account(request),
            changes=_CHANGES.run_validation(request.data),
            if_match=request.headers.get("If-Match"),
        )
        return _response(view)

    @extend_schema(
        operation_id="view_delete",
        parameters=[_IF_MATCH],
        responses={204: None, **_NO_VIEW, **_STALE},
    )
    def destroy(self, request: Request, view_id: int) -> Response:
        """Delete a view of the caller, or a shared one as an admin."""
        if_match = request.headers.get("If-Match")
        view_delete(view_id=view_id, account=_account(request), if_match=if_match)
        return Response(status=204)


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_NEW, _CHANGES = SavedViewInput(), SavedViewInput(partial=True)


def _account(request: Request) -> User:
    """RoleRequired lets no other caller through."""
    return cast("User", request.user)


def _response(view: SavedView, status: int = 200, headers: Any = None) -> Response:
    return Response(view_body(view), status, headers={**(headers or {}), "ETag": view_etag(view)})
