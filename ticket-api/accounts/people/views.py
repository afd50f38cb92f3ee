"""/api/accounts/ and /api/tokens/, for admins; /api/session/invitation/ for invited people."""

from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.core import exceptions
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import ApiToken
from accounts.people import services
from accounts.people.invitations import invitation_for
from accounts.people.serializers import (
    InvitationOutput,
    NewPersonInput,
    NewTokenInput,
    NewTokenOutput,
    PeopleOutput,
    PersonInput,
    PersonOutput,
    TokenOutput,
    person_body,
)
from accounts.permissions import AdminRequired
from accounts.refusals import Forbidden
from accounts.tokens import token_create, token_revoke
from common.fields import ErrorOutput

PEOPLE_AT_ONCE = 200
SEARCH_CHARACTERS = 200
_ODD_SEARCH = f"Search for at most {SEARCH_CHARACTERS} characters, without NUL characters"
_NOT_KEPT = {"Cache-Control": "no-store"}
_REFUSED = dict.fromkeys((400, 401, 403), ErrorOutput)
_NOT_FOUND = {**_REFUSED, 404: ErrorOutput}
_SEARCH = OpenApiParameter("search", str, description="Part of a username, name or address.")


class AccountViewSet(ViewSet):
    """The accounts of this installation."""

    permission_classes = (AdminRequired,)
    lookup_url_kwarg = "account_id"
    lookup_value_converter = "int"

    @extend_schema(
        operation_id="account_list", parameters=[_SEARCH], responses={200: PeopleOutput, **_REFUSED}
    )
    def list(self, request: Request) -> Response:
        """List accounts by username, at most 200; `search` narrows them."""
        search = request.query_params.get("search", "")
        if "\x00" in search or len(search) > SEARCH_CHARACTERS:
            raise ValidationError({"search": [_ODD_SEARCH]})
        found = list(services.people(search=search)[: PEOPLE_AT_ONCE + 1])
        bodies = [person_body(account, asked_by=_admin(request)) for account in found]
        body = {"results": bodies[:PEOPLE_AT_ONCE], "more": len(bodies) > PEOPLE_AT_ONCE}
        return Response(body, headers=_NOT_KEPT)

    @extend_schema(
        operation_id="account_create",
        request=NewPersonInput,
        responses={201: InvitationOutput, **_REFUSED},
    )
    def create(self, request: Request) -> Response:
        """Invite a person: an account without a password, and a link to choose one."""
        sent = NewPersonInput(data=request.data)
        sent.is_valid(raise_exception=True)
        values: dict[str, Any] = {"email": "", **sent.validated_data}
        return _invited(request, services.person_invite(**values), 201)

    @extend_schema(
        operation_id="account_update",
        request=PersonInput,
        responses={200: PersonOutput, **_NOT_FOUND},
    )
    def partial_update(self, request: Request, account_id: int) -> Response:
        """Change a name, an address or a role, or switch an account off or on."""
        sent = PersonInput(data=request.data)
        sent.is_valid(raise_exception=True)
        services.person_change(_admin(request), account_id, sent.validated_data)
        return Response(_person(request, account_id), headers=_NOT_KEPT)

    @extend_schema(
        operation_id="account_invite",
        request=None,
        responses={200: InvitationOutput, **_NOT_FOUND},
    )
    @action(detail=True, methods=["post"])
    def invitation(self, request: Request, account_id: int) -> Response:
        """Make a new link with which the person chooses a password."""
        account = services.person_to_invite_again(_admin(request), account_id)
        return _invited(request, account, 200)


class TokenViewSet(ViewSet):
    """The API tokens of this installation."""

    permission_classes = (AdminRequired,)
    lookup_url_kwarg = "token_id"

    @extend_schema(operation_id="token_list", responses={200: TokenOutput(many=True), **_REFUSED})
    def list(self, _request: Request) -> Response:
        """List the tokens, newest first, also revoked ones."""
        tokens = ApiToken.objects.select_related("account")
        return Response(TokenOutput(tokens, many=True).data, headers=_NOT_KEPT)

    @extend_schema(
        operation_id="token_create",
        request=NewTokenInput,
        responses={201: NewTokenOutput, **_REFUSED},
    )
    def create(self, request: Request) -> Response:
        """Create a token for an active account; only this answer has its secret."""
        sent = NewTokenInput(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        account = User.objects.filter(pk=values["account"], is_active=True).first()
        if account is None:
            raise ValidationError({"account": ["Choose an account that is switched on"]})
        if not services.may_change(_admin(request), account):
            raise Forbidden("Only a superuser makes tokens for a superuser's account.")
        days = values["days"]
        try:
            with transaction.atomic():
                token, secret = token_create(
                    name=values["name"],
                    account=account,
                    scopes=values["scopes"],
                    expires_at=timezone.now() + timedelta(days=days) if days else None,
                    public_id=values["id"],
                )
        except exceptions.ValidationError as error:
            sentence = "This id has made its token, which was shown once. Send another id"
            raise ValidationError({"id": [sentence]}) from error
        token.refresh_from_db()
        body = {"token": TokenOutput(token).data, "secret": secret}
        return Response(body, status=201, headers=_NOT_KEPT)

    @extend_schema(operation_id="token_revoke", responses={204: None, **_NOT_FOUND})
    def destroy(self, _request: Request, token_id: str) -> Response:
        """Revoke a token at once; does nothing for a revoked one."""
        token_revoke(get_object_or_404(ApiToken, public_id=token_id))
        return Response(status=204, headers=_NOT_KEPT)


def _admin(request: Request) -> User:
    return cast(User, request.user)  # AdminRequired has checked it.


def _person(request: Request, account_id: int) -> dict[str, Any]:
    return person_body(services.people().get(pk=account_id), asked_by=_admin(request))


def _invited(request: Request, account: User, status: int) -> Response:
    invitation, expires_at = invitation_for(account)
    person = _person(request, account.pk)
    body = {"person": person, "invitation": invitation, "expires_at": expires_at}
    return Response(body, status=status, headers=_NOT_KEPT)
