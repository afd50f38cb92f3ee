"""PATCH /api/appearance/, for admins; everybody reads the appearance with the session.

config/urls.py sets the permission, because accounts/ shows the appearance in the session and this
package imports nothing of accounts/.
"""

from typing import ClassVar, cast

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appearance.serializers import AppearanceInput, AppearanceOutput
from appearance.services import appearance_body, appearance_update, mark_get
from common.fields import ErrorOutput
from common.negotiation import FormatOfAddress


class AppearanceView(APIView):
    """The name, the colour and the mark of the installation."""

    @extend_schema(
        operation_id="appearance_update",
        request=AppearanceInput,
        responses={200: AppearanceOutput, 400: ErrorOutput},
    )
    def patch(self, request: Request) -> Response:
        """Change name, colour or mark. A page shows them when it is loaded the next time."""
        changes = _CHANGES.run_validation(request.data)
        appearance_update(changes=changes, account_id=cast("User", request.user).pk)
        return Response(appearance_body())


class MarkView(APIView):
    """The mark as an image, for everybody who sees the portal."""

    authentication_classes: ClassVar[tuple[()]] = ()  # type: ignore[misc]
    permission_classes: ClassVar[tuple[()]] = ()  # type: ignore[misc]
    content_negotiation_class = FormatOfAddress

    @extend_schema(
        operation_id="appearance_mark_get",
        responses={(200, "image/png"): OpenApiTypes.BINARY, 404: ErrorOutput},
    )
    def get(self, _request: Request, digest: str) -> HttpResponse:
        """Read the mark; its address changes with the image, so that browsers keep it."""
        image = mark_get(digest)
        if image is None:
            raise Http404
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return HttpResponse(image, content_type="image/png", headers=headers)


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_CHANGES = AppearanceInput()
