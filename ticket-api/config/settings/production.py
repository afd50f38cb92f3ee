"""Settings for production; unsafe values stop the start."""

from django.core.exceptions import ImproperlyConfigured

from common.environment import read_switch
from config.settings.base import *  # noqa: F403
from config.settings.environment import read_former_keys, read_secret_key
from config.settings.hosts import read_allowed_hosts

if read_switch("DJANGO_DEBUG"):
    raise ImproperlyConfigured(
        "DJANGO_DEBUG is on. Production never runs with it: unset it, or use "
        "DJANGO_SETTINGS_MODULE=config.settings.development on your own machine."
    )

DEBUG = False
SECRET_KEY = read_secret_key()
SECRET_KEY_FALLBACKS = read_former_keys()
ALLOWED_HOSTS = read_allowed_hosts()
