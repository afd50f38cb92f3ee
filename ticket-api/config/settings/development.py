"""Settings for development: debug pages and no required secrets."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import REST_FRAMEWORK
from config.settings.hosts import read_allowed_hosts

DEBUG = True
SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY") or "django-insecure-for-development-only"
ALLOWED_HOSTS = read_allowed_hosts()

REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_RENDERER_CLASSES": [
        "common.json_format.FastJSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
}
