"""The routes of the service, and some that fail in every way a view can."""

from typing import Any, NoReturn

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from rest_framework.request import Request
from rest_framework.views import APIView

from config import urls

SECRET = "a secret that the message of an exception holds"


class Broken(APIView):
    """Fails inside REST framework."""

    def get(self, _request: Request) -> NoReturn:
        raise RuntimeError(SECRET)


def raises(error: Exception) -> Any:
    def view(_request: HttpRequest) -> NoReturn:
        raise error

    return view


@csrf_protect
def guarded(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("never reached without a token")


def html_error(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>Gone</h1>", status=410)


urlpatterns = [
    path("api/broken/", raises(RuntimeError(SECRET))),
    path("api/broken-in-drf/", Broken.as_view()),
    path("api/forbidden/", raises(PermissionDenied(SECRET))),
    path("api/bad-request/", raises(BadRequest(SECRET))),
    path("api/suspicious/", raises(SuspiciousOperation(SECRET))),
    path("api/database-away/", raises(OperationalError(SECRET))),
    path("api/guarded/", guarded),
    path("api/html-error/", html_error),
    *urls.urlpatterns,
]

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
