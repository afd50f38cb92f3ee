"""Routes below /api/tickets/stats/."""

from django.urls import path

from reports.views import TimesView

urlpatterns = [path("times/", TimesView.as_view())]
