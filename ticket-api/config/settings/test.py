"""Settings of the test suite: as in production, with a fixed secret key."""

import os

# The server on which pytest creates the test database; type checks do not connect to it.
os.environ.setdefault("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "a key for the tests alone, as long as a real one has to be"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# No background thread writes the counts of answers; the tests write them.
ANSWER_COUNT_SECONDS = 0.0
# The default hashers are slow on purpose. Tests of the sign-in time use the default ones.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
