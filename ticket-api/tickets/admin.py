"""Tickets and their audit trail in Django's admin; for agents and admins."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.admin_site.forms import ShownValuesAdmin
from common.request_id import current_request_id
from tickets.audit.trail import Writer
from tickets.models import Ticket, TicketChange
from tickets.services.ticket_service import ticket_update


@admin.register(Ticket)
class TicketAdmin(ShownValuesAdmin):
    """Category, priority and status can be changed here, by the rules of PATCH.

    Title and description are the requester's words: browsers change the line ends of a text that
    goes through a form, so the admin only shows them. Tickets are found by number; the portal has
    the indexes to search for words.
    """

    list_display = ("id", "title", "category", "priority", "status", "created_at")
    list_display_links = ("id", "title")
    list_filter = ("status", "priority", "category")
    search_fields = ("=id",)
    search_help_text = "The number of a ticket."
    fields = ("title", "description", "category", "priority", "status", "created_at", "updated_at")
    readonly_fields = ("title", "description", "created_at", "updated_at")
    show_full_result_count = False

    def save_model(
        self, request: HttpRequest, obj: Ticket, form: ModelForm[Ticket], _change: bool
    ) -> None:
        """Change the ticket as the API does, so that the audit trail names the account."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        writer = Writer(current_request_id(), request.user.pk)
        ticket_update(ticket_id=obj.pk, changes=changes, writer=writer)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """The portal's form does that, with its suggestion."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Ticket | None = None) -> bool:
        """Never."""
        return False


@admin.register(TicketChange)
class TrailAdmin(admin.ModelAdmin):
    """The audit trail can be read, here as everywhere, and changed nowhere."""

    list_display = ("changed_at", "ticket_id", "field", "old", "new", "account_id", "request_id")
    ordering = ("-id",)
    search_fields = ("=ticket_id", "=request_id")
    search_help_text = "The number of a ticket, or the id of a request."
    show_full_result_count = False

    @admin.display(description="from")
    def old(self, change: TicketChange) -> str:
        """The beginning of the old value."""
        return change.old_value[:80]

    @admin.display(description="to")
    def new(self, change: TicketChange) -> str:
        """The beginning of the new value."""
        return change.new_value[:80]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Never."""
        return False
