"""A client that follows a deliberation's Server-Sent Events as a browser does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import orjson
import requests

from tests.canaries import ANSWERED

TERMINAL = {"deliberation.finished", "deliberation.failed", "deliberation.cancelled"}
RECONNECT_SECONDS = 0.1
SILENCE_SECONDS = 15.0  # a comment comes every ten

Event = dict[str, Any]


class LogReader:
    """Reads in a thread of its own from the moment it is made. When the connection is lost it
    goes on after the last `id` it saw; at a `reset` it begins again."""

    def __init__(self, url: str, after: str = "") -> None:
        self.events: list[Event] = []
        self.resets = 0
        self.connections = 0
        self.last_id = after
        self._url = url
        self._changed = threading.Condition()
        self._has_left = threading.Event()
        self._response: requests.Response | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.wait_for(lambda: self.connections > 0, 10, "connected")

    def wait_for(self, is_so: Callable[[], bool], seconds: float, what: str) -> None:
        ends_at = time.monotonic() + seconds
        with self._changed:
            while not is_so():
                left = ends_at - time.monotonic()
                assert left > 0, f"Not {what} after {seconds} s: {self.types()}"
                self._changed.wait(left)

    def wait_for_event(self, kind: str, seconds: float = 15.0, **more: str) -> Event:
        """The first event of that type and with those values."""
        self.wait_for(lambda: bool(self._found(kind, more)), seconds, f"{kind} {more}")
        return self._found(kind, more)[0]

    def wait_for_end(self, seconds: float) -> list[Event]:
        """The whole log, once its terminal event is there and the server has closed."""
        self.wait_for(self.has_ended, seconds, "ended")
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "The server did not close after the terminal event."
        return self.events

    def has_ended(self) -> bool:
        return any(event["type"] in TERMINAL for event in self.events)

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    def leave(self) -> None:
        self._has_left.set()

    def __enter__(self) -> LogReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def _found(self, kind: str, more: dict[str, str]) -> list[Event]:
        return [e for e in self.events if e["type"] == kind and more.items() <= e.items()]

    def _read(self) -> None:
        while not self._has_left.is_set() and not self.has_ended():
            try:
                self._read_until_cut()
            except requests.RequestException:
                self._has_left.wait(RECONNECT_SECONDS)

    def _read_until_cut(self) -> None:
        headers = {"Last-Event-ID": self.last_id} if self.last_id else {}
        with requests.get(
            self._url, headers=headers, stream=True, timeout=SILENCE_SECONDS
        ) as response:
            if response.status_code != 200:
                raise requests.HTTPError(response=response)
            with self._changed:
                self.connections += 1
                self._changed.notify_all()
            frame: dict[str, str] = {}
            for line in response.iter_lines(chunk_size=1, decode_unicode=True):
                if self._has_left.is_set():
                    return
                ANSWERED.hear(self._url, line)
                name, colon, value = line.partition(": ")
                if colon and name:
                    frame[name] = value
                elif not line and "data" in frame:
                    self._take(frame)
                    frame = {}

    def _take(self, frame: dict[str, str]) -> None:
        with self._changed:
            if frame["event"] == "reset":
                self.resets += 1
                self.events.clear()
            else:
                self.events.append(orjson.loads(frame["data"]))
                self.last_id = frame["id"]
            self._changed.notify_all()


def assert_is_whole(events: list[Event]) -> None:
    """Every event once, in order from the first, and exactly one terminal event, the last."""
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "deliberation.started"
    assert [event["type"] in TERMINAL for event in events].index(True) == len(events) - 1


def spoken(events: list[Event], member: str) -> str:
    """What a reader who clears at every start holds of a member's words before its opinion."""
    text = ""
    for event in events:
        if event.get("member") == member:
            if event["type"] == "opinion.started":
                text = ""
            elif event["type"] == "opinion.delta":
                text += event["text"]
    return text
