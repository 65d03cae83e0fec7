"""Settings that hold everywhere. Each value an operator may set is read here with environs and listed in docs/settings.md."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
env.read_env(BASE_DIR / ".env", recurse=False)

# Everything the running product writes (database, uploads, beat's schedule, e-mail outbox) is below this one folder.
VAR_DIR = Path(env.str("GRIDSCHOOL_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
CONTENT_DIR = BASE_DIR / "content"

DEBUG = False
DEMO = False
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
# The address of this instance as others see it; QR codes and e-mails are built on it.
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = BASE_URL

INSTALLED_APPS = [
    "lms.site",
    "lms.learner",
    "lms.manage",
    "lms.demo",
    "certificates",
    "courses",
    "assessments",
    "competencies",
    "policies",
    "people",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "polymorphic",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "core.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.DisplayMiddleware",
    "core.middleware.PublicPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.PolicyMiddleware",
    "core.middleware.KeptRowsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.OwnPasswordMiddleware",
    "people.middleware.RequireMfaMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "core.context.display",
                "lms.context.chrome",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]
FORM_RENDERER = "core.forms.KitRenderer"

# Database: SQLite unless DATABASE_URL names PostgreSQL.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'gridschool.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Set, not a default: the parsed address brings a 0, and a new connection costs more than a request.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # The few queries that are planned once (core.prepared): at their first use, or never.
    prepare = 0 if env.bool("DATABASE_PREPARE", True) else None
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = prepare
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and broker: in this process unless REDIS_URL names a server.
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "core.redis_cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    # The log-in throttle must be seen by every thread and process of one machine, so not LocMem.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
# How long a process sends a public page again as it was drawn, if nothing is changed meanwhile; 0 draws each anew.
PUBLIC_PAGE_SECONDS = env.int("PUBLIC_PAGE_SECONDS", 60)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 14 * 24) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.errors.csrf_failure"

# Background work. `EMBEDDED_WORKER=1` starts a worker and a beat inside the serving process (see core.embedded).
EMBEDDED_WORKER = env.bool("EMBEDDED_WORKER", False)
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": env.int("CELERY_VISIBILITY_TIMEOUT", 3600), "socket_connect_timeout": 2} if REDIS_URL else {}
)
CELERY_TIMEZONE = "UTC"
# 16:05 UTC is five past midnight in Shanghai: the day of a grant has changed.
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.jobs.sweep", "schedule": 10.0},
    "refresh-competencies": {"task": "competencies.refresh_due", "schedule": 3600.0},
    "seal-audit": {"task": "core.audit.seal", "schedule": 60.0},
    "complete-missing-courses": {"task": "courses.tasks.complete_missing", "schedule": 300.0},
    "settle-credits": {"task": "courses.tasks.settle_credits", "schedule": 3600.0},
    "request-missing-certificates": {"task": "certificates.tasks.request_missing", "schedule": 600.0},
    "forget-throttles": {"task": "core.throttle.forget", "schedule": 3600.0},
    "follow-grant-dates": {"task": "people.tasks.sync_expired_grants", "schedule": crontab(hour=16, minute=5)},
    "publish-scheduled": {"task": "core.publishing.publish_scheduled", "schedule": 60.0},
    # Monday, eight o'clock in Shanghai.
    "tell-review-due": {"task": "courses.tasks.tell_review_due", "schedule": crontab(hour=0, minute=0, day_of_week=1)},
    # 00:30 UTC is half past eight in the morning in Shanghai.
    "remind-learners": {"task": "courses.tasks.remind", "schedule": crontab(hour=0, minute=30)},
    "watch-enquiries": {"task": "policies.tasks.remind_and_escalate", "schedule": 900.0},
    # Half past three at night in Shanghai.
    "forget-enquiries": {"task": "policies.tasks.forget_old", "schedule": crontab(hour=19, minute=30)},
    "close-expired-attempts": {"task": "assessments.tasks.close_expired_attempts", "schedule": 20.0},
}
JOB_STALE_SECONDS = env.int("JOB_STALE_SECONDS", 60)

# People and logging in (domain.md 7.8, ecosystem.md 2.7).
AUTH_USER_MODEL = "people.User"
# allauth's backend is Django's with phones; having both would hash every wrong password twice.
AUTHENTICATION_BACKENDS = ["people.adapters.PeopleBackend"]
# Argon2id at the OWASP minimum (19 MiB, t=2, p=1): chosen on purpose, see docs/decisions/.
PASSWORD_HASHERS = [
    "people.hashers.GridschoolArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "people.engine.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {"login": "people.forms.LoginForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
# Passwords are throttled by people.services.login_guard (docs/decisions/0004); "login_failed" here counts codes of the
# second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "60/m/ip,5/5m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "网格学堂"
MFA_REQUIRED_FOR_MANAGERS = False

# Language and time: stored in UTC, shown in Shanghai.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Uploads of learners and residents are kept apart and leave only through a checked view.
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "core.storage.HashedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# E-mail: into the outbox folder unless EMAIL_URL names a server.
if env.str("EMAIL_URL", ""):
    vars().update(env.dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "outbox"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "网格学堂 <noreply@gridschool.invalid>")

# Wagtail.
# Accounts are ours: Wagtail's account page keeps only what concerns its own screens.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_SITE_NAME = "网格学堂"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "core.search"}}
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "bold", "ol", "ul", "link", "document-link"]},
    }
}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_WORKFLOW_ENABLED = True
TAGGIT_CASE_INSENSITIVE = True

# Security headers (quality.md C). /cms/ needs inline scripts: core.middleware.PolicyMiddleware relaxes it there only.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "default-src": [SELF],
}

# The foot of every page (domain.md 7.11). Empty fields are not shown.
SITE_FOOTER = {
    "organiser": env.str("SITE_ORGANISER", ""),
    "phone": env.str("SITE_PHONE", "12345"),
    "icp": env.str("SITE_ICP", ""),
    "police": env.str("SITE_POLICE", ""),
    "gov_id": env.str("SITE_GOV_ID", ""),
}
CERTIFICATE_ISSUER = env.str("CERTIFICATE_ISSUER", "青禾县网格化服务中心")
CERTIFICATE_DIVISION = env.str("CERTIFICATE_DIVISION", "000000")

# Residents' enquiries are deleted so many days after they were closed (domain.md 7.11: two years).
ENQUIRY_KEEP_DAYS = env.int("ENQUIRY_KEEP_DAYS", 730)

# How far overrides and accommodations may go: the time limit, extra time on top, days after the exam's own end.
EXAM_MAXIMA = {"minutes": 480, "extra_percent": 100, "extra_minutes": 120, "days_after_close": 60}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # These tell every step of every document, page and index task: too much to find anything else.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "fontTools", "wagtail", "weasyprint")},
}
