"""One settings file for every environment; every value comes from the environment.

A missing or malformed value stops the process at once and names itself: a portal that starts
with a guessed database or a shared secret key is worse than one that does not start.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

REGION_NAME = env.str("REGION_NAME", default="Республика Татарстан")
# Set only by the demo stand: a strip on every page says that the data are invented.
DEMO_DATA = env.bool("DEMO_DATA", default=False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "csp",
    "django_htmx",
    "heroicons",
    "health_check",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "vk",
    "registry",
    "monitoring",
    "qrcodes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "registry.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are tables: a twentieth of them is sent. Django masks its tokens and pads, so that sizes tell nothing.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.middleware.FragmentMiddleware",
    # A portal of people's work: a page is open only where it says so itself.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "registry.middleware.SessionKeyMiddleware",
    "registry.middleware.PasswordChangeMiddleware",
    "registry.middleware.SecondFactorMiddleware",
    "registry.middleware.SearchPaceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "gospublics.urls"
WSGI_APPLICATION = "gospublics.wsgi.application"

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
                "csp.context_processors.nonce",
                "registry.context_processors.portal",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Rows are found by indexes on solid-state disks and in memory. Compiling a page's query, or dealing it out to workers,
# takes longer than running it, and the other core has its own readers.
# Words are alike from 0.5 on: one letter of nine may be wrong, two words then share 7 of their 13 trigrams.
DATABASES["default"]["OPTIONS"] = {
    "options": "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
    " -c pg_trgm.word_similarity_threshold=0.5"
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = ["registry.accounts.adapters.Backend"]
LOGIN_URL = reverse_lazy("signin")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- people (registry/accounts): django-allauth, as far as the portal has pages for it ---------------------
ACCOUNT_ADAPTER = "registry.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = False
# Seconds after which the password or a code is asked for again before the second factor is changed.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_FORMS = {
    "login": "registry.accounts.forms.SignInForm",
    "reset_password": "registry.accounts.forms.ForgottenForm",
    "reset_password_from_key": "registry.accounts.forms.ForgottenPasswordForm",
    "reauthenticate": "registry.accounts.forms.PasswordAgainForm",
}
# Failed attempts: of one visitor in a minute, and of one visitor at one account (adapters.py).
# Letters with a link: a visitor may be all schools of a district behind one address; a mailbox is one person's.
# The visitor goes first: letters that are not sent must not use a mailbox's up.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/5m/key,20/h/key",
    "login": "60/m/ip",
    "reset_password": "10/m/ip,60/d/ip,1/m/key,5/d/key",
}
# Failed attempts at one account, whoever makes them: more than one visitor has, who would lock its owner out.
ATTEMPTS = {"account": "100/h/key"}
MFA_ADAPTER = "registry.accounts.adapters.MFAAdapter"
# A telephone whose clock is half a minute wrong still gets in.
MFA_TOTP_TOLERANCE = 1
# Nobody signs up here, so an address that allauth has not confirmed is no stranger's: it came by an invitation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "registry.accounts.forms.CodeForm",
    "reauthenticate": "registry.accounts.forms.CodeAgainForm",
    "activate_totp": "registry.accounts.forms.FirstCodeForm",
}
SOCIALACCOUNT_ADAPTER = "registry.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
VK_ID_URL = env.str("VK_ID_URL", default="https://id.vk.ru")
# An application of VK ID through which people may sign in; none: the button is not shown.
VK_SIGNIN_CLIENT_ID = env.str("VK_SIGNIN_CLIENT_ID", default="")
VK_SIGNIN_SECRET = env.str("VK_SIGNIN_SECRET", default="")
SOCIALACCOUNT_PROVIDERS = {
    "vk": {
        "APPS": [{"client_id": VK_SIGNIN_CLIENT_ID, "secret": VK_SIGNIN_SECRET}],
    }
}
# Proxies before the portal that write X-Forwarded-For: behind https there is one.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if HTTPS else 0)
# Days in which an invitation's link may be used.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
# Days for which personal data are kept (registry/retention.py); closed accounts from their last sign-in on.
KEEP_DAYS = {
    "sign_ins": env.int("KEEP_SIGN_INS_DAYS", default=180),
    "invitations": env.int("KEEP_INVITATIONS_DAYS", default=90),
    # From the last time that somebody saved it; and once the institution is in the archive, from then on.
    "contacts": env.int("KEEP_CONTACTS_DAYS", default=1095),
    "archived_contacts": env.int("KEEP_ARCHIVED_CONTACTS_DAYS", default=30),
    # What was written in an appeal, from its decision on.
    "appeals": env.int("KEEP_APPEALS_DAYS", default=1095),
    "closed_people": env.int("KEEP_CLOSED_PEOPLE_DAYS", default=1095),
}
# What one person may ask for of pages that cost much.
COSTLY = {
    "export": "60/m/user",
    "sheet": "120/m/user",
    "check": "30/m/user",
    # A photograph is kept: a school has a dozen places, whoever goes round a district some hundreds in a day.
    "place": "20/m/user,400/d/user",
    "order": "20/m/user",
    "token": "10/m/user",
    # Three letters in two seconds for a minute on end: nobody types like that.
    "search": "180/m/user",
}

LANGUAGE_CODE = "ru"
# A language is offered once its catalogue is complete; Tatar once a native reader has signed its texts too.
LANGUAGES = [("ru", _("Русский")), ("en", "English")]
if env.bool("TATAR_ENABLED", default=False):
    LANGUAGES.append(("tt", _("Татарча")))
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "gospublics.formats"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Moscow")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Seconds without an answer of the mail server.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"gospublics@{urlsplit(SITE_URL).hostname}")

# --- safety -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that starts the sign-in with VK ID is sent on to it.
        "form-action": [SELF, VK_ID_URL] if VK_SIGNIN_CLIENT_ID else [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_HTTPONLY = True
# Pages carry the token of their forms themselves: no script has to read the cookie.
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# --- VK: the one door (vk/) reads these ---------------------------------------------------------
VK_API_URL = env.str("VK_API_URL", default="https://api.vk.ru")
VK_SERVICE_TOKENS = env.list("VK_SERVICE_TOKENS", default=[])
VK_USER_TOKENS = env.list("VK_USER_TOKENS", default=[])
# User tokens that VK ID renews: their application, and how long before a token's end the next one is asked for.
VK_CLIENT_ID = env.str("VK_CLIENT_ID", default="")
VK_REFRESH_AHEAD_MINUTES = env.int("VK_REFRESH_AHEAD_MINUTES", default=15)
# People are told so early of the end of a token that nobody renews.
VK_WARN_AHEAD_HOURS = env.int("VK_WARN_AHEAD_HOURS", default=72)
VK_SERVICE_RPS = env.int("VK_SERVICE_RPS", default=3)
VK_USER_RPS = env.int("VK_USER_RPS", default=3)
VK_DAILY_WALL_GET = env.int("VK_DAILY_WALL_GET", default=5000)
# Seconds to connect and to wait for an answer. Execute with 25 walls is the slowest call there is.
VK_TIMEOUT = (5, 30)
# Calls in flight hide their latency from the next: with six, answers may take two seconds at 3 calls a second.
VK_CONNECTIONS = env.int("VK_CONNECTIONS", default=6)
# Where pictures may be fetched from besides VK: host:port of the demo stand's own VK, nothing in production.
VK_LOCAL_IMAGES = env.str("VK_LOCAL_IMAGES", default="")
# Seconds without a byte, and for a whole picture.
VK_IMAGE_TIMEOUT = (5, 30)

# --- QR sheets: «portal» prints codes of its own, as the decision permits; «vk_only» leaves them to VK ---
QR_SOURCE = env.str("QR_SOURCE", default="portal", choices=("portal", "vk_only"))
QR_DECISION = env.str("QR_DECISION", default="").strip()

# --- Celery: a message only says "there is work"; what the work is stands in PostgreSQL ------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# No task is without an end: it is told to stop, and ten minutes later its process is. Stopped, it is called again
# within a minute, and goes on from its rows.
CELERY_TASK_SOFT_TIME_LIMIT = env.int("TASK_SECONDS", default=6 * 3600)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 600
# So many workers are called to a run, at most.
AUDIT_WORKERS = env.int("AUDIT_WORKERS", default=4)
# Batches at once in one process, at most: enough that no token waits while rows are written.
AUDIT_THREADS = env.int("AUDIT_THREADS", default=12)
# A batch is claimed for this long; a worker killed in the middle delays its batch by no more.
AUDIT_LEASE_SECONDS = env.int("AUDIT_LEASE_SECONDS", default=300)
# A public is read every so many days, and after each week's end. One without a category is read like an active one.
AUDIT_EVERY_DAYS = {
    "flagship": env.int("AUDIT_FLAGSHIP_DAYS", default=1),
    "active": env.int("AUDIT_ACTIVE_DAYS", default=1),
    "unset": env.int("AUDIT_ACTIVE_DAYS", default=1),
    "card": env.int("AUDIT_CARD_DAYS", default=1),
}

# --- lists that people upload (registry/imports) ---------------------------------------------------
IMPORT_LEASE_SECONDS = env.int("IMPORT_LEASE_SECONDS", default=300)
# A worker stays with a list for no longer: a file that takes so long to read is refused, other steps are begun again.
IMPORT_TASK_SECONDS = env.int("IMPORT_TASK_SECONDS", default=1200)
# Days after which a list that nobody came back to loses its file and its rows.
IMPORT_FILE_DAYS = env.int("IMPORT_FILE_DAYS", default=7)
# Days in which a written list can be undone.
IMPORT_UNDO_DAYS = env.int("IMPORT_UNDO_DAYS", default=30)

# --- the JSON API (monitoring/api) and files of many rows --------------------------------------------
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=120)
# A file of more rows than this is made in the background; it is offered for so many days.
EXPORT_AT_ONCE_ROWS = env.int("EXPORT_AT_ONCE_ROWS", default=3000)
EXPORT_KEPT_DAYS = env.int("EXPORT_KEPT_DAYS", default=3)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "vk.secrecy.SecretsFilter"}},
    "formatters": {
        "plain": {
            "()": "vk.secrecy.OneLine",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
