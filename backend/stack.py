"""Which processes make up AI Council, and what must be ready before they start."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import redis
import requests
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from backend import embedded_redis, redis_urls
from backend.single_user import is_loopback, owner
from backend.supervisor import AlreadyRunning, Program, Supervisor, only_one
from council.models import Deliberation
from council.ready_made import sync_councils
from providers import registry
from providers.sync import sync_registry

PYTHON = sys.executable
READY_SECONDS = 60.0
CELERY = ("-m", "celery", "--quiet", "-A", "backend")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")


@contextmanager
def alone() -> Iterator[None]:
    """Hold this folder; who joins waits until everything is prepared anew. Raises
    AlreadyRunning."""
    with only_one(settings.VAR_DIR / "up.lock"):
        _decided_path().unlink(missing_ok=True)
        yield


@contextmanager
def borrowed(
    log: str, programs: Callable[[dict[str, str]], Sequence[Program]] = lambda _: ()
) -> Iterator[None]:
    """For a command: the stack that runs from this folder; else Redis, the rehearsal upstream where
    one is needed, and these programs, for as long as it takes. They write into `log`."""
    try:
        with alone():
            yield from _lent(log, programs)
    except AlreadyRunning:
        join()
        yield


def _lent(log: str, programs: Callable[[dict[str, str]], Sequence[Program]]) -> Iterator[None]:
    with (settings.VAR_DIR / log).open("a") as out:
        supervisor = Supervisor(out)
        try:
            reach_database()
            start_redis(supervisor)
            environment = decide()
            prepare(environment)
            played = rehearsal(environment)
            for program in [*played, *programs(environment)]:
                supervisor.start(program)
            threading.Thread(target=supervisor.watch, daemon=True).start()
            if played:
                _wait_for_rehearsal()
            yield
        finally:
            supervisor.stop()


def start_redis(supervisor: Supervisor) -> None:
    """The embedded server, unless REDIS_URL names another; returns when it answers."""
    if "REDIS_URL" in settings.GIVEN:
        _wait_for_redis()
        return
    path = redis_urls.socket_path(settings.REDIS_URL)
    data_dir = settings.VAR_DIR / "redis"
    embedded_redis.make_room(path, data_dir)
    supervisor.start(Program("redis", embedded_redis.command(path, data_dir), ends_last=True))
    _wait_for_redis()


def prepare(environment: Mapping[str, str]) -> None:
    """Bring database, registry, councils, owner and static files up to date; from now on others
    may join."""
    call_command("migrate", verbosity=0)
    sync_registry()
    sync_councils()
    if settings.SINGLE_USER:
        owner()
    call_command("collectstatic", verbosity=0, interactive=False)
    _decided_path().write_bytes(orjson.dumps(environment))


def decide() -> dict[str, str]:
    """What the environment leaves open: SINGLE_USER by HOST, REHEARSAL by keys and Ollama."""
    if "SINGLE_USER" not in settings.GIVEN:
        settings.SINGLE_USER = is_loopback(settings.HOST)
    if "REHEARSAL" not in settings.GIVEN:
        settings.REHEARSAL = settings.REHEARSAL_ENDS_WITH_A_KEY = not registry.has_real_provider()
    if "REHEARSAL_URL" not in settings.GIVEN:
        settings.REHEARSAL_URL = f"http://127.0.0.1:{_free_port()}"
    return {
        "SINGLE_USER": str(settings.SINGLE_USER),
        "REHEARSAL": str(settings.REHEARSAL),
        "REHEARSAL_ENDS_WITH_A_KEY": str(settings.REHEARSAL_ENDS_WITH_A_KEY),
        "REHEARSAL_URL": settings.REHEARSAL_URL,
        "VAR_DIR": str(settings.VAR_DIR),
    }


def join() -> None:
    """Take over what the stack that runs in this folder has decided, once it has."""
    ends_at = time.monotonic() + READY_SECONDS
    while not _decided_path().exists():
        if time.monotonic() > ends_at:
            raise CommandError("Something runs from this folder, but does not become ready.")
        threading.Event().wait(0.1)
    decided = orjson.loads(_decided_path().read_bytes())
    settings.REHEARSAL = decided["REHEARSAL"] == "True"
    settings.REHEARSAL_ENDS_WITH_A_KEY = decided["REHEARSAL_ENDS_WITH_A_KEY"] == "True"
    settings.REHEARSAL_URL = decided["REHEARSAL_URL"]


def rehearsal(environment: dict[str, str]) -> list[Program]:
    """The rehearsal upstream, where members are played or a rehearsal is to be resumed; none if
    REHEARSAL_URL names one that is there."""
    if "REHEARSAL_URL" in settings.GIVEN:
        return []
    unfinished = Deliberation.objects.unfinished().filter(is_rehearsal=True)
    if not settings.REHEARSAL and not unfinished.exists():
        return []
    port = str(urlsplit(settings.REHEARSAL_URL).port)
    command = [PYTHON, "-m", "providers.rehearsal", "--port", port]
    return [Program("rehearsal", command, environment, ends_last=True)]


def worker(environment: dict[str, str]) -> Program:
    """The one for deliberations."""
    return _worker("worker", "deliberations", 300, environment)


def upkeep(environment: dict[str, str]) -> list[Program]:
    """A worker for what must not wait for deliberations, and the clock."""
    # Not as a child of a worker (-B): it would outlive one that is killed.
    schedule = str(settings.VAR_DIR / "beat")
    beat = [PYTHON, *CELERY, "beat", "-s", schedule, "-l", "WARNING"]
    return [_worker("upkeep", "upkeep", 4, environment), Program("beat", beat, environment)]


def _worker(name: str, queue: str, threads: int, environment: dict[str, str]) -> Program:
    command = [PYTHON, *CELERY, "worker", "-P", "threads", *QUIET]
    place = ["-c", str(threads), "-Q", queue, "-n", f"{name}@%h"]
    # Celery warns at each start by root; containers are run so.
    quiet = {**environment, "PYTHONWARNINGS": "ignore:You're running the worker"}
    return Program(name, [*command, *place], quiet)


def web(environment: dict[str, str], port: socket.socket) -> list[Program]:
    """WEB_WORKERS processes on one socket, which stays ours: while one is started again, callers
    wait and nobody else can take the port."""
    command = [
        PYTHON,
        *("-m", "uvicorn", "backend.asgi:application", "--fd", str(port.fileno())),
        *("--log-level", "warning", "--no-access-log", "--no-server-header"),
        *("--timeout-graceful-shutdown", "2"),
        *("--forwarded-allow-ips", ",".join(settings.TRUSTED_PROXIES)),
    ]
    program = Program("web", command, environment, descriptors=[port.fileno()])
    return [program] * settings.WEB_WORKERS


def take_port() -> socket.socket:
    """Raises CommandError if something else listens where we are to serve."""
    host, number = settings.HOST, settings.PORT
    try:
        return _bind(host, number)
    except OSError as error:
        raise CommandError(
            f"Cannot serve on {_in_url(host)}:{number}: {error.strerror}. "
            f"Choose another with PORT={number + 1}."
        ) from error


def address() -> str:
    """Where a person finds the web interface."""
    host = "localhost" if is_loopback(settings.HOST) else settings.HOST
    return f"http://{_in_url(host)}:{settings.PORT}"


def is_answering() -> bool:
    """Whether the web process does, whatever else is there."""
    return _is_well("/healthz")


def is_ready() -> bool:
    """Whether the web process says that everything it needs is there."""
    return _is_well("/readyz")


def _is_well(path: str) -> bool:
    try:
        url = f"http://{_in_url(settings.HOST)}:{settings.PORT}{path}"
        with requests.Session() as session:
            session.trust_env = False  # no proxy of the environment's is the way to ourselves
            return session.get(url, timeout=1, headers={"Host": "localhost"}).ok
    except requests.RequestException:
        return False


def reach_database() -> None:
    """Once and without the pool, which would try for ten seconds and warn of each failure. Raises
    CommandError."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return
    options = {**connection.settings_dict["OPTIONS"], "pool": False, "connect_timeout": 3}
    probe = type(connection)({**connection.settings_dict, "OPTIONS": options})
    try:
        probe.ensure_connection()
    except OperationalError as error:
        raise CommandError(
            f"The database of DATABASE_URL cannot be used: {_first_line(error)} Check its host, "
            "port, name, user and password in .env, and that the server runs."
        ) from None
    finally:
        probe.close()


def _first_line(error: OperationalError) -> str:
    """The driver's own words, which name no password."""
    return str(error).strip().splitlines()[0].rstrip(".") + "."


def _decided_path() -> Path:
    return Path(settings.VAR_DIR) / "decided.json"


def _wait_for_redis() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1)
    ends_at = time.monotonic() + embedded_redis.START_SECONDS
    while not _answers(client):
        if time.monotonic() > ends_at:
            raise CommandError(f"Redis does not answer at {redis_urls.shown(settings.REDIS_URL)}.")
        threading.Event().wait(0.02)


def _wait_for_rehearsal() -> None:
    port, ends_at = urlsplit(settings.REHEARSAL_URL).port, time.monotonic() + READY_SECONDS
    while not _is_listened_to(port):
        if time.monotonic() > ends_at:
            raise CommandError("The rehearsal upstream does not start.")
        threading.Event().wait(0.05)


def _is_listened_to(port: int | None) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port or 0), timeout=1).close()
    except OSError:
        return False
    return True


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def _bind(host: str, number: int) -> socket.socket:
    family, kind, _, _, place = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
    port = socket.socket(family, kind)
    try:
        port.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port.bind(place)
    except OSError:
        port.close()
        raise
    return port


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
