"""/healthz, /readyz and /metrics: what they say when something is down, and to whom."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from providers.models import LanguageModel, Provider
from tests.factories import make_language_model

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 5
ASK_WITHOUT_DATABASE = """
import django
django.setup()
from django.test import Client
for path in ("/healthz", "/readyz", "/metrics"):
    answer = Client(headers={"Host": "localhost"}).get(path)
    print(answer.status_code, answer.text)
"""


@pytest.fixture(autouse=True)
def _model(settings: Settings, redis_server: str) -> None:
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    make_language_model("m")


def ready() -> tuple[int, dict[str, object]]:
    answer = Client().get("/readyz")
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def test_with_everything_there_it_is_ready() -> None:
    checks = {"database": "ok", "redis": "ok", "models": "ok"}
    assert ready() == (200, {"status": "ok", "checks": checks})


def test_without_redis_it_lives_but_is_not_ready(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    began_at = time.monotonic()
    checks = {"database": "ok", "redis": "unreachable", "models": "ok"}
    assert ready() == (503, {"status": "unavailable", "checks": checks})
    assert time.monotonic() - began_at < PATIENCE_SECONDS
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_without_a_model_that_can_be_asked_it_is_not_ready(settings: Settings) -> None:
    def models() -> object:
        status, body = ready()
        assert status == 503
        assert isinstance(body["checks"], dict)
        return body["checks"]["models"]

    Provider.objects.update(is_reachable=False)
    assert models() == "none usable"
    Provider.objects.update(is_reachable=True)
    LanguageModel.objects.update(is_enabled=False)
    assert models() == "none usable"
    LanguageModel.objects.update(is_enabled=True)
    settings.HF_TOKEN = ""
    assert models() == "none usable"


def test_in_rehearsal_no_provider_need_be_reachable(settings: Settings) -> None:
    settings.REHEARSAL, settings.HF_TOKEN = True, ""
    Provider.objects.update(is_reachable=False)
    assert ready()[0] == 200


def test_without_a_database_it_lives_but_is_not_ready(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/db", "SINGLE_USER": "on"}
    environment = {**os.environ, **nowhere, "DJANGO_SETTINGS_MODULE": "backend.settings"}
    found = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_DATABASE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    alive, readiness, metrics = (line.split(" ", 1) for line in found.stdout.splitlines())
    assert alive == ["200", '{"status": "ok"}']
    assert (readiness[0], metrics) == ("503", ["503", ""])
    assert orjson.loads(readiness[1])["checks"]["database"] == "unreachable"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_probe_needs_no_name_no_session_and_no_tls(settings: Settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = settings.SINGLE_USER = True
    settings.ALLOWED_HOSTS = ["council.example"]
    answer = Client().get(path, headers={"Host": "10.0.0.7:8000"}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 200
