"""The application that gunicorn's asgi worker serves: live updates alone."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from live.app import EventsApplication  # noqa: E402 (its modules need the app registry)

application = EventsApplication()
