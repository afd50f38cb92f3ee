"""Routes below /api/tickets/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from suggestions import classify_view as classify_views
from suggestions import views as suggestion_views
from tickets import views
from tickets.audit.views import HistoryView
from tickets.requester.views import LinksView

router = SimpleRouter(use_regex_path=False)
router.register("", views.TicketViewSet, basename="ticket")

urlpatterns = [
    path("", include(router.urls)),
    path("<int:ticket_id>/history/", HistoryView.as_view()),
    path("<int:ticket_id>/links/", LinksView.as_view()),
    path("classify/", classify_views.ClassifyView.as_view()),
    path("stats/suggestions/", suggestion_views.SuggestionStatsView.as_view()),
    path("stats/suggestions/wrong/", suggestion_views.WrongSuggestionsView.as_view()),
]
