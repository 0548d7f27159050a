"""What may be done to a council while it sits: stop one, stop all, hurry one, go on with what is
there, have another chair."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from providers.errors import Cancelled
from providers.steering import Steering
from providers.switch import Switch

MOST_VOICES = 4096  # in one process: never a voice waits for a thread


@dataclass(frozen=True, slots=True)
class Appointment:
    """That this member chairs in the chair's place, and who wanted it."""

    member: str
    by: str


@dataclass(frozen=True, slots=True)
class Seat:
    """The chair's. `switch` ends whoever writes there; `appointed`: who is to, if not the chair."""

    switch: Switch
    appointed: Appointment | None


class Controls:
    """The threads in which members speak and the switches that end them, safe from any thread."""

    def __init__(self, chair: str = "chair") -> None:
        self._chair = chair
        self.everyone = Switch()
        self.changed = threading.Condition()
        self.is_hurried = False
        self.is_abandoned = False
        self.cancelled_by: str | None = None
        self.hearing = threading.Lock()  # held while commands are carried out
        self._heard: set[bytes | str] = set()
        self._appointed: Appointment | None = None
        self._stopped_by: dict[str, str] = {}
        self._switches: dict[str, Switch] = {}
        self._steerings: defaultdict[str, Steering] = defaultdict(Steering)
        self._speaking: list[Future[None]] = []

    def start(self, voice: str, speak: Callable[[Switch], None]) -> Future[None]:
        """Run `speak` in a thread of its own, with the switch that will end it."""
        with self.changed:
            future = _voices().submit(speak, self._switch_of(voice))
            self._speaking.append(future)
        future.add_done_callback(lambda _: self._notify())
        return future

    def stop(self, voice: str, by: str) -> None:
        """Cut one voice; what it has said so far is kept as partial."""
        with self.changed:
            self._stopped_by[voice] = by
            switch = self._switch_of(voice)
            self.changed.notify_all()
        switch.stop()

    def skip(self, voice: str, model: str) -> None:
        """Have this voice leave that model, `provider:name`, for the next one, or for nobody."""
        self.steering_of(voice).skip(model)

    def retry_now(self, voice: str, resumes_at: datetime) -> None:
        """End the wait that was told to last until then."""
        self.steering_of(voice).end_wait(resumes_at)

    def stopped_by(self, voice: str) -> str | None:
        """Who stopped this voice or all of them; None if nobody did."""
        return self._stopped_by.get(voice) or self.cancelled_by

    def cancel(self, by: str) -> None:
        """Stop everybody, for good."""
        self.cancelled_by = self.cancelled_by or by
        self.everyone.stop()
        self._notify()

    def abandon(self) -> None:
        """Leave everything as it stands, for another worker to go on with."""
        self.is_abandoned = True
        self.everyone.cut()
        self._notify()

    def hurry(self) -> None:
        """Go on with the opinions that are there."""
        self.is_hurried = True
        self._notify()

    def appoint(self, member: str, by: str) -> None:
        """Have this member chair; who sits there now is cut, and what it wrote is not kept."""
        with self.changed:
            self._appointed = Appointment(member, by)
            self._stopped_by.pop(self._chair, None)
            left = self._switches.pop(self._chair, None)
        if left:
            left.cut()

    def take_seat(self) -> Seat:
        """Where whoever is to chair now writes."""
        with self.changed:
            return Seat(self._switch_of(self._chair), self._appointed)

    def has_lost(self, seat: Seat) -> bool:
        """Whether another is to sit there since."""
        return self._appointed is not seat.appointed

    def hears_first(self, command: bytes | str) -> bool:
        """False for what was carried out before."""
        is_new = command not in self._heard
        self._heard.add(command)
        return is_new

    def check(self) -> None:
        """Raises Cancelled if everybody was stopped."""
        if self.everyone.is_cut:
            raise Cancelled

    def end(self) -> None:
        """Cut whoever still speaks and wait until they are still."""
        self.everyone.cut()
        wait(self._speaking)

    def switch_of(self, voice: str) -> Switch:
        with self.changed:
            return self._switch_of(voice)

    def steering_of(self, voice: str) -> Steering:
        with self.changed:
            return self._steerings[voice]

    def _switch_of(self, voice: str) -> Switch:
        if voice not in self._switches:
            self._switches[voice] = Switch(self.everyone)
        return self._switches[voice]

    def _notify(self) -> None:
        with self.changed:
            self.changed.notify_all()


@cache
def _voices() -> ThreadPoolExecutor:
    """Threads that are used again by the next council: making one costs more than it speaks."""
    return ThreadPoolExecutor(max_workers=MOST_VOICES, thread_name_prefix="voice")
