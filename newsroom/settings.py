"""The one settings file: every value comes from the environment or from a default that is safe on a laptop.

A value that is present but wrong stops the program with a message; nothing falls back silently.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom.secret import local_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- Where things are kept -------------------------------------------------------------------------------------------
VAR_DIR = Path(env.str("NEWSROOM_VAR", default=str(BASE_DIR / "var"))).resolve()

# --- Debug, hosts, secrets -------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# One switch for everything that is only right behind TLS: cookies, redirect and HSTS.
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if BEHIND_TLS:
        raise ImproperlyConfigured("Set SECRET_KEY: with BEHIND_TLS on, a key from the environment is required.")
    SECRET_KEY = local_secret_key(VAR_DIR)

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "newsroom",
    "articles",
    "annotations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

# --- Database: PostgreSQL only ---------------------------------------------------------------------------------------
# Without DATABASE_URL the app runs its own server from the bundled binaries (see newsroom/database/).
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server, for example postgres://user:pw@host/db")
else:
    DATABASES = {
        "default": {
            "ENGINE": "newsroom.database.embedded",
            "NAME": "newsroom",
            "USER": "newsroom",
            "DATA_DIR": VAR_DIR / "postgres",
        }
    }
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"].setdefault("OPTIONS", {})
# Statements are planned once a connection instead of with every key pressed. A pooler in between that gives each
# transaction another connection (PgBouncer before 1.21) cannot keep them: set DATABASE_PREPARE=0 there.
if env.bool("DATABASE_PREPARE", default=True):
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": env.int("DATABASE_POOL_MIN", default=0),
    "max_size": env.int("DATABASE_POOL_MAX", default=12),
    "timeout": 15,
}
DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}

CACHES = {
    # In the database, so that login throttling holds across processes and restarts.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "newsroom_cache",
        # Far above what is in use: a full cache forgets at random, and with it who failed to sign in how often.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

# --- People ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "newsroom.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# Proxies in front of the app that add to X-Forwarded-For: attempts to sign in are counted by the caller's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if BEHIND_TLS else 0)
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip,5/5m/key", "change_password": "5/m/user"}

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.views.csrf_failure"

# --- Security --------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

# --- Language, time, static files ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", default="django.contrib.staticfiles.storage.StaticFilesStorage"),
    },
}
# Where nothing was collected, files are found in the apps; what is named by its content may be kept for ever.
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/js-[0-9a-f]{12}/|\.[0-9a-f]{12}\.\w+$"

# --- Uploads and imports ---------------------------------------------------------------------------------------------
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=25 * 1024 * 1024)
IMPORT_DRAFT_DAYS = env.int("IMPORT_DRAFT_DAYS", default=7)  # an upload that nobody imports or changes goes after these
# A folder on this machine whose files admins may import; the web process lists it, the worker reads it.
IMPORT_FOLDER = env.str("IMPORT_FOLDER", default="")
if IMPORT_FOLDER and not Path(IMPORT_FOLDER).is_absolute():
    raise ImproperlyConfigured("IMPORT_FOLDER must be a full path, beginning with /.")
# Whether the worker may fetch pages and feeds from the web. Sites are told who asks: an address or a mail address.
FETCHING = env.bool("FETCHING", default=False)
FETCH_CONTACT = env.str("FETCH_CONTACT", default="")
if FETCHING and not FETCH_CONTACT:
    raise ImproperlyConfigured("Set FETCH_CONTACT: with FETCHING on, sites are told whom to write to.")
if not (FETCH_CONTACT.isascii() and FETCH_CONTACT.isprintable() and len(FETCH_CONTACT) <= 200):
    raise ImproperlyConfigured("FETCH_CONTACT must be a plain address, such as https://example.org/bots or a mail's.")
FETCH_PORTS = frozenset(env.list("FETCH_PORTS", cast=int, default=[80, 443]))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

# --- Pre-tagging and queues ------------------------------------------------------------------------------------------
PIPELINE = env.str("PIPELINE", default="default")  # "default", an installed spaCy package, or a path
PIPELINES = env.dict("PIPELINES", default={})  # more of them by language: de=de_core_news_lg,fr=fr_core_news_md
PRETAG_MAX_ATTEMPTS = 3
PRETAG_MEMORY_MB = env.int("PRETAG_MEMORY_MB", default=4096)  # of the pipeline's process; half of it starts it afresh
LEASE_HOURS = 4

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        # It says each time that it tries again; when it gives up, whoever asked hears of it.
        "psycopg.pool": {"level": "ERROR"},
    },
}
