"""Starts, watches and stops the processes of `manage.py up`."""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.1
STOP_SECONDS = 8.0
RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)  # before the first restart, the second …
CALM_SECONDS = 60.0  # after running that long, a child's failures are forgotten


class TextOut(Protocol):
    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


class AlreadyRunning(Exception):
    """Another `manage.py up` serves this folder."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process to keep running. `environment` is added to ours. `descriptors`: the open files
    it inherits. `ends_last`: the others need it until they have ended."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    descriptors: Sequence[int] = ()
    ends_last: bool = False


class Child:
    """A program and the process it runs in now."""

    def __init__(self, program: Program, out: TextOut) -> None:
        self.program = program
        self.failures = 0
        self.restarts_at = 0.0
        self._out = out
        self.start()

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches us alone; it dies with us."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  our own command lines
            self.program.command,
            env={**os.environ, **self.program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=self.program.descriptors,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        threading.Thread(target=self._copy_lines, args=(self.process,), daemon=True).start()

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def note_exit(self, now: float) -> None:
        """Remember when it may start again: later, the more often it has failed in a row."""
        calm = now - self.started_at > CALM_SECONDS
        self.failures = 1 if calm else self.failures + 1
        wait = RESTART_SECONDS[min(self.failures, len(RESTART_SECONDS)) - 1]
        self.restarts_at = now + wait
        code = self.process.returncode
        log.warning("%s ended with %s; starting it again in %s s", self.program.name, code, wait)

    def ask_to_end(self) -> None:
        if self.is_running:
            self.process.terminate()

    def wait_for_end(self, ends_at: float) -> None:
        """Wait until then, and insist."""
        try:
            self.process.wait(max(0.0, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in %s s and is killed", self.program.name, STOP_SECONDS)
            os.killpg(self.process.pid, signal.SIGKILL)  # with whatever it has started
            self.process.wait()

    def _copy_lines(self, process: subprocess.Popen[str]) -> None:
        for line in filter(str.strip, process.stdout or ()):
            self._out.write(f"{self.program.name:>9} │ {line}")
            self._out.flush()


class Supervisor:
    """Keeps programs running until told to stop; then stops them all at once, but for those that
    the others need until they have ended."""

    def __init__(self, out: TextOut) -> None:
        self._out = out
        self._children: list[Child] = []
        # A plain value: a signal handler that set an Event could block on the Event's own lock.
        self.is_stopping = False
        self._restarting = threading.Lock()

    def start(self, program: Program) -> None:
        self._children.append(Child(program, self._out))

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start again whatever ends, until `stop` is called or `until` says so."""
        while not self.is_stopping and not until():
            with self._restarting:
                self._restart()
            time.sleep(WATCH_SECONDS)

    def request_stop(self) -> None:
        self.is_stopping = True

    def stop(self) -> None:
        self.request_stop()
        with self._restarting:
            for is_last in (False, True):
                children = [one for one in self._children if one.program.ends_last is is_last]
                for child in children:
                    child.ask_to_end()
                ends_at = time.monotonic() + STOP_SECONDS
                for child in children:
                    child.wait_for_end(ends_at)
            self._children.clear()

    def _restart(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.is_running:
                continue
            if not child.restarts_at:
                child.note_exit(now)
            elif now >= child.restarts_at:
                child.restarts_at = 0.0
                child.start()


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold the lock file. Raises AlreadyRunning if another holds it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        yield


@contextmanager
def stopping_on_signals(supervisor: Supervisor) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the watch; the caller then stops the children in order."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in kept:
        signal.signal(number, lambda *_: supervisor.request_stop())
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
