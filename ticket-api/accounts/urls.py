"""Routes below /api/session/."""

from django.urls import path

from accounts import oidc_views
from accounts.views import PasswordView, SessionView

urlpatterns = [
    path("", SessionView.as_view()),
    path("password/", PasswordView.as_view()),
    path("oidc/begin/", oidc_views.begin),
    path("oidc/finish/", oidc_views.finish),
]
