"""Is the process alive, and can it serve?"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis import RedisError

from council import redis_clients
from providers.models import LanguageModel


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """The process answers; whatever it needs may be down."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Database, Redis and at least one usable model; 503 with what is missing."""
    checks = {"database": _database(), "redis": _redis()}
    checks["models"] = _models() if checks["database"] == "ok" else "unknown"
    is_ready = all(found == "ok" for found in checks.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": checks},
        status=200 if is_ready else 503,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _redis() -> str:
    try:
        redis_clients.commands().ping()
    except RedisError:
        return "unreachable"
    return "ok"


def _models() -> str:
    usable = LanguageModel.objects.usable()
    if not settings.REHEARSAL:
        usable = usable.exclude(provider__is_reachable=False)
    return "ok" if usable.exists() else "none usable"
