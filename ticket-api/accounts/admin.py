"""Accounts, groups and tokens in Django's admin; for the role admin."""

from __future__ import annotations

from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from accounts.admin_site.forms import AccountForm, NewAccountForm, ShownValuesAdmin
from accounts.models import ApiToken
from accounts.sessions import end_sessions
from accounts.tokens import PUBLIC_ID, new_public_id, token_create, token_revoke

admin.site.unregister((User, Group))


@admin.register(Group)
class RoleAdmin(ShownValuesAdmin, GroupAdmin):
    """Groups, which are roles; the form detects concurrent changes of permissions."""


@admin.register(User)
class AccountAdmin(ShownValuesAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts get permissions only from groups, and are deactivated instead of deleted.

    The audit trail refers to accounts, so a username must not be reused for another person.
    """

    form = AccountForm
    add_form = NewAccountForm
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

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm[User], change: bool
    ) -> None:
        """Store the account; deactivating it ends its sessions."""
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data and not obj.is_active:
            end_sessions(obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only superusers may change superusers, so that no admin can set their password."""
        is_above = bool(obj and obj.is_superuser and not getattr(request.user, "is_superuser", 0))
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: User | None = None) -> bool:
        """Never."""
        return False


class NewTokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """Creates one token even when it is sent twice: the page's id is the token's public id."""

    page_id = forms.RegexField(
        PUBLIC_ID, required=False, initial=new_public_id, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """The cleaned fields; ValidationError when this page has already created its token."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        public_id, account = cleaned.get("page_id"), cleaned.get("account")
        if not public_id or account is None:
            return cleaned
        # A double click sends the form twice; the second request waits here for the first, which
        # Django's admin runs in a transaction.
        User.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
        if ApiToken.objects.filter(public_id=public_id).exists():
            raise ValidationError(
                "This page has made its token, which was shown once. To make another token, open "
                "a new page. Revoke the first one if it was not copied."
            )
        return cleaned


@admin.register(ApiToken)
class TokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens are created and revoked, never changed; the secret is shown once after creation."""

    form = NewTokenForm
    list_display = (
        *("name", "public_id", "account", "may_read", "may_write"),
        *("expires_at", "revoked_at", "last_used_at"),
    )
    list_select_related = ("account",)
    search_fields = ("name", "public_id", "account__username")
    actions = ("revoke",)
    _asked = ("name", "account", "may_read", "may_write", "expires_at")
    # From save_model to response_add; dropped with the token when there is no response.
    _words: ClassVar[WeakKeyDictionary[ApiToken, str]] = WeakKeyDictionary()

    def save_model(
        self, _request: HttpRequest, obj: ApiToken, form: forms.ModelForm[ApiToken], _change: bool
    ) -> None:
        """Create the token and keep its secret for `response_add`."""
        made, word = token_create(
            name=obj.name,
            account=obj.account,
            scopes=obj.scopes,
            expires_at=obj.expires_at,
            public_id=form.cleaned_data["page_id"],
        )
        obj.pk, obj.public_id = made.pk, made.public_id
        self._words[obj] = word

    def response_add(
        self, request: HttpRequest, obj: ApiToken, _post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret in this response; a message would store it in the session."""
        context = {**self.admin_site.each_context(request), "title": obj.name, "token": obj}
        context |= {"word": self._words.pop(obj), "opts": self.opts}
        response = TemplateResponse(request, "accounts/token_made.html", context)
        add_never_cache_headers(response)
        return response

    @admin.action(description="Revoke the chosen tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiToken]) -> None:
        """End the chosen tokens at once."""
        for token in chosen:
            token_revoke(token)
        messages.success(request, "Revoked. Requests with these tokens are refused from now on.")

    def get_fields(self, _request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """The editable fields of a new token, or all fields of an existing one."""
        if obj is None:
            return (*self._asked, "page_id")
        return (*self._asked, "public_id", "revoked_at", "last_used_at")

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """True for the list's actions; existing tokens are read-only."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: ApiToken | None = None) -> bool:
        """Never: a revoked token still shows whose it was."""
        return False
