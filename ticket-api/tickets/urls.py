"""Routes below /api/tickets/."""

from django.urls import path

from suggestions import classify_view as classify_views
from suggestions import views as suggestion_views
from tickets import views
from tickets.audit.views import HistoryView
from tickets.requester.views import LinksView

urlpatterns = [
    path("", views.TicketListView.as_view()),
    path("<int:ticket_id>/", views.TicketDetailView.as_view()),
    path("<int:ticket_id>/history/", HistoryView.as_view()),
    path("<int:ticket_id>/links/", LinksView.as_view()),
    path("classify/", classify_views.ClassifyView.as_view()),
    path("stats/", views.StatsView.as_view()),
    path("stats/daily/", views.DailyStatsView.as_view()),
    path("stats/suggestions/", suggestion_views.SuggestionStatsView.as_view()),
    path("stats/suggestions/wrong/", suggestion_views.WrongSuggestionsView.as_view()),
]
