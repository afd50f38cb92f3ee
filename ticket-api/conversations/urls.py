"""Routes of conversations, below /api/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from conversations import views
from conversations.later_suggestion_view import LaterSuggestionView
from conversations.request_views import RequestMessagesView, RequestView
from people.agents_view import AgentsView

router = SimpleRouter(use_regex_path=False)
router.register("tickets/<int:ticket_id>/messages", views.MessageViewSet, basename="message")
router.register("macros", views.MacroViewSet, basename="macro")

urlpatterns = [
    path("request/", RequestView.as_view()),
    path("request/messages/", RequestMessagesView.as_view()),
    path("agents/", AgentsView.as_view()),
    path("tickets/<int:ticket_id>/suggestion/", LaterSuggestionView.as_view()),
    path("", include(router.urls)),
]
