"""Routes of suggestions below /api/tickets/."""

from django.urls import path

from suggestions.classify_view import ClassifyView
from suggestions.views import SuggestionStatsView, WrongSuggestionsView

urlpatterns = [
    path("classify/", ClassifyView.as_view()),
    path("stats/suggestions/", SuggestionStatsView.as_view()),
    path("stats/suggestions/wrong/", WrongSuggestionsView.as_view()),
]
