"""Routes below /api/tickets/, except those of suggestions."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from tickets import views
from tickets.audit.views import HistoryView
from tickets.export_view import TicketExportView
from tickets.requester.views import LinksView

router = SimpleRouter(use_regex_path=False)
router.register("", views.TicketViewSet, basename="ticket")

urlpatterns = [
    path("", include(router.urls)),
    path("export.csv", TicketExportView.as_view()),
    path("<int:ticket_id>/history/", HistoryView.as_view()),
    path("<int:ticket_id>/links/", LinksView.as_view()),
]
