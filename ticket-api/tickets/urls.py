"""Routes below /api/tickets/."""

from django.urls import path

from tickets import classify_views, views
from tickets.audit.views import HistoryView
from tickets.requester.views import LinksView
from tickets.suggestions import views as suggestion_views

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
