"""Is the process alive, can it serve, how do the models stand, and what was counted?"""

from __future__ import annotations

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from prometheus_client.exposition import choose_encoder
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.metrics import REGISTRY
from backend.middleware import GetResponse
from backend.status import show_status
from providers.catalogue.condition import has_model_to_ask

PATIENCE_SECONDS = 1.0


class ProbesMiddleware:
    """Answers the probes before anything is asked of them: they come under any Host, without TLS
    and from other machines, also where SINGLE_USER is on or the database is down."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return healthz()
        if request.path == "/readyz":
            return readyz()
        if request.path == "/status":
            return status()
        if request.path == "/metrics":
            return metrics(request)
        return self.get_response(request)


def healthz() -> JsonResponse:
    """The process answers; whatever it needs may be down."""
    return JsonResponse({"status": "ok"})


def readyz() -> JsonResponse:
    """Database, Redis and at least one usable model; 503 with what is missing."""
    checks = {"database": _database(), "redis": _redis()}
    checks["models"] = _models() if checks["database"] == "ok" else "unknown"
    is_ready = all(found == "ok" for found in checks.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "checks": checks},
        status=200 if is_ready else 503,
    )


def status() -> JsonResponse:
    """Each provider and each model as it stands, by names and codes alone: a monitor reads it, and
    an outage of theirs is no fault of ours."""
    try:
        return JsonResponse(show_status())
    except DatabaseFailure:
        return JsonResponse({"status": "unavailable"}, status=503)


def metrics(request: HttpRequest) -> HttpResponse:
    """In figures, for Prometheus: of models, of all people together, of nobody's own."""
    write, content_type = choose_encoder(request.headers.get("Accept", ""))
    try:
        return HttpResponse(write(REGISTRY), content_type=content_type)
    except DatabaseFailure:
        return HttpResponse(status=503, content_type=content_type)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseFailure:
        return "unreachable"
    return "ok"


def _redis() -> str:
    """By a connection of its own: the pool's would try for longer than a probe waits."""
    once = Retry(NoBackoff(), 0)
    wait = PATIENCE_SECONDS
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=wait, socket_connect_timeout=wait, retry=once
        ) as client:
            client.ping()
    except RedisError:
        return "unreachable"
    return "ok"


def _models() -> str:
    return "ok" if has_model_to_ask() else "none usable"
