"""PATCH /api/appearance/, for admins; everybody reads the appearance with the session.

config/urls.py sets the permission, because accounts/ shows the appearance in the session and this
package imports nothing of accounts/.
"""

from typing import cast

from django.contrib.auth.models import User
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appearance.serializers import AppearanceInput, AppearanceOutput
from appearance.services import appearance_body, appearance_update
from common.fields import ErrorOutput


class AppearanceView(APIView):
    """The name and the colour of the installation."""

    @extend_schema(
        operation_id="appearance_update",
        request=AppearanceInput,
        responses={200: AppearanceOutput, 400: ErrorOutput},
    )
    def patch(self, request: Request) -> Response:
        """Change the name or the colour for everybody, from the next page on that they open."""
        changes = _CHANGES.run_validation(request.data)
        appearance_update(changes=changes, account_id=cast("User", request.user).pk)
        return Response(appearance_body())


# A serializer's rules do not change, and to copy its fields takes longer than to apply them.
_CHANGES = AppearanceInput()
