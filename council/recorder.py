"""Where a strategy's events go: the row first, then the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from council import lease, results
from council.deliberation.events import Event
from council.event_log import store
from council.event_log.gatherer import Gatherer, flusher
from council.event_log.writer import LogGone, LogWriter
from council.models import Deliberation
from providers.calls import AttemptRecord

log = logging.getLogger(__name__)


class Recorder:
    """The one writer of a deliberation's rows and log, under its lease. Safe from any thread."""

    def __init__(self, deliberation: Deliberation, token: UUID) -> None:
        self.deliberation = deliberation
        self.token = token
        self.settled: dict[str, results.Settled] = {}
        self.made: list[results.Made] = []
        self._established: set[store.Step] = set()
        writer = LogWriter(deliberation.id, deliberation.epoch, token)
        self._gatherer = Gatherer(writer, self._rebuilt, flusher())

    @property
    def log(self) -> LogWriter:
        return self._gatherer.log

    def begin(self) -> None:
        """Open a new log; one that an older database left behind gives way to a new epoch."""
        self.log.create()
        if self.deliberation.revises_id is None:
            self.emit(results.started(self.deliberation))
            return
        for fact in results.events_of(self.deliberation):  # with what is kept
            if results.is_stored(fact):
                self._established.add(store.step(fact))
            self._settle(fact)
            self._gatherer.emit(fact)

    def resume(self) -> None:
        """Take the log over and append what only the rows have; rebuild it if it is gone."""
        facts = list(results.events_of(self.deliberation))
        for fact in facts:
            self._settle(fact)
        steps = [(store.step(fact), fact) for fact in facts if results.is_stored(fact)]
        self._established = {step for step, _ in steps}
        self._gatherer = Gatherer(self.log, self._rebuilt, flusher(), history=facts)
        try:
            logged = {store.step_of(line) for line in self.log.resume()}
        except LogGone:
            self._gatherer.log = self._rebuilt(facts)
            return
        missing = [fact for step, fact in steps if step not in logged]
        if not logged:
            self.log.append(facts)
        elif missing:
            self.log.append(missing)

    def emit(self, event: Event) -> None:
        """What an earlier run has established is not told again. Raises LeaseLost when another
        worker has taken over."""
        if results.is_stored(event):
            if store.step(event) in self._established:
                return
            results.store(self.deliberation, self.token, event)
        self._settle(event)
        self._gatherer.emit(event)

    def note_attempt(self, attempt: AttemptRecord) -> None:
        """An attempt has ended and is stored."""
        self.made.append(results.Made(attempt.usage, attempt.cost_nano_usd))

    def end(self, event: Event, **values: object) -> None:
        """Settle the row, with the whole log on it, then append the terminal event. Nobody may
        speak any more."""
        rest = self._rest()  # which may put another log in this one's place
        lines = self.log.encoded([*rest, event])
        packed = store.pack([*self.log.lines, *lines])
        lease.settle(self.token, self.deliberation.id, event_log=packed, **values)
        try:
            self.log.close(lines)
        except LogGone:
            log.warning("The log of %s was gone at its end; its row has it", self.deliberation.id)
            self.log.announce(lines[-1])

    def _rest(self) -> list[Event]:
        """What is still to be appended. A log that was over before anything was is opened here, so
        that another one in its place gives way while the epoch can still be stored."""
        rest = self._gatherer.rest()
        if self.log.is_open or not rest:
            return rest
        try:
            self.log.append(rest)
        except LogGone:
            self._gatherer.log = self._rebuilt(rest)
        return []

    def _settle(self, event: Event) -> None:
        """In the first round: in a later one a member keeps what it gave."""
        if isinstance(event, results.Settled) and event.round == 1:
            self.settled[event.member] = event

    def _rebuilt(self, events: Sequence[Event]) -> LogWriter:
        epoch = self.log.epoch + 1
        results.store_epoch(self.deliberation.id, self.token, epoch)
        log.warning("The log of %s is rebuilt under epoch %d", self.deliberation.id, epoch)
        rebuilt = LogWriter(self.deliberation.id, epoch, self.token)
        rebuilt.replace()
        if events:
            rebuilt.append(events)
        return rebuilt
