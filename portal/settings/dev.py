"""On a developer's machine, and for `make demo`."""

import os

from portal.settings.base import *  # noqa: F403 (settings are one namespace)
from portal.settings.base import VAR_DIR, database

VAR_DIR.mkdir(exist_ok=True)
DEBUG = os.environ.get("DEBUG", "1") == "1"
DEMO = DEMO_PROVIDER_ENABLED = True
if "STRIPE_SECRET_KEY" in os.environ:  # test keys of one's own: docs/payments-stripe.md
    DEMO_STRIPE_KEYS = {
        "secret_key": os.environ["STRIPE_SECRET_KEY"],
        "webhook_secret": os.environ.get("STRIPE_WEBHOOK_SECRET", ""),
        "api_base": os.environ.get("STRIPE_API_BASE", ""),
    }
if DEBUG:
    PAGE_CACHE_SECONDS = 0  # a template just edited is seen at once
MFA_REQUIRED_FOR_ADMINISTRATORS = not DEMO  # a visitor has no telephone enrolled
SECRET_KEY = "insecure-and-only-for-development"  # noqa: S105 (no secret: see production.py)
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'dev.sqlite3'}"))
}
# Messages stay in the database, where the demo's outbox shows them, unless a server is named.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if "EMAIL_HOST" in os.environ:
    EMAIL_BACKEND = "portal.messaging.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
SMS_PROVIDER = "portal.messaging.sms.console.ConsoleProvider"
MAP_TILES = os.environ.get("MAP_TILES", "/demonstration/plan/{z}/{x}/{y}.svg")
MAP_ATTRIBUTION = os.environ.get("MAP_ATTRIBUTION", "Plan d’un territoire imaginaire")
MAP_BOUNDS = (50.24, 2.68, 50.34, 2.88)  # Arlencourt, which is nowhere
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # no collectstatic between two edits
CLAMD_ADDRESS = os.environ.get("CLAMD_ADDRESS", "")
SEARCH_MEANING = os.environ.get("SEARCH_MEANING", "1") == "1"
