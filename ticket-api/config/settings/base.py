"""Settings that every environment shares; development, production and test add the rest."""

import os
from pathlib import Path

from config import __version__
from config.settings.access import *  # noqa: F403
from config.settings.environment import (
    read_count,
    read_database,
    read_seconds,
    read_switch,
    require_order,
    require_readable,
)
from config.settings.hosts import read_origins

BASE_DIR = Path(__file__).resolve().parent.parent.parent

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "accounts.admin_app.PortalAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "tickets",
    "suggestions",
    "accounts",  # After the apps whose permissions its roles hold.
]

# The nine of requirements §5, in its order; a test compares the two.
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.RequestLoggingMiddleware",
    "config.middleware.ExceptionHandlingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data ------------------------------------------------------------------------------------------

_database = read_database()
# A request that the database cannot answer in this time ends as 503 instead of holding a thread.
_statement_timeout_ms = int(1000 * read_seconds("DATABASE_STATEMENT_TIMEOUT", default=10))

_postgresql = {
    "statement_timeout": _statement_timeout_ms,
    # Pages from anywhere cost what neighbours cost, in memory and on SSDs. Told otherwise (4, the
    # default), the planner walks all tickets by date in search of those that fit a filter instead
    # of reading the filter's own index.
    "random_page_cost": 1.1,
    # Among millions of tickets the planner would start workers and compile for a search that takes
    # a millisecond.
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
}
DATABASES = {
    "default": {
        # Requests hand connections on, and look at them first: a restarted database costs no error.
        "ENGINE": "server.postgresql",
        # Seconds, after which one is renewed: a server's memory for a connection only grows.
        "CONN_MAX_AGE": 3600,
        **_database,
        "OPTIONS": {
            "connect_timeout": 3,
            # A cut cable is noticed after about ten seconds instead of two hours.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "tcp_user_timeout": 10_000,
            "application_name": "ticket-api",
            "options": " ".join(f"-c {name}={value}" for name, value in _postgresql.items()),
            **_database["OPTIONS"],
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# HTTP ------------------------------------------------------------------------------------------

# server.addresses adds a forgotten slash before Django looks; a redirect would lose a POST's body.
APPEND_SLASH = False
# The largest body (contracts/limits.json); beyond it the answer is 413. It fits every ticket within
# the limits of its fields: 20,000 emoji as JSON's escapes are 240,000 bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
CSRF_FAILURE_VIEW = "common.errors.csrf_failure"
# Besides the portal's own. `https://*.example.com` stands for all subdomains.
CSRF_TRUSTED_ORIGINS = read_origins("DJANGO_CSRF_TRUSTED_ORIGINS", subdomains=True)
# The admin alone writes messages; the default would prepare a signed cookie for every request.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# None by default: the portal and the API share one address. Full origins, comma-separated.
CORS_ALLOWED_ORIGINS = read_origins("CORS_ALLOWED_ORIGINS")
# Nowhere without them, so that no request pays for it.
CORS_URLS_REGEX = r"^/api/" if CORS_ALLOWED_ORIGINS else r"(?!)"
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "x-ticket-link",
]
CORS_EXPOSE_HEADERS = ["ETag", "Idempotent-Replayed", "Location", "Retry-After", "X-Request-ID"]

# The gateway routes /api/ alone to this server, so the pages' files live below it too.
STATIC_URL = "/api/static/"

# One switch for an installation behind TLS (requirements §5: HSTS and redirect).
_https = read_switch("DJANGO_HTTPS")
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None

# Live updates -----------------------------------------------------------------------------------

# Open streams in one process of ticket-events; a stream takes about 30 kB. Above a limit the answer
# is 503. A company may be behind one address. A browser opens one stream, or one a tab.
STREAM_LIMITS = {
    "all": read_count("STREAMS_IN_ALL", default=5_000),
    "address": read_count("STREAMS_PER_ADDRESS", default=300),
    "account": read_count("STREAMS_PER_ACCOUNT", default=100),
    "link": read_count("STREAMS_PER_LINK", default=20),
}

# REST framework --------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["common.json_format.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.json_format.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerToken",
        "accounts.authentication.PortalSession",
    ],
    # What a view does not open itself takes a role where the portal is not open.
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.ByRole"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "common.negotiation.RememberedNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.errors.drf_exception_handler",
    # What is not about one field stands under `detail` (contracts/README.md).
    "NON_FIELD_ERRORS_KEY": "detail",
    # `?format=` is nobody's parameter here; unknown parameters are ignored.
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Support tickets",
    "DESCRIPTION": "Submit, list, change and classify support tickets.",
    "VERSION": __version__,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tickets.api_description.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "CategoryEnum": "tickets.models.Category",
        "PriorityEnum": "tickets.models.Priority",
        "StatusEnum": "tickets.models.Status",
    },
}

# The classifier ----------------------------------------------------------------------------------

# Without an address every suggestion falls back to the defaults.
CLASSIFIER_URL = os.environ.get("CLASSIFIER_URL", "").strip()
CLASSIFIER_TOKEN = os.environ.get("CLASSIFIER_TOKEN", "").strip()
# Seconds, the inner before the outer (contracts/timeouts.json). The classifier's own limit is read
# here for this check alone.
CLASSIFIER_CONNECT_TIMEOUT = read_seconds("CLASSIFIER_CONNECT_TIMEOUT", default=1)
CLASSIFIER_READ_TIMEOUT = read_seconds("CLASSIFIER_READ_TIMEOUT", default=11)
CLASSIFIER_TOTAL_TIMEOUT = read_seconds("CLASSIFIER_TOTAL_TIMEOUT", default=12)
require_order(
    ("ANSWER_TIMEOUT", read_seconds("ANSWER_TIMEOUT", default=10.5)),
    ("CLASSIFIER_READ_TIMEOUT", CLASSIFIER_READ_TIMEOUT),
    ("CLASSIFIER_TOTAL_TIMEOUT", CLASSIFIER_TOTAL_TIMEOUT),
    ("the time in which gunicorn ends its requests", 30),
)
require_order(
    ("CLASSIFIER_CONNECT_TIMEOUT", CLASSIFIER_CONNECT_TIMEOUT),
    ("CLASSIFIER_TOTAL_TIMEOUT", CLASSIFIER_TOTAL_TIMEOUT),
)
# Classifications at a time in one process, beside gunicorn's four threads (docs/decisions/0004): a
# whole office that asks at once is served, also when the kernel hands one process all of it.
CLASSIFY_CONCURRENCY = read_count("CLASSIFY_CONCURRENCY", default=20)
# This many failures in a row stop the asking, for this many seconds.
BREAKER_FAILURES = read_count("BREAKER_FAILURES", default=3)
BREAKER_OPEN_SECONDS = read_seconds("BREAKER_OPEN_SECONDS", default=10)
# requests reads the variable when it connects, to the sign-in provider among others.
require_readable("REQUESTS_CA_BUNDLE")
# A process adds what it answered to the counters of the database this often.
ANSWER_COUNT_SECONDS = 5.0

# Language and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Logs --------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "filters": {
        "traceback_only": {"()": "config.logs.TracebackOnly"},
        "without_database_texts": {"()": "config.logs.WithoutDatabaseTexts"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_database_texts"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # The default handlers of Django would write a second line; the root has one.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Our own line says the status already; Django's adds only the traceback of a 500.
        "django.request": {"filters": ["traceback_only"]},
        "django.server": {"level": "CRITICAL"},
        # common.refused_addresses writes the line of both, once a minute for each address.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
    },
}
