"""Settings of the test suite: production's behaviour with a key of its own."""

import os

# The address of a server on which the test database may be made; type checks need none.
os.environ.setdefault("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "a key for the tests alone, as long as a real one has to be"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Tests write the counts of answers themselves, in the database that is theirs.
ANSWER_COUNT_SECONDS = 0.0
# Slow on purpose elsewhere, and the tests sign in often; those about time take Django's own.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
