"""The naive way: Django and REST framework as a first tutorial has them, and nothing wrong with it.

A ModelViewSet, a ModelSerializer, numbered pages (COUNT and OFFSET), `icontains`, aggregates over
the table, the four single-column indexes of requirements §3.2. Connections are kept. The table is a
copy of the tickets, `naive_ticket`.
"""

from typing import Any, ClassVar

import django
from config.settings.environment import read_database
from django.conf import settings

settings.configure(
    SECRET_KEY="of no use here",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="benchmarks.api.naive",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "rest_framework"],
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "PAGE_SIZE": 50,
        "UNAUTHENTICATED_USER": None,
    },
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "CONN_MAX_AGE": None,
            **read_database(),
        }
    },
    # ticket-api's gunicorn.conf.py asks for it; no request here waits for a classifier.
    CLASSIFY_CONCURRENCY=0,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework import routers, serializers, viewsets  # noqa: E402
from rest_framework.decorators import action  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402


class Ticket(models.Model):
    """requirements §3.1"""

    title = models.CharField(max_length=200)
    description = models.TextField()
    category = models.CharField(max_length=20)
    priority = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default="open")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "naive"
        db_table = "naive_ticket"
        ordering: ClassVar[list[str]] = ["-created_at"]


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    class Meta:
        model = Ticket
        fields = "__all__"


class TicketViewSet(viewsets.ModelViewSet[Ticket]):
    """requirements §4"""

    serializer_class = TicketSerializer

    def get_queryset(self) -> models.QuerySet[Ticket]:
        """Filtered and searched."""
        tickets = Ticket.objects.all()
        for name in ("category", "priority", "status"):
            if name in self.request.query_params:
                tickets = tickets.filter(**{name: self.request.query_params[name]})
        for word in self.request.query_params.get("search", "").split():
            tickets = tickets.filter(Q(title__icontains=word) | Q(description__icontains=word))
        return tickets

    @action(detail=False)
    def stats(self, _request: Request) -> Response:
        """requirements §4.3"""
        counts: dict[str, Any] = {
            "total_tickets": Count("id"),
            "open_tickets": Count("id", filter=Q(status="open")),
        }
        answer: dict[str, Any] = Ticket.objects.aggregate(**counts)
        for name in ("priority", "category"):
            rows = Ticket.objects.order_by().values_list(name).annotate(Count("id"))
            answer[f"{name}_breakdown"] = dict(rows)
        return Response(answer)


router = routers.SimpleRouter()
router.register("tickets", TicketViewSet, basename="ticket")
urlpatterns = [path("", include(router.urls))]
application = get_wsgi_application()
