"""Which processes make up AI Council, and what must be ready before they start."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import redis
import requests
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from backend import embedded_redis, redis_urls
from backend.single_user import is_loopback, owner
from backend.supervisor import Program, Supervisor
from council.models import Deliberation
from council.ready_made import sync_councils
from providers import registry
from providers.sync import sync_registry

PYTHON = sys.executable
READY_SECONDS = 60.0
CELERY = ("-m", "celery", "--quiet", "-A", "backend")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")


def start_redis(supervisor: Supervisor) -> None:
    """The embedded server, unless REDIS_URL names another; returns when it answers."""
    if os.environ.get("REDIS_URL"):
        _wait_for_redis()
        return
    path = redis_urls.socket_path(settings.REDIS_URL)
    data_dir = settings.VAR_DIR / "redis"
    embedded_redis.make_room(path, data_dir)
    supervisor.start(Program("redis", embedded_redis.command(path, data_dir)))
    _wait_for_redis()


def prepare() -> None:
    """Bring database, registry, councils, owner and static files up to date."""
    call_command("migrate", verbosity=0)
    sync_registry()
    sync_councils()
    if settings.SINGLE_USER:
        owner()
    call_command("collectstatic", verbosity=0, interactive=False)


def decide() -> dict[str, str]:
    """What the environment leaves open: SINGLE_USER by HOST, REHEARSAL by keys and Ollama."""
    if "SINGLE_USER" not in os.environ:
        settings.SINGLE_USER = is_loopback(settings.HOST)
    if "REHEARSAL" not in os.environ:
        settings.REHEARSAL = not registry.has_real_provider()
    if "REHEARSAL_URL" not in os.environ:
        settings.REHEARSAL_URL = f"http://127.0.0.1:{_free_port()}"
    decided = {
        "SINGLE_USER": str(settings.SINGLE_USER),
        "REHEARSAL": str(settings.REHEARSAL),
        "REHEARSAL_URL": settings.REHEARSAL_URL,
    }
    _decided_path().write_bytes(orjson.dumps(decided))
    return {**decided, "VAR_DIR": str(settings.VAR_DIR)}


def join() -> None:
    """Take over what the stack that runs in this folder has decided."""
    decided = orjson.loads(_decided_path().read_bytes())
    settings.REHEARSAL = decided["REHEARSAL"] == "True"
    settings.REHEARSAL_URL = decided["REHEARSAL_URL"]


def rehearsal(environment: dict[str, str]) -> list[Program]:
    """The rehearsal upstream, where members are played or a rehearsal is to be resumed."""
    unfinished = Deliberation.objects.unfinished().filter(is_rehearsal=True)
    if not settings.REHEARSAL and not unfinished.exists():
        return []
    port = str(urlsplit(settings.REHEARSAL_URL).port)
    command = [PYTHON, "-m", "providers.rehearsal", "--port", port]
    return [Program("stage", command, environment)]


def workers(environment: dict[str, str]) -> list[Program]:
    """One worker for deliberations; one with the clock for upkeep, which must not wait for them."""
    threads = [PYTHON, *CELERY, "worker", "-P", "threads", *QUIET]
    # Celery warns at each start by root; containers are run so.
    environment = {**environment, "PYTHONWARNINGS": "ignore:You're running the worker"}
    deliberations = [*threads, "-c", "300", "-Q", "deliberations", "-n", "worker@%h"]
    schedule = ["-B", "-s", str(settings.VAR_DIR / "beat")]
    upkeep = [*threads, "-c", "4", "-Q", "upkeep", "-n", "upkeep@%h", *schedule]
    return [Program("worker", deliberations, environment), Program("upkeep", upkeep, environment)]


def web(environment: dict[str, str]) -> Program:
    command = [
        PYTHON,
        *("-m", "uvicorn", "backend.asgi:application"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_WORKERS)),
        *("--log-level", "warning", "--no-access-log", "--no-server-header"),
        *("--timeout-graceful-shutdown", "2"),
        *("--forwarded-allow-ips", ",".join(settings.TRUSTED_PROXIES)),
    ]
    return Program("web", command, environment)


def check_port() -> None:
    """Raises CommandError if something else listens where we are to serve."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Cannot serve on {settings.HOST}:{settings.PORT}: {error.strerror}. "
                "Choose another with PORT=8001."
            ) from error


def address() -> str:
    """Where a person finds the web interface."""
    host = "localhost" if is_loopback(settings.HOST) else settings.HOST
    return f"http://{host}:{settings.PORT}"


def is_ready() -> bool:
    """Whether the web process says that everything it needs is there."""
    try:
        url = f"http://{settings.HOST}:{settings.PORT}/readyz"
        return requests.get(url, timeout=1, headers={"Host": "localhost"}).ok
    except requests.RequestException:
        return False


def _decided_path() -> Path:
    return Path(settings.VAR_DIR) / "decided.json"


def _wait_for_redis() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1)
    ends_at = time.monotonic() + embedded_redis.START_SECONDS
    while not _answers(client):
        if time.monotonic() > ends_at:
            raise CommandError(f"Redis does not answer at {settings.REDIS_URL}.")
        threading.Event().wait(0.02)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
