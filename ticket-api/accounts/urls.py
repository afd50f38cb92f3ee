"""Routes below /api/session/."""

from django.urls import path

from accounts.oidc import views as oidc
from accounts.views import PasswordView, SessionView

urlpatterns = [
    path("", SessionView.as_view()),
    path("password/", PasswordView.as_view()),
    path("oidc/begin/", oidc.begin),
    path("oidc/finish/", oidc.finish),
]
