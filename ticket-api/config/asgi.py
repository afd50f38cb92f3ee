"""The ASGI application of ticket-events, which serves only live updates."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
django.setup()

from live.app import EventsApplication  # noqa: E402 (its modules need the app registry)

application = EventsApplication()
