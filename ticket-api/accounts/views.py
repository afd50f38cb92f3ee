"""/api/session/: the current account; signing in and out, passwords, the ways to get one."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.middleware.csrf import get_token
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import PortalSession
from accounts.oidc import client as oidc
from accounts.oidc import views as oidc_views
from accounts.people.first_account import first_admin_create, is_needed
from accounts.people.serializers import JoinInput, SetUpInput, SetUpOutput
from accounts.people.services import person_join
from accounts.permissions import OPEN
from accounts.refusals import Forbidden, NotSignedIn
from accounts.roles import rights_of, role_of
from accounts.serializers import PasswordInput, SessionOutput, SignInInput
from accounts.sign_in import change_password, check_password, start_session
from appearance.services import appearance_body
from common.fields import ErrorOutput

_NOT_KEPT = {"Cache-Control": "no-store"}
_SIGN_IN_FIRST = "Sign in to change your password."
_ACCOUNTS_ONLY = "A token cannot change a password. Sign in to the portal and change it there."


class SessionView(APIView):
    """The session of the browser that asks."""

    permission_classes = ()

    @extend_schema(operation_id="session_get", responses={200: SessionOutput})
    def get(self, request: Request) -> Response:
        """Tell who the caller is and what they may do; sets the cookie with the CSRF token."""
        return _session_response(request, request.user)

    @extend_schema(
        operation_id="session_create",
        request=SignInInput,
        responses={
            200: SessionOutput,
            400: ErrorOutput,
            401: ErrorOutput,
            403: ErrorOutput,
            429: ErrorOutput,
        },
    )
    def post(self, request: Request) -> Response:
        """Sign in; takes the CSRF token, so that no other page signs people in as somebody else."""
        PortalSession().enforce_csrf(request)
        sent = SignInInput(data=request.data)
        sent.is_valid(raise_exception=True)
        account = check_password(request, **sent.validated_data)
        start_session(request, account)
        return _session_response(request, account)

    @extend_schema(operation_id="session_delete", responses={204: None, 403: ErrorOutput})
    def delete(self, request: Request) -> Response:
        """Sign out; succeeds without a session too."""
        PortalSession().enforce_csrf(request)
        logout(request)
        return Response(status=204, headers=_NOT_KEPT)


class PasswordView(APIView):
    """The password of the signed-in account."""

    permission_classes = ()

    @extend_schema(
        operation_id="password_change",
        request=PasswordInput,
        responses={
            200: SessionOutput,
            **dict.fromkeys((400, 401, 403, 429), ErrorOutput),
        },
    )
    def post(self, request: Request) -> Response:
        """Change it; every other session of the account ends, and this one gets a new key."""
        if not isinstance(request.user, User):
            raise NotSignedIn(_SIGN_IN_FIRST)
        if request.auth is not None:
            raise Forbidden(_ACCOUNTS_ONLY)
        sent = PasswordInput(data=request.data)
        sent.is_valid(raise_exception=True)
        change_password(request, request.user, **sent.validated_data)
        return _session_response(request, request.user)


class InvitationView(APIView):
    """An invitation, which an admin made for one person."""

    permission_classes = ()

    @extend_schema(
        operation_id="invitation_accept",
        request=JoinInput,
        responses={200: SessionOutput, **dict.fromkeys((400, 403), ErrorOutput)},
    )
    def post(self, request: Request) -> Response:
        """Choose the password of an invited account, and sign in."""
        PortalSession().enforce_csrf(request)
        sent = JoinInput(data=request.data)
        sent.is_valid(raise_exception=True)
        return _session_response(request, person_join(request, **sent.validated_data))


class SetUpView(APIView):
    """The first account of an installation."""

    permission_classes = ()

    @extend_schema(operation_id="set_up_get", responses={200: SetUpOutput})
    def get(self, _request: Request) -> Response:
        """Tell whether the installation has no account yet; the sign-in page asks."""
        return Response({"needed": is_needed()}, headers=_NOT_KEPT)

    @extend_schema(
        operation_id="set_up",
        request=SetUpInput,
        responses={200: SessionOutput, **dict.fromkeys((400, 403, 409, 429), ErrorOutput)},
    )
    def post(self, request: Request) -> Response:
        """Make the first admin with the code from the log, and sign in."""
        PortalSession().enforce_csrf(request)
        sent = SetUpInput(data=request.data)
        sent.is_valid(raise_exception=True)
        return _session_response(request, first_admin_create(request, **sent.validated_data))


def _session_response(request: Request, account: AbstractBaseUser | AnonymousUser) -> Response:
    get_token(request)
    return Response(_session_body(account), headers=_NOT_KEPT)


def _session_body(account: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    rights, is_open = rights_of(account), settings.PORTAL_ACCESS == OPEN
    return {
        "access": settings.PORTAL_ACCESS,
        "account": _account_body(account) if isinstance(account, User) else None,
        "may": {
            "view": is_open or rights.view,
            "change": is_open or rights.change,
            "administer": rights.administer,
        },
        "sign_in": {"password": True, "providers": _providers()},
        "appearance": appearance_body(),
    }


def _providers() -> list[dict[str, str]]:
    if not oidc.is_configured():
        return []
    return [{"name": settings.OIDC_NAME, "url": reverse(oidc_views.begin)}]


def _account_body(account: User) -> dict[str, Any]:
    return {
        "id": account.pk,
        "username": account.username,
        "name": account.get_full_name() or account.username,
        "role": role_of(account),
        "has_password": account.has_usable_password(),
    }
