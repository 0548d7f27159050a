"""The whole of AI Council as its users start it, in a folder of its own, spoken to over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from tests.canaries import ANSWERED, check_files, check_text
from tests.integration.log_reader import LogReader

WHERE_STACKS_RUN = [  # the mark of their tests
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc"),
    pytest.mark.postgresql,  # each stack brings its own database, so once is enough
]
ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0  # from an empty folder, on a slow machine
RESTART_SECONDS = 30.0
STOP_SECONDS = 12.0
ANSWER_SECONDS = 30.0
BLANK = (  # what a `.env` or the tests' own settings say is not for these stacks
    *("HF_TOKEN", "HUGGINGFACE_TOKEN", "HUGGINGFACE_API_KEY", "HUG_API_KEY"),
    *("GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_COMPATIBLE", "DATABASE_URL", "REDIS_URL"),
    *("SINGLE_USER", "REHEARSAL", "REHEARSAL_URL", "ALLOWED_HOSTS", "HOST", "DEBUG"),
)
PROCESSES = {  # a child of `up`, by what its command line holds
    "redis": "redis.sock",
    "rehearsal": "providers.rehearsal",
    "worker": "worker@",
    "upkeep": "upkeep@",
    "beat": " beat ",
    "web": "uvicorn",
}


class Stack:
    """`environment` comes on top of defaults that reach nothing outside and wait for little."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = folder / "output.log"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
            **dict.fromkeys(BLANK, ""),
            "VAR_DIR": str(folder / "var"),
            "PORT": str(self.port),
            "OLLAMA_HOST": "http://127.0.0.1:9",
            "LEASE_SECONDS": "2",
            "GRACE_SECONDS": "1",
            "LOG_LEVEL": "DEBUG",  # with the address of every call to a provider
            **environment,
        }
        self._commands: list[subprocess.Popen[str]] = []

    def start(self) -> float:
        """Run `up` and wait until it is ready and says so; returns the seconds that took."""
        began, said_before = time.monotonic(), len(self.said())
        self.begin()
        wait_until(self.is_ready, START_SECONDS, "ready", self.said)
        wait_until(lambda: "is ready" in self.said()[said_before:], 5, "said to be", self.said)
        return time.monotonic() - began

    def begin(self) -> None:
        with self.output.open("a") as output:
            self.process = self._manage(["up"], stdout=output, stderr=output)

    def manage(self, *words: str) -> subprocess.Popen[str]:
        """Another command of `manage.py` in the same folder."""
        return self._manage(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def said(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said()
        try:
            return self.get("/readyz").ok
        except requests.RequestException:
            return False

    def get(self, path: str, **headers: str) -> requests.Response:
        return _heard(requests.get(f"{self.url}{path}", headers=headers, timeout=5))

    def post(self, path: str, body: object = None, **headers: str) -> requests.Response:
        url = f"{self.url}{path}"
        return _heard(requests.post(url, json=body, headers=headers, timeout=10))

    def ask(self, query: str, council: str = "general") -> str:
        """Put a query; returns the id of the deliberation."""
        answer = self.post("/api/deliberations/", {"query": query, "council": council})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def read(self, deliberation_id: str, after: str = "") -> LogReader:
        """A reader that is connected from now on, and again whenever it is cut off."""
        return LogReader(f"{self.url}/api/deliberations/{deliberation_id}/events/", after)

    def events(
        self, deliberation_id: str, after: str = "", seconds: float = ANSWER_SECONDS
    ) -> list[dict[str, Any]]:
        """The log after that place up to its end."""
        with self.read(deliberation_id, after) as reader:
            return reader.wait_for_end(seconds)

    def deliberation(self, deliberation_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/api/deliberations/{deliberation_id}/").json()
        return found

    def pids(self) -> dict[str, int]:
        """The processes that `up` runs now, by name."""
        lines = {pid: command_line(pid) for pid in children_of(self.process.pid)}
        return {
            name: pid
            for name, sign in PROCESSES.items()
            for pid, line in lines.items()
            if sign in line
        }

    def processes(self) -> list[int]:
        """Everything alive that was started in this folder, orphans too."""
        return [pid for pid in all_pids() if is_alive(pid) and belongs_to(self.folder, pid)]

    def pid_of(self, name: str) -> int:
        return self.pids()[name]

    def kill(self, name: str) -> None:
        """As the kernel would, short of memory; returns once another one runs in its place."""
        pid = self.pid_of(name)
        os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: self.pids().get(name, pid) != pid, RESTART_SECONDS, f"a new {name}", self.said
        )

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """End `up`, and wait until every process of this folder is gone; returns the seconds
        that took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        wait_until(lambda: self.processes() == [], STOP_SECONDS, "all gone", self.said)
        return time.monotonic() - began

    def clean_up(self) -> None:
        """Leave nothing behind, whatever has happened, and no key and no query in what it
        wrote."""
        try:
            for pid in self.processes():
                check_text("a command line", command_line(pid))
        finally:
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)
            for command in self._commands:
                command.communicate()
        check_files(self.folder)

    def _manage(
        self, words: Sequence[str], *, stdout: int | IO[str], stderr: int | IO[str]
    ) -> subprocess.Popen[str]:
        command = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
        self._commands.append(command)
        return command


@contextmanager
def running_stack(folder: Path, **environment: str) -> Iterator[Stack]:
    """A stack that is ready, and ended with the block."""
    with stack_in(folder, **environment) as stack:
        stack.start()
        yield stack


@contextmanager
def stack_in(folder: Path, **environment: str) -> Iterator[Stack]:
    """One that is not started; whatever runs in its folder is ended with the block."""
    stack = Stack(folder, **environment)
    try:
        yield stack
    finally:
        stack.clean_up()


def _heard(answer: requests.Response) -> requests.Response:
    ANSWERED.hear(answer.url, f"{answer.headers} {answer.text}")
    return answer


def wait_until(
    is_so: Callable[[], bool], seconds: float, what: str, said: Callable[[], str] = str
) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, f"Not {what} after {seconds} s.\n{said()}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def belongs_to(folder: Path, pid: int) -> bool:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return os.fsencode(folder) in environment or str(folder) in command_line(pid)


def children_of(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def command_line(pid: int) -> str:
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(pid: int) -> bool:
    """Running: one that has ended and was not waited for is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
