"""Forms for Django's admin that do not overwrite concurrent changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.names import account_named


class ShownValuesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Stores only the fields that the person changed.

    The page also sends the values that it displayed (Django's `show_hidden_initial`). If another
    person has changed a field since then, the form has an error with both values. A request
    without the displayed values is compared with the stored ones, like a PATCH.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = map(self.add_initial_prefix, self.fields)
        shows = self.instance.pk and (not self.is_bound or any(name in self.data for name in names))
        for field in self.fields.values():
            field.show_hidden_initial = bool(shows and not field.disabled)

    def clean(self) -> dict[str, Any]:
        """The fields to store."""
        super().clean()
        if self.instance.pk is None:
            return self.cleaned_data
        for name in self.changed_data:
            self._refuse_if_changed_meanwhile(name)
        changed = set(self.changed_data)
        return {name: value for name, value in self.cleaned_data.items() if name in changed}

    def _refuse_if_changed_meanwhile(self, name: str) -> None:
        field, bound = self.fields[name], self[name]
        if not field.show_hidden_initial or name in self.errors:
            return
        hidden, stored = field.hidden_widget(), self.initial.get(name)
        shown = hidden.value_from_datadict(self.data, self.files, bound.html_initial_name)
        is_stale = field.has_changed(stored, shown)
        if is_stale and field.has_changed(stored, bound.data):
            was, now = _text(field, field.to_python(shown)), _text(field, stored)
            self.add_error(
                name,
                f"Another person changed this meanwhile, from “{was}” to “{now}”. "
                "Reload the page, then change it again.",
            )


def _text(field: forms.Field, value: Any) -> str:
    """A field's value for people."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(map(str, value))) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return str(dict(labels).get(value, value))


class ShownValuesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """An admin whose change form is a ShownValuesForm."""

    form = ShownValuesForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows, locked while a form is saved, so that none changes after the comparison.

        Django saves a form in a transaction, as the lock requires. A list's actions run outside of
        one, so they take no lock.
        """
        rows = super().get_queryset(request)
        saves = request.method == "POST" and connection.in_atomic_block
        return rows.select_for_update(no_key=True) if saves else rows


class _OneSpelling(forms.ModelForm):  # type: ignore[type-arg]
    """A username that no other account has in any spelling."""

    def clean_username(self) -> str:
        """The username; ValidationError when another account has it."""
        username: str = self.cleaned_data["username"]
        found = account_named(username)
        if found is not None and found.pk != self.instance.pk:
            raise ValidationError(
                f"The account {found.username} already exists. Choose another username."
            )
        return username


class AccountForm(_OneSpelling, ShownValuesForm, UserChangeForm):  # type: ignore[type-arg]
    """Changes an account."""


class NewAccountForm(_OneSpelling, AdminUserCreationForm):  # type: ignore[type-arg]
    """Makes an account."""
