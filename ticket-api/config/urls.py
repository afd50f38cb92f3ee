"""Routes: the API under /api/, Django's admin, and the probes of the containers beside them."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.permissions import AdminRequired
from appearance.views import AppearanceView, MarkView
from common import errors, probes
from config import health

# Django tries the routes in order, so the most frequent one comes first.
urlpatterns = [
    path("api/tickets/", include("tickets.urls")),
    path("api/tickets/", include("suggestions.urls")),
    path("api/tickets/stats/", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("healthz", probes.healthz),
    path("readyz", probes.readyz),
    path("api/health/", health.HealthView.as_view()),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="tickets/docs.html")),
    path("api/views/", include("saved_views.urls")),
    path("api/", include("similar.urls")),
    path("api/appearance/", AppearanceView.as_view(permission_classes=(AdminRequired,))),
    path("api/appearance/mark/<slug:digest>/", MarkView.as_view()),
    path("api/", include("accounts.urls")),
    path("api/", include("conversations.urls")),
    re_path(r"^api(/|$)", errors.unknown_address),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
