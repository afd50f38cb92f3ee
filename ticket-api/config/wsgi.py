"""What gunicorn serves: Django, and in front of it what Django leaves to servers."""

import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.addresses import complete_addresses
from config.bodies import declare_length, leave_out_head_bodies
from config.static_files import serve_static_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

_django = leave_out_head_bodies(get_wsgi_application())
_django = declare_length(_django, limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

if settings.PORTAL_ACCESS == "open" and not settings.DEBUG:
    logging.getLogger("accounts").warning(
        "The portal is open: whoever reaches it can read and change every ticket. "
        "PORTAL_ACCESS=agents shows them to signed-in accounts alone (docs/operations.md)."
    )

application = serve_static_files(complete_addresses(_django))
