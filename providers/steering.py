"""What a person may do with a call under way: end its wait, or have it leave a model."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from providers.errors import Cancelled, Skipped
from providers.switch import Switch


class Steering:
    """Of one voice, over all its calls. Said twice it changes nothing: a wait is meant by its end,
    and a model, `provider:name`, once it is left is not asked again. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: set[str] = set()
        self._ended: set[datetime] = set()
        self._stints: dict[Switch, str] = {}
        self._waits: dict[Switch, datetime] = {}

    def skip(self, model: str) -> None:
        """Leave it, now or when it would be asked."""
        with self._lock:
            self._left.add(model)
            cut = [switch for switch, each in self._stints.items() if each == model]
        for switch in cut:
            switch.cut()

    def has_left(self, model: str) -> bool:
        with self._lock:
            return model in self._left

    def end_wait(self, resumes_at: datetime) -> None:
        """The one that was told to last until then, to the millisecond."""
        moment = _told(resumes_at)
        with self._lock:
            self._ended.add(moment)
            cut = [switch for switch, each in self._waits.items() if each == moment]
        for switch in cut:
            switch.cut()

    @contextmanager
    def stint(self, model: str, switch: Switch) -> Iterator[Switch]:
        """The switch of this model's stint."""
        with switch.branch() as own:
            with self._lock:
                self._stints[own] = model
                is_left = model in self._left
            if is_left:
                own.cut()
            try:
                yield own
            finally:
                with self._lock:
                    del self._stints[own]

    def wait(self, resumes_at: datetime, switch: Switch, pause: Callable[[Switch], object]) -> bool:
        """`pause`, and say whether a person ended that. Raises Cancelled."""
        with switch.branch() as own:
            moment = _told(resumes_at)
            with self._lock:
                self._waits[own] = moment
                is_ended = moment in self._ended
            if is_ended:
                own.cut()
            try:
                pause(own)
            except Cancelled:
                if not own.is_cut_alone:
                    raise
                return True
            finally:
                with self._lock:
                    del self._waits[own]
        return False


@contextmanager
def heeding(switch: Switch) -> Iterator[None]:
    """In a stint with this switch: raises Skipped where the person left its model."""
    try:
        yield
    except Cancelled as cut:
        if not switch.is_cut_alone:
            raise
        raise Skipped from cut


def _told(resumes_at: datetime) -> datetime:
    return resumes_at.replace(microsecond=resumes_at.microsecond // 1000 * 1000)
