"""Settings that every environment shares; development, production and test add the rest."""

import os
from pathlib import Path

from common.environment import read_choice, read_count, read_seconds, read_switch
from config import __version__
from config.settings.access import *  # noqa: F403
from config.settings.environment import read_database, require_order, require_readable
from config.settings.hosts import read_origins

BASE_DIR = Path(__file__).resolve().parent.parent.parent

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "accounts.admin_site.app.PortalAdmin",
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
    "conversations",
    "bulk",
    "saved_views",
    "similar",
    "appearance",
    "demo",
    "accounts",  # After the apps whose permissions its roles hold.
]

# The nine middlewares of requirements §5 in the same order; a test compares both.
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
# A statement that takes longer is cancelled, and its request ends with 503 and frees its thread.
_statement_timeout_ms = int(1000 * read_seconds("DATABASE_STATEMENT_TIMEOUT", default=10))

_postgresql = {
    "statement_timeout": _statement_timeout_ms,
    # In memory and on SSDs a random page costs about as much as the next one. With the default
    # (4) the planner scans all tickets by date and filters them instead of using the index.
    "random_page_cost": 1.1,
    # The planner overestimates how many tickets a search word matches. Among millions of tickets
    # it would use parallel workers and JIT compilation for a search that takes a millisecond.
    "max_parallel_workers_per_gather": 0,
    "jit": "off",
}
DATABASES = {
    "default": {
        # Requests share connections and check them first (docs/decisions/0016).
        "ENGINE": "server.postgresql",
        # Seconds until a connection is replaced, because its server process never frees memory.
        "CONN_MAX_AGE": 3600,
        **_database,
        "OPTIONS": {
            "connect_timeout": 3,
            # Detect a lost network connection after about ten seconds instead of two hours.
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

# server.addresses adds a missing slash before Django routes; a redirect would lose a POST's body.
APPEND_SLASH = False
# The largest body (contracts/limits.json); a larger one gets 413. Every valid ticket fits: 20,000
# emoji as JSON escapes are 240,000 bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
CSRF_FAILURE_VIEW = "common.errors.csrf_failure"
# Origins besides the portal's own. `https://*.example.com` matches all subdomains.
CSRF_TRUSTED_ORIGINS = read_origins("DJANGO_CSRF_TRUSTED_ORIGINS", subdomains=True)
# Only the admin writes messages; the default storage would sign a cookie for every request.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Full origins, comma-separated. Empty by default: portal and API have the same origin.
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
    # Unless a view sets its own permissions, a portal for agents requires a role.
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.ByRole"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.errors.drf_exception_handler",
    # Errors that are not about a single field have the key `detail` (contracts/README.md).
    "NON_FIELD_ERRORS_KEY": "detail",
    # The API has no parameter `?format=`; it ignores unknown parameters.
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
        "RoleEnum": ["viewer", "agent", "admin"],
        "MessageKindEnum": "conversations.models.Kind",
        "WrittenKindEnum": "conversations.serializers.WrittenKind",
    },
}

# The classifier ----------------------------------------------------------------------------------

# Without CLASSIFIER_URL every suggestion falls back to the defaults.
CLASSIFIER_URL = os.environ.get("CLASSIFIER_URL", "").strip()
CLASSIFIER_TOKEN = os.environ.get("CLASSIFIER_TOKEN", "").strip()
# Seconds; each inner limit is shorter than the next outer one (contracts/timeouts.json).
# ANSWER_TIMEOUT is the classifier's setting and is read here only for this check.
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
# Concurrent classifications in one process, beside gunicorn's four threads (docs/decisions/0004).
# The kernel may give all requests of an office to one process.
CLASSIFY_CONCURRENCY = read_count("CLASSIFY_CONCURRENCY", default=20)
# Whether the classifier sees what requesters write after their descriptions.
CLASSIFY_LATER_MESSAGES = read_switch("CLASSIFY_LATER_MESSAGES", default=True)
# What orders the tickets that may report the same problem (similar/comparing.py).
SIMILAR_MODEL = read_choice("SIMILAR_MODEL", choices=("trigrams", "embeddings"))
# Consecutive failures that open the circuit breaker, and the seconds that it stays open.
BREAKER_FAILURES = read_count("BREAKER_FAILURES", default=3)
BREAKER_OPEN_SECONDS = read_seconds("BREAKER_OPEN_SECONDS", default=10)
# The `requests` library reads this variable, for example to connect to the sign-in provider.
require_readable("REQUESTS_CA_BUNDLE")
# Interval at which a process adds its counts of answers to the database.
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
        # Only the root logger has a handler; Django's handlers would log every record twice.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # RequestLoggingMiddleware logs the status; keep Django's record only for its traceback.
        "django.request": {"filters": ["traceback_only"]},
        "django.server": {"level": "CRITICAL"},
        # common.refused_addresses logs both, once a minute for each address.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
    },
}
