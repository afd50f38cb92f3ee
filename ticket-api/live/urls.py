"""Routes of ticket-events."""

from django.urls import path, re_path

from common import errors, probes
from live import views

urlpatterns = [
    path("api/tickets/events/", views.all_tickets),
    path("api/request/events/", views.one_ticket),
    path("healthz", probes.healthz),
    path("readyz", probes.readyz),
    re_path("", errors.unknown_address),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
