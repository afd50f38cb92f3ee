"""Routes of similar tickets below /api/."""

from django.urls import path

from similar.views import OwnSimilarView, SimilarStatsView, SimilarView, VerdictView

urlpatterns = [
    path("tickets/<int:ticket_id>/similar/", SimilarView.as_view()),
    path("tickets/<int:ticket_id>/similar/<int:other_id>/", VerdictView.as_view()),
    path("tickets/stats/similar/", SimilarStatsView.as_view()),
    path("request/similar/", OwnSimilarView.as_view()),
]
