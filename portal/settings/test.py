"""For the test suite: quick hashing, files in a temporary folder, the database by DATABASE_URL."""

import os
import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403 (settings are one namespace)
from portal.settings.base import BASE_DIR, STORAGES, database

SECRET_KEY = "insecure-and-only-for-tests"  # noqa: S105 (no secret: see production.py)
DEBUG = False
ALLOWED_HOSTS = ["*"]
CACHE_DIR = BASE_DIR / ".cache"
CACHE_DIR.mkdir(exist_ok=True)
TEST_SUFFIX = os.environ.get("TEST_SUFFIX", "")  # several suites at once on one machine
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{CACHE_DIR / 'unused.sqlite3'}"))
}
DATABASES["default"]["TEST"] = {
    "NAME": str(CACHE_DIR / f"test{TEST_SUFFIX}.sqlite3")
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else f"test_gps{TEST_SUFFIX}"
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DEMO_PROVIDER_ENABLED = True
SEARCH_MEANING = False  # a vector takes a while: its own tests turn it on
PAGE_CACHE_SECONDS = 0  # its own tests turn it on
PAGE_CACHE_VERSION_SECONDS = 0  # the tests share their process
MFA_REQUIRED_FOR_ADMINISTRATORS = False  # the tests of the second factor turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMP_DIR = Path(tempfile.gettempdir()) / f"gps-tests-{os.getpid()}"
MEDIA_ROOT = TEMP_DIR / "media"
PRIVATE_FILES_ROOT = TEMP_DIR / "private"
STORAGES = STORAGES | {
    "private": STORAGES["private"]
    | {"OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": PRIVATE_FILES_ROOT}}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # nothing is collected for the tests
# Lost in a power cut, which no test survives anyway.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
