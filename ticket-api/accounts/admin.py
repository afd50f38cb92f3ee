"""Accounts, groups and tokens in Django's admin; for the role admin."""

from __future__ import annotations

from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from accounts.models import ApiToken
from accounts.tokens import token_create, token_revoke

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts get their rights from groups alone, and are switched off rather than deleted.

    The audit trail names them, so a name is given to one person only.
    """

    list_display = ("username", "email", "is_active", "role", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    @admin.display(description="groups")
    def role(self, account: User) -> str:
        """The names of the account's groups."""
        return ", ".join(group.name for group in account.groups.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """All accounts, with their groups in one query."""
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An admin may not take over a superuser by giving it another password."""
        is_above = bool(obj and obj.is_superuser and not getattr(request.user, "is_superuser", 0))
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: User | None = None) -> bool:
        """Never."""
        return False


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens are made, revoked and never changed; the word is shown once, when one is made."""

    list_display = (
        *("name", "public_id", "account", "may_read", "may_write"),
        *("expires_at", "revoked_at", "last_used_at"),
    )
    list_select_related = ("account",)
    search_fields = ("name", "public_id", "account__username")
    fields = ("name", "account", "may_read", "may_write", "expires_at")
    actions = ("revoke",)
    # Of tokens that are just being made; gone with them when an answer cannot be given.
    _words: ClassVar[WeakKeyDictionary[ApiToken, str]] = WeakKeyDictionary()

    def save_model(
        self, _request: HttpRequest, obj: ApiToken, _form: ModelForm[ApiToken], _change: bool
    ) -> None:
        """Make the token and show it."""
        made, word = token_create(
            name=obj.name, account=obj.account, scopes=obj.scopes, expires_at=obj.expires_at
        )
        obj.pk, obj.public_id = made.pk, made.public_id
        self._words[obj] = word

    def response_add(
        self, request: HttpRequest, obj: ApiToken, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the word on the answer itself; a message would lie in the session until then."""
        context = {**self.admin_site.each_context(request), "title": obj.name, "token": obj}
        context |= {"word": self._words.pop(obj), "opts": self.opts}
        response = TemplateResponse(request, "accounts/token_made.html", context)
        add_never_cache_headers(response)
        return response

    @admin.action(description="Revoke the chosen tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        """End them at once."""
        for token in chosen:
            token_revoke(token)
        messages.success(request, "Revoked. Whatever still shows one of them is refused.")

    def get_readonly_fields(
        self, _request: HttpRequest, obj: ApiToken | None = None
    ) -> tuple[str, ...]:
        """Everything, once the token is there."""
        return () if obj is None else (*self.fields, "public_id", "revoked_at", "last_used_at")

    def get_fields(self, _request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """What is asked for, and afterwards what is known."""
        return self.fields if obj is None else self.get_readonly_fields(_request, obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: ApiToken | None = None) -> bool:
        """Never: a token that is revoked still tells who had it."""
        return False
