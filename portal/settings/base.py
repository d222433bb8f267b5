"""What every way of running shares. A departure from a framework's default says why."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf.locale import LANG_INFO

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

# --- What runs -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    # The staff face, the public face, then what they stand on (see docs/architecture.md).
    "backoffice.casework",
    "backoffice.entry",
    "backoffice.exports",
    "backoffice.together",
    "backoffice.queues",
    "backoffice.mailroom",
    "backoffice.who",
    "backoffice.lookup",
    "backoffice.closing",
    "backoffice.knowledge",
    "backoffice.treasury",
    "citizen.tracking",
    "citizen.filing",
    "citizen.paying",
    "search",
    "search.index",
    "search.guides",
    "search.danger",
    "search.advice",
    "search.results",
    "home",
    "home.state_sheets",
    "home.page_cache",
    "home.alerts",
    "home.editorial",
    "home.knowledge",
    "payments",
    "payments.demo_provider",
    "portal.demo",
    "portal.replies",
    "portal.demandes",
    "portal.procedures",
    "portal.directory",
    "portal.spreadsheets",
    "portal.accounts",
    "portal.messaging",
    "portal.tasks",
    "portal.media",
    "portal.ui",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail_modeladmin",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.directory.apps.AgentsConfig",  # Wagtail's users are our agents
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "portal.procedures.apps.QuietAdminConfig",  # Wagtail's admin, without its own e-mails
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "leaflet",  # for its static files alone: its tags write inline script
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",  # for its template alone
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.policies.utf8_only",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.request_log.request_log",
    "portal.policies.ContentSecurityPolicy",
    "portal.policies.permissions_policy",
    "home.page_cache.middleware.page_cache",  # before whatever asks who reads
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.ui.context_processors.site",
                "portal.directory.context_processors.organisation",
                "home.alerts.context_processors.alerts",
                "home.furniture.furniture",
                "backoffice.queues.context_processors.shell",
            ],
            "builtins": ["portal.ui.templatetags.ui"],
        },
    }
]


# --- Data ----------------------------------------------------------------------------------------
def database(url: str) -> dict[str, Any]:
    """Django's settings for a database URL; SQLite gets a write-ahead log and early locks."""
    # ATOMIC_REQUESTS stays off: a view that fails after a verb must not undo the verb, which is a
    # transaction of its own.
    config: dict[str, Any] = {
        **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    }
    if config["ENGINE"].endswith("sqlite3"):
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            # Two transactions that read first and write later would otherwise deadlock at once.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    return config


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "portal.accounts.sessions"  # in the database, keys checked for their alphabet
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", LANG_INFO["fr"]["name_local"])]
TIME_ZONE = "Europe/Paris"  # of pages; an organisation's days and hours are on its own calendar

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static-collected"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_FILES_ROOT = VAR_DIR / "private"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Only ever served by a view that checks who asks.
    "private": {
        "BACKEND": "portal.media.storage.PrivateFileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_FILES_ROOT,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def bucket(options: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The storages of one S3 bucket, which several machines share; None lets boto3 look around."""
    given = {name: value or None for name, value in options.items()}
    return {
        "private": {
            "BACKEND": "portal.media.s3.PrivateS3Storage",
            "OPTIONS": given | {"location": "private"},
        },
        "default": {
            "BACKEND": "portal.media.s3.PublicS3Storage",
            "OPTIONS": given | {"location": "media", "file_overwrite": False},
        },
    }


DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's builder sends ten for each question
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # each is read whole and checked
UPLOAD_MAX_BYTES = 10_000_000  # one file
UPLOAD_MAX_TOTAL_BYTES = 40_000_000  # all files of one draft or one message
S3 = dict.fromkeys(("bucket_name", "endpoint_url", "region_name", "access_key", "secret_key"), "")
CLAMD_ADDRESS = ""  # a socket's path or host:port; without one, files are not scanned
CLAMD_TIMEOUT_SECONDS = 30  # for one file
SEARCH_MEANING = True  # where its package is installed: see docs/search.md

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.accounts.backends.AgentBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/gestion/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AgentAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # agents are created by an administrator
ACCOUNT_RATE_LIMITS = False  # django-axes counts the failures
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by e-mail
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to because a stranger typed an address
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "reset_password": "portal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.NewPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # how many addresses at the end of X-Forwarded-For are our own
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "GPS Citoyen"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ADAPTER = "portal.accounts.second_factor.EncryptedSecrets"
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.forms.ConfirmByCodeForm",
    "activate_totp": "portal.accounts.forms.EnrolForm",
}
MFA_REQUIRED_FOR_ADMINISTRATORS = True
AGENT_OIDC_ISSUER = ""  # the authority's OpenID Connect provider, for agents; blank: none

