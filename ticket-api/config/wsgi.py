"""What gunicorn serves: Django, and in front of it what Django leaves to servers."""

import logging
import os

from django.conf import settings
from django.core.cache import close_caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

from server.addresses import complete_addresses
from server.request_body import declare_length, leave_out_head_bodies
from server.static_files import serve_static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

_django = leave_out_head_bodies(get_wsgi_application())
_django = declare_length(_django, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

if not settings.DEBUG:
    # What Django does around each request and nobody here needs: there is no cache, queries are
    # kept in debugging alone, and a connection is given back when its request ends.
    request_started.disconnect(reset_queries)
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_caches)

if settings.PORTAL_ACCESS == "open" and not settings.DEBUG:
    logging.getLogger("accounts").warning(
        "The portal is open: whoever reaches it can read and change every ticket. "
        "PORTAL_ACCESS=agents shows them to signed-in accounts alone (docs/operations.md)."
    )

application = complete_addresses(serve_static_files(_django))
