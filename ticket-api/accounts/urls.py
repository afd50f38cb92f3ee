"""Routes below /api/session/."""

from django.urls import path

from accounts.views import SessionView

urlpatterns = [path("", SessionView.as_view())]
