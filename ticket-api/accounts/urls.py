"""Routes of sessions, accounts and API tokens, below /api/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.oidc import views as oidc
from accounts.people.views import AccountViewSet, TokenViewSet
from accounts.views import InvitationView, PasswordView, SessionView, SetUpView

router = SimpleRouter(use_regex_path=False)
router.register("accounts", AccountViewSet, basename="account")
router.register("tokens", TokenViewSet, basename="token")

urlpatterns = [
    path("session/", SessionView.as_view()),
    path("session/password/", PasswordView.as_view()),
    path("session/invitation/", InvitationView.as_view()),
    path("session/set-up/", SetUpView.as_view()),
    path("session/oidc/begin/", oidc.begin),
    path("session/oidc/finish/", oidc.finish),
    path("", include(router.urls)),
]
