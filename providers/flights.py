"""One asks and the others wait for it, over all workers: a lease in Redis for each that is asked,
renewed for as long as its process lives."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis

from providers.redis_client import LET_GO

log = logging.getLogger(__name__)

RENEW: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""


class Flights:
    """Who leads asks; `token` names them. A process that died holds up the others for no longer
    than `lease_seconds`. Safe from any thread."""

    def __init__(self, client: redis.Redis, prefix: str, *, lease_seconds: float) -> None:
        self._client = client
        self._prefix = prefix
        self._lease_seconds = lease_seconds
        self._renew_script = client.register_script(RENEW)
        self._let_go_script = client.register_script(LET_GO)
        self._lock = threading.Lock()
        self._held: dict[str, str] = {}
        self._keeper: threading.Thread | None = None

    def lead(self, name: str, token: str) -> bool:
        """False while another does. Raises RedisError."""
        return bool(self._client.set(self._key(name), token, nx=True, px=self._milliseconds))

    @contextmanager
    def leading(self, name: str, token: str) -> Iterator[None]:
        """Renew what `lead` has taken until the block ends, then let go of it."""
        with self._lock:
            self._held[token] = name
            if self._keeper is None:
                self._keeper = threading.Thread(target=self._keep, name="flights", daemon=True)
                self._keeper.start()
        try:
            yield
        finally:
            with self._lock:
                del self._held[token]
            self.let_go(name, token)

    def let_go(self, name: str, token: str) -> None:
        try:
            self._let_go_script(keys=[self._key(name)], args=[token])
        except redis.RedisError:
            log.warning("Redis does not answer; who waits for the same will ask on their own")

    def _keep(self) -> None:
        while held := self._held_after_a_while():
            try:
                for token, name in held.items():
                    self._renew_script(keys=[self._key(name)], args=[token, self._milliseconds])
            except redis.RedisError:
                log.warning("Redis does not answer; a lease is not renewed")

    def _held_after_a_while(self) -> dict[str, str]:
        """By token. Where there are none, the next to lead starts another keeper."""
        time.sleep(self._lease_seconds / 3)
        with self._lock:
            if not self._held:
                self._keeper = None
            return dict(self._held)

    @property
    def _milliseconds(self) -> int:
        return round(self._lease_seconds * 1000)

    def _key(self, name: str) -> str:
        return f"{self._prefix}{name}"
