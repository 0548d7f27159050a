"""Every setting, read from the environment, `.env` and the secrets made by the first start.

Each variable is described in `.env.example`; none is needed for `make run`.
"""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from pathlib import Path

import django_stubs_ext
import environ

from backend import redis_urls
from backend.environment import Environment
from backend.hugging_face_token import find_name, find_token
from providers.protocol import clean_secret

django_stubs_ext.monkeypatch()  # lets the admin's classes name their models

BASE_DIR = Path(__file__).resolve().parent.parent

environ.Env.read_env(BASE_DIR / ".env", overwrite=False)
VAR_DIR = Path(os.environ.get("VAR_DIR", "").strip() or BASE_DIR / "var")
environ.Env.read_env(VAR_DIR / "secrets.env", overwrite=False)

env = Environment()
# What is left blank is not set.
env.ENVIRON = {name: text for name, text in os.environ.items() if text.strip()}
GIVEN = frozenset(env.ENVIRON)  # their names

DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT_KEY = "b25seS1mb3ItZGV2ZWxvcG1lbnQtb25seS1mb3ItZGU="  # no secret
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development" if DEBUG else "")
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[DEVELOPMENT_KEY] if DEBUG else [])

# --- who may ask ------------------------------------------------------------------------------
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
WEB_WORKERS = env.int("WEB_WORKERS", default=1)
WEB_THREADS = env.int("WEB_THREADS", default=16)
SINGLE_USER = env.bool("SINGLE_USER", default=False)

# --- providers --------------------------------------------------------------------------------
HF_TOKEN = find_token(os.environ)
HF_TOKEN_NAME = find_name(os.environ)
HF_BASE_URL = env.str("HF_BASE_URL", default="https://router.huggingface.co")
HF_HUB_URL = env.str("HF_HUB_URL", default="https://huggingface.co")
HF_ENDPOINTS_URL = env.str("HF_ENDPOINTS_URL", default="https://api.endpoints.huggingface.cloud")
GEMINI_API_KEY = clean_secret(
    env.str("GEMINI_API_KEY", default="") or env.str("GOOGLE_API_KEY", default="")
)
GEMINI_API_KEY_NAME = (
    "GEMINI_API_KEY" if env.str("GEMINI_API_KEY", default="") else "GOOGLE_API_KEY"
)
GEMINI_BASE_URL = env.str("GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com")
OLLAMA_HOST = env.str("OLLAMA_HOST", default="http://127.0.0.1:11434")
OPENAI_COMPATIBLE = env.list("OPENAI_COMPATIBLE", default=[])
ALLOWED_PROVIDER_HOSTS = env.list("ALLOWED_PROVIDER_HOSTS", default=[])
REHEARSAL = env.bool("REHEARSAL", default=False)
REHEARSAL_ENDS_WITH_A_KEY = env.bool("REHEARSAL_ENDS_WITH_A_KEY", default=False)
REHEARSAL_URL = env.str("REHEARSAL_URL", default="http://127.0.0.1:8901")

# --- quotas and money -------------------------------------------------------------------------
UNPRICED_USD_PER_MILLION = Decimal(env.str("UNPRICED_USD_PER_MILLION", default="10"))
UNCOUNTED_ATTEMPTS = env.one_of("UNCOUNTED_ATTEMPTS", ("staff", "everybody", "nobody"))
ALERT_WEBHOOK_URL = env.str("ALERT_WEBHOOK_URL", default="")

# --- deliberations ----------------------------------------------------------------------------
GRACE_SECONDS = env.float("GRACE_SECONDS", default=8.0)
LEASE_SECONDS = env.float("LEASE_SECONDS", default=15.0)
ALLOW_PAID_FALLBACK = env.bool("ALLOW_PAID_FALLBACK", default=False)
MAX_QUERY_CHARACTERS = 32_000

# --- Django -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "accounts",
    "providers",
    "council",
    "backend",
]

MIDDLEWARE = [
    "backend.middleware.RequestIdMiddleware",
    "backend.middleware.ContentSecurityPolicyMiddleware",
    "backend.probes.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before CommonMiddleware, which would refuse a foreign Host without saying why.
    "backend.single_user.SingleUserMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
ASGI_APPLICATION = "backend.asgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "dist"],
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

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/council.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL and IMMEDIATE: readers never wait, and no writer fails for having begun as a reader.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 20, "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [path for path in [BASE_DIR / "frontend" / "dist"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# What Vite names by its content never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
IS_BEHIND_TLS = env.bool("TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if IS_BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_BEHIND_TLS
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# --- Redis and Celery -------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="") or redis_urls.embedded(VAR_DIR)
REDIS_PREFIX = "council:"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"{REDIS_PREFIX}cache",
    }
}

CELERY_BROKER_URL = redis_urls.for_celery(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # What a lost worker had taken is found by lease and sweep, sooner than the broker would
    # give it out again: its books on unacknowledged messages cost a sixth of the worker's CPU.
    "ack_emulation": False,
    "max_connections": 400,
    "global_keyprefix": REDIS_PREFIX,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "deliberations"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ROUTES = {
    "council.tasks.sweep": {"queue": "upkeep"},
    "providers.tasks.*": {"queue": "upkeep"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "council.tasks.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    "probe-providers": {
        "task": "providers.tasks.probe_due_providers",
        "schedule": 5.0,  # how often each provider is due is said in providers/catalogue/health.py
        "options": {"expires": 5.0},
    },
    "sweep-reservations": {
        "task": "providers.tasks.sweep_reservations",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "report-drift": {"task": "providers.tasks.report_drift", "schedule": 86_400.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiKeyAuthentication",
        "backend.single_user.SessionOrSingleUser",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.api.permissions.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "council.api.parsers.JSONObjectParser",
        "council.api.parsers.NoFieldsParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "council.api.errors.answer_error",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "AI Council",
    "DESCRIPTION": "One query, several language models, one answer and who stands behind it.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "PARSER_WHITELIST": ["council.api.parsers.JSONObjectParser"],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DeliberationStatus": "council.models.Deliberation.Status",
        "AttemptStatus": "providers.models.Attempt.Status",
        "Thumb": "council.models.Feedback.Thumb",
        "OpinionStatus": "council.api.opinion_serializers.OPINION_STATUSES",
        "Outcome": "council.models.Deliberation.Outcome",
        "HealthStatus": "providers.models.Provider.HealthStatus",
        "KeyVerdict": "providers.models.ProviderKey.Verdict",
        "Plan": "providers.models.Provider.Plan",
        "QuotaScope": "providers.models.QuotaWindow.Scope",
        "QuotaPeriod": "providers.models.QuotaWindow.Period",
        "Readiness": "providers.models.Readiness",
        "AlertKind": "providers.models.Alert.Kind",
        "ApiKeyScope": "accounts.models.ApiKey.Scope",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "council.api.schema.add_events",
        "council.api.schema.add_stream",
    ],
}

# --- logs -------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s",
            "datefmt": "%H:%M:%S",
        }
    },
    "filters": {"redaction": {"()": "backend.redaction.Redaction"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redaction"],
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
