"""On a server: what differs comes from the environment, and a missing secret stops it."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from portal.logs import configuration
from portal.settings.base import *  # noqa: F403 (settings are one namespace)
from portal.settings.base import AGENT_OIDC_LABEL, STORAGES, bucket, database


def required(name: str) -> str:
    """The variable's value; raises ImproperlyConfigured, naming it, when it is missing or empty."""
    if value := os.environ.get(name, "").strip():
        return value
    message = f"{name} is missing from the environment: see .env.example"
    raise ImproperlyConfigured(message)


def described(name: str) -> dict[str, Any]:
    """The JSON object of the file that the variable names; empty without one.

    Raises ImproperlyConfigured, naming the variable, when the file can't be read as one.
    """
    if not (path := os.environ.get(name, "").strip()):
        return {}
    try:
        value = json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        message = f"{name}: {error}"
        raise ImproperlyConfigured(message) from error
    if isinstance(value, dict):
        return value
    message = f"{name}: the file holds no JSON object"
    raise ImproperlyConfigured(message)


def listed(value: str) -> list[str]:
    """The values of a list, between commas: a space would want quotes, in some shells only."""
    return value.replace(",", " ").split()


def bounds(value: str) -> tuple[float, ...]:
    """South, west, north, east, or nothing. Raises ImproperlyConfigured."""
    try:
        found = tuple(map(float, listed(value)))
    except ValueError:
        found = (0,)
    ordered = len(found) == 4 and -90 <= found[0] < found[2] <= 90 and found[1] < found[3]
    if found and not ordered:
        message = "MAP_BOUNDS: south,west,north,east in degrees, as 50.1,2.4,50.5,3.1"
        raise ImproperlyConfigured(message)
    return found


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = listed(os.environ.get("SECRET_KEY_FALLBACKS", ""))
ALLOWED_HOSTS = listed(required("ALLOWED_HOSTS"))
DATABASES = {"default": database(required("DATABASE_URL"))}
PUBLIC_BASE_URL = required("PUBLIC_BASE_URL")
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL, *listed(os.environ.get("CSRF_TRUSTED_ORIGINS", ""))]
if redis := os.environ.get("REDIS_URL"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}
    }

PAGE_CACHE_SECONDS = int(os.environ.get("PAGE_CACHE_SECONDS", "600"))
MAP_TILES = os.environ.get("MAP_TILES", "")
MAP_ATTRIBUTION = os.environ.get("MAP_ATTRIBUTION", "")
MAP_BOUNDS = bounds(os.environ.get("MAP_BOUNDS", ""))

EMAIL_BACKEND = "portal.messaging.smtp.EmailBackend"
EMAIL_HOST = required("EMAIL_HOST")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# A file of its own: it holds the provider's secret, and nested JSON that no shell would load.
if SMS_HTTP := described("SMS_CONFIG"):
    SMS_PROVIDER = "portal.messaging.sms.http.HTTPProvider"
    SMS_SENDER = SMS_HTTP.get("sender", "")

INBOUND_ADDRESS = os.environ.get("INBOUND_ADDRESS", "")
IMAP_HOST = os.environ.get("IMAP_HOST", "")
IMAP_PORT = int(os.environ.get("IMAP_PORT", "993"))
IMAP_USER = os.environ.get("IMAP_USER", "")
IMAP_PASSWORD = os.environ.get("IMAP_PASSWORD", "")
IMAP_TLS = os.environ.get("IMAP_TLS", "1") == "1"
IMAP_FOLDER = os.environ.get("IMAP_FOLDER", "INBOX")
IMAP_ARCHIVE = os.environ.get("IMAP_ARCHIVE", "GPS-Citoyen")

STATE_SHEETS_URLS = {
    "particuliers": os.environ.get("STATE_SHEETS_PARTICULIERS_URL", ""),
    "professionnels": os.environ.get("STATE_SHEETS_PROFESSIONNELS_URL", ""),
    "associations": os.environ.get("STATE_SHEETS_ASSOCIATIONS_URL", ""),
}

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come without the proxy
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
AGENT_OIDC_ISSUER = os.environ.get("AGENT_OIDC_ISSUER", "")
if AGENT_OIDC_ISSUER:
    AGENT_OIDC_CLIENT_ID = required("AGENT_OIDC_CLIENT_ID")
    AGENT_OIDC_CLIENT_SECRET = required("AGENT_OIDC_CLIENT_SECRET")
AGENT_OIDC_LABEL = os.environ.get("AGENT_OIDC_LABEL") or AGENT_OIDC_LABEL
AGENT_OIDC_DOMAINS = listed(os.environ.get("AGENT_OIDC_DOMAINS", "").lower())
AGENT_OIDC_TRUST_EMAILS = os.environ.get("AGENT_OIDC_TRUST_EMAILS", "0") == "1"
AGENT_OIDC_SECOND_FACTOR = listed(os.environ.get("AGENT_OIDC_SECOND_FACTOR", ""))
AGENT_OIDC_ACR_VALUES = os.environ.get("AGENT_OIDC_ACR_VALUES", "")
AGENT_OIDC_ONLY = os.environ.get("AGENT_OIDC_ONLY", "0") == "1"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}
S3 = {
    "bucket_name": os.environ.get("S3_BUCKET", ""),
    "endpoint_url": os.environ.get("S3_ENDPOINT_URL", ""),
    "region_name": os.environ.get("S3_REGION", ""),
    "access_key": os.environ.get("S3_ACCESS_KEY_ID", ""),
    "secret_key": os.environ.get("S3_SECRET_ACCESS_KEY", ""),
}
if S3["bucket_name"]:
    STORAGES |= bucket(S3)
# For a training site: an invoice is "paid" there by a button.
DEMO_PROVIDER_ENABLED = os.environ.get("DEMO_PROVIDER_ENABLED", "0") == "1"
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "").strip()
SEARCH_MEANING = os.environ.get("SEARCH_MEANING", "1") == "1"
LOGGING = configuration()
