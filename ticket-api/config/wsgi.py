"""The WSGI application of ticket-api: Django, wrapped in the functions of `server`."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from server.addresses import complete_addresses
from server.request_body import declare_length, leave_out_head_bodies
from server.static_files import serve_static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

_django = leave_out_head_bodies(get_wsgi_application())
_django = declare_length(_django, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

if settings.PORTAL_ACCESS == "open" and not settings.DEBUG:
    logging.getLogger("accounts").warning(
        "The portal is open: everybody who can reach it can read and change every ticket. "
        "Set PORTAL_ACCESS=agents to require an account (docs/operations.md)."
    )

application = complete_addresses(serve_static_files(_django))