AGENT_OIDC_CLIENT_ID = AGENT_OIDC_CLIENT_SECRET = ""
AGENT_OIDC_LABEL = "Se connecter avec mon compte professionnel"
AGENT_OIDC_DOMAINS: list[
    str
] = []  # of e-mail addresses, when matched for the first time; none: any
AGENT_OIDC_TRUST_EMAILS = False  # take for verified an address of which the provider doesn't say
AGENT_OIDC_SECOND_FACTOR: list[str] = []  # the acr and amr values that stand for a second factor
AGENT_OIDC_ACR_VALUES = ""  # what to ask the provider for, so that it asks for one
AGENT_OIDC_ONLY = False  # passwords are for superusers alone
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "portal.accounts.lockout.typed_address"
AXES_CLIENT_IP_CALLABLE = "portal.accounts.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "portal.accounts.lockout.refuse"
# The page says when the lockout ends: trying again meanwhile doesn't put it off.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False  # its log lines carry the address that was typed

# --- Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "GPS Citoyen"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILADMIN_LOGIN_URL = "/gestion/connexion/"
WAGTAIL_FRONTEND_LOGIN_URL = "/gestion/connexion/"
WAGTAILUSERS_PASSWORD_ENABLED = False  # agents choose theirs by the link in their invitation
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Public files: what any reader can open, and nothing that a browser would run (no SVG, no HTML).
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "csv", "txt", "zip", "ics"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000  # a larger one would exhaust the worker's memory
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Security ------------------------------------------------------------------------------------
# Django's own defaults do the rest: no frame (Wagtail's previews say otherwise for themselves), no
# guessed type, no address told to other sites (those of drafts hold a secret).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: a photo just taken, before it is sent
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
ADMIN_CONTENT_SECURITY_POLICY = {  # Wagtail's admin writes inline script; see portal.policies
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],  # its previews are frames
}

# --- Mail ----------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = "ne-pas-repondre@localhost"
EMAIL_TIMEOUT = 60  # seconds; servers that filter take their time, and a cut there leaves a doubt

# --- SMS: none unless a provider is named --------------------------------------------------------
SMS_PROVIDER = ""
SMS_SENDER = ""  # eleven letters and digits at most, where the provider lets one choose
SMS_HTTP: dict[str, Any] = {}  # url, headers, body, form: see portal.messaging.sms.http
SMS_TIMEOUT = 20  # seconds

# --- Mail that comes in: none unless a mailbox is named ------------------------------------------
INBOUND_ADDRESS = ""  # what stands after a + before its @ is ours to choose
INBOUND_MAX_BYTES = 30_000_000  # heavier stays in the mailbox, and is shown as such
IMAP_HOST = IMAP_USER = IMAP_PASSWORD = ""
IMAP_PORT = 993
IMAP_TLS = True
IMAP_FOLDER = "INBOX"
IMAP_ARCHIVE = "GPS-Citoyen"  # where messages go once kept

# --- Ours ----------------------------------------------------------------------------------------
PUBLIC_BASE_URL = "http://127.0.0.1:8000"  # when an organisation has no Wagtail site of its own
HIDE_AGENT_NAMES = False  # CRPA L111-2: only where public safety justifies it
LINKS_ALLOW_LOOPBACK = False  # for the tests: links to this machine are otherwise never called
PAGE_CACHE_SECONDS = 600  # at most, for which a public page is kept; 0: none is
PAGE_CACHE_VERSION_SECONDS = 2  # for which a process trusts the version that it has read
DRAFT_DAYS = 30
MAP_TILES = ""  # address of a map's background, with {z}, {x} and {y}; none: no map is drawn
MAP_ATTRIBUTION = ""  # whose map it is, as its licence wants it said
MAP_BOUNDS: tuple[float, ...] = ()  # south, west, north, east of the territory; none: the world
WORKER_SILENCE_SECONDS = 60  # after which /readyz says that no worker runs
QUICK_EXIT_URL = "https://meteofrance.com/"  # where « Quitter vite ce site » leads
DEMO_PROVIDER_ENABLED = False  # payments that move no money: the demonstration and tests only
DEMO_STRIPE_KEYS: dict[str, str] = {}  # test keys: the demonstration is then paid through Stripe
DEMO_PROVIDER_RECEIVER = "payments.workflow.notified.receive_at"  # who takes its notifications
STATE_SHEETS_URLS: dict[str, str] = {}  # the State's archives by audience; none: never fetched
DEMO = False  # shows the outbox and the accounts to try
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "stripe": {"level": "WARNING"},  # below, it quotes what was sent: addresses
        "weasyprint": {"level": "ERROR"},
    },
}
