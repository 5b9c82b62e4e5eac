"""Django settings: the wiring of Hanbat. What varies between installations comes from :mod:`config.environment`."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.environment import (
    Environment,
    broker_options,
    cache_options,
    data_folder,
    database_options,
    mail_options,
    storage_options,
)

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = Environment()
ENVIRONMENT.refuse_incomplete_production()
PRODUCTION = ENVIRONMENT.production
TESTING = ENVIRONMENT.testing

DEBUG = False
SECRET_KEY = ENVIRONMENT.text("SECRET_KEY") or "development-only-" + "0" * 40
SALT_KEY = [ENVIRONMENT.text("FIELD_KEY") or "development-only-" + "1" * 32]
ALLOWED_HOSTS = ENVIRONMENT.names("ALLOWED_HOSTS") or ([] if PRODUCTION else ["*"])
PUBLIC_URL = ENVIRONMENT.text("PUBLIC_URL").rstrip("/")
SERVICE_NAME = ENVIRONMENT.text("SERVICE_NAME")
OFFICE_NAME = ENVIRONMENT.text("OFFICE_NAME")
CONTACT_EMAIL = ENVIRONMENT.text("CONTACT_EMAIL")
DATA_FOLDER = data_folder(ENVIRONMENT, BASE_DIR)

INSTALLED_APPS = [
    # the house, from the door down; the order also decides whose template wins
    "config",
    "vouchers",
    "internships",
    "survey",
    "programs",
    "reports",
    "notices",
    "files",
    "accounts",
    "kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "guardian",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_q",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SessionGuardMiddleware",
    "kernel.middleware.ProblemMiddleware",
    "axes.middleware.AxesMiddleware",
]

CLIENT_MIDDLEWARE = [  # of requests that are no pages, see config.clients
    "django.middleware.security.SecurityMiddleware",
    "config.clients.in_korean",
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "config.navigation.page_frame",
                "notices.context.unread_notices",
            ],
            "builtins": ["kernel.templatetags.look"],
        },
    }
]
FORM_RENDERER = "kernel.rendering.Renderer"

# -- database -------------------------------------------------------------------------------------------------
if not os.environ.get("DATABASE_URL"):
    from config.embedded import server_urls

    _urls = server_urls()
    os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = _urls.app, _urls.owner
DATABASE_ROLE = os.environ.get("HANBAT_DB_ROLE", "app")
_database = database_options(
    os.environ[
        "DATABASE_OWNER_URL" if DATABASE_ROLE == "owner" and "DATABASE_OWNER_URL" in os.environ else "DATABASE_URL"
    ],
    pooled="HANBAT_POOLED" in os.environ,  # set by config.wsgi: a pool does not survive the forks of the worker
    keep_seconds=0 if TESTING else 60,
)
DATABASES: dict[str, dict[str, Any]] = {"default": _database}
CACHES = {
    "default": cache_options(ENVIRONMENT),
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# -- people and sign-in ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.sign_up.SignUpForm"
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser or when idle
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": False} if not TESTING else False  # axes counts failures
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.adapters.username_of"
AXES_LOCKOUT_CALLABLE = "accounts.views.security.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLED = not TESTING
GUARDIAN_RAISE_403 = False
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
LONGEST_WAIT = ENVIRONMENT.number("LONGEST_WAIT")  # seconds, see kernel.clock
IDLE_SECONDS = ENVIRONMENT.number("IDLE_MINUTES") * 60

# -- language and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [path for path in sorted((BASE_DIR / "locale").glob("*")) if path.is_dir()]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]

# -- security -------------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.problems.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [f"{urlsplit(PUBLIC_URL).scheme}://{urlsplit(PUBLIC_URL).netloc}"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# -- files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": storage_options(ENVIRONMENT, DATA_FOLDER),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "config.static_files.ModuleStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "png", "jpg", "webp", "gz", "br", "zip", "ttf", "md", "txt"]
CLAMAV_URL = ENVIRONMENT.text("CLAMAV_URL")

# -- mail: everything goes through the transactional outbox, the worker delivers by DELIVERY_EMAIL_BACKEND ------
EMAIL_BACKEND = "notices.outbox.OutboxEmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.text("MAIL_FROM")
globals().update(mail_options(ENVIRONMENT, DATA_FOLDER))

# -- outside services -----------------------------------------------------------------------------------------
NTS_API_KEY = ENVIRONMENT.text("NTS_API_KEY")
NTS_API_URL = ENVIRONMENT.text("NTS_API_URL").rstrip("/")

# -- queue ----------------------------------------------------------------------------------------------------
# django-q2 delivers at least once: every task is repeatable by a unique key. `retry` must exceed `timeout`,
# or a slow task is started twice; `max_attempts` is unlimited unless set.
Q_CLUSTER = {
    "name": "hanbat",
    "workers": 2,
    "timeout": 600,
    "retry": 660,
    "max_attempts": 5,
    "ack_failures": False,
    "queue_limit": 8,
    "save_limit": 1000,
    "poll": 0.2,
    "catch_up": False,
    "label": "Hanbat",
    "cache": "process",  # its own sign of life is not used: see config.heartbeat
    **broker_options(ENVIRONMENT),
}
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",
    "fields.W161",  # takes a default of nine o'clock for a mistaken "now" whenever it runs within ten seconds of nine
]
TEST_RUNNER = "django.test.runner.DiscoverRunner"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING" if TESTING else ENVIRONMENT.text("LOG_LEVEL")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django-q": {"level": "WARNING" if TESTING else ENVIRONMENT.text("LOG_LEVEL")},
        "weasyprint": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
