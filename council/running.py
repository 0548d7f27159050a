"""What this worker process runs now: keeps its leases, hears commands, lets go when it stops."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseFault  # also InterfaceError, which is no DatabaseError
from redis import RedisError

from council import commands, lease
from council.deliberation.controls import Controls
from providers.connections import let_connection_go

log = logging.getLogger(__name__)

RECONNECT_SECONDS = 0.5


class Running:
    """The deliberations of this process by lease token. Two threads serve them all: one renews
    the leases, one delivers commands."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._controls: dict[UUID, tuple[UUID, Controls]] = {}
        self._has_stopped = threading.Event()
        threading.Thread(target=self._keep_leases, name="leases", daemon=True).start()
        threading.Thread(target=self._deliver, name="commands", daemon=True).start()

    @contextmanager
    def hold(self, deliberation_id: UUID, token: UUID, controls: Controls) -> Iterator[None]:
        """Renew this lease and deliver this deliberation's commands while the body runs; those
        given before are delivered at once."""
        with self._lock:
            self._controls[token] = (deliberation_id, controls)
        if self._has_stopped.is_set():
            controls.abandon()
        try:
            commands.deliver_waiting(deliberation_id, controls)
            yield
        finally:
            with self._lock:
                del self._controls[token]

    def abandon_all(self) -> None:
        """Let go of everything: other workers go on from what is stored."""
        self._has_stopped.set()
        for _, controls in self._held().values():
            controls.abandon()

    def _held(self) -> dict[UUID, tuple[UUID, Controls]]:
        with self._lock:
            return dict(self._controls)

    def _keep_leases(self) -> None:
        while not self._has_stopped.wait(settings.LEASE_SECONDS / 3):
            held = self._held()
            if not held:
                continue
            try:
                kept = lease.renew(held)
            except DatabaseFault:
                log.exception("The leases could not be renewed; trying again")
                continue
            finally:
                let_connection_go()
            for token in held.keys() - kept:
                held[token][1].abandon()

    def _deliver(self) -> None:
        while not self._has_stopped.is_set():
            try:
                self._deliver_while_connected()
            except RedisError:
                if not self._has_stopped.wait(RECONNECT_SECONDS):
                    log.warning("The connection for commands was lost; making it anew")

    def _deliver_while_connected(self) -> None:
        for deliberation_id in commands.listen():
            for held_id, controls in self._held().values():
                if deliberation_id in (None, held_id):
                    commands.deliver_waiting(held_id, controls)


_making = threading.Lock()
_running: list[Running] = []


def running() -> Running:
    """This process's one, made at the first need."""
    with _making:
        if not _running:
            _running.append(Running())
        return _running[0]
