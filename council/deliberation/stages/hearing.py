"""One round of a stage: everybody at once, each under the deadline, none waited for too long."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from council.deliberation.brief import Brief, Member, Opinion, Review
from council.deliberation.events import Emit, QuorumReached
from council.deliberation.stages.grace import grace_seconds
from providers.calls import Call, Company, Prompt
from providers.gateway.door import Gateway
from providers.moments import iso
from providers.protocol import Deadline
from providers.switch import Switch

Given = TypeVar("Given", Opinion, Review)


@dataclass(frozen=True, slots=True)
class Round:
    """Who is asked what, and for how long: `ends_at` is monotonic. `may_be_empty`: the council can
    go on though nobody gives anything. `part`: what these members are here for."""

    number: int
    members: Sequence[Member]
    prompt_for: Callable[[Member], Prompt]
    quorum: int
    ends_at: float
    may_be_empty: bool = False
    part: str = ""


class Hearing(ABC, Generic[Given]):
    """The members of one round, speaking at once. `given`: what came in time, by member."""

    def __init__(
        self, round_: Round, brief: Brief, gateway: Gateway, emit: Emit, given: Mapping[str, Given]
    ) -> None:
        self.round = round_
        self.brief = brief
        self.gateway = gateway
        self.emit = emit
        self.given: dict[str, Given] = dict(given)
        self.controls = brief.controls
        self.is_over = False
        self.grace_ends_at: float | None = None
        self.speaking: dict[str, Future[None]] = {}
        self.started_at = time.monotonic()

    @abstractmethod
    def hear_one(self, member: Member, switch: Switch) -> None:
        """Ask this member and keep what it gives, under the lock of the controls."""

    def start(self, silent: Collection[str]) -> None:
        """Ask everybody who has given nothing yet and is not known to be silent."""
        self.speaking = {
            member.slug: self.controls.start(member.slug, partial(self.hear_one, member))
            for member in self.round.members
            if member.slug not in self.given and member.slug not in silent
        }

    def wait(self) -> Mapping[str, Given]:
        """Until the council goes on. Raises Cancelled."""
        with self.controls.changed:
            while not self._may_go_on():
                self.controls.changed.wait(self._seconds_to_next_decision())
            self.is_over = True
        for future in self.speaking.values():
            if future.done():
                future.result()
        self.controls.check()
        return self.given

    def call(self, voice: str, member: Member, company: Company, switch: Switch) -> Call:
        return Call(
            trace_id=self.brief.trace_id,
            voice=voice,
            prompt=self.round.prompt_for(member),
            models=member.models,
            deadline=Deadline(self.brief.ends_at, switch),
            company=company,
            allow_paid=self.brief.allow_paid,
            has_stand_ins=True,
            cache=self.brief.cache,
            steering=self.controls.steering_of(member.slug),
        )

    def _may_go_on(self) -> bool:
        if self.controls.everyone.is_cut or all(future.done() for future in self.speaking.values()):
            return True
        now = time.monotonic()
        if now >= self.brief.ends_at:
            return True
        if self._has_enough and (self.controls.is_hurried or now >= self.round.ends_at):
            return True
        self._start_grace()
        return self.grace_ends_at is not None and now >= self.grace_ends_at

    @property
    def _has_enough(self) -> bool:
        return bool(self.given) or self.round.may_be_empty

    def _start_grace(self) -> None:
        if self.grace_ends_at is None and len(self.given) >= self.round.quorum:
            grace = self._grace_seconds()
            self.grace_ends_at = time.monotonic() + grace
            self.emit(QuorumReached(iso(datetime.now(UTC) + timedelta(seconds=grace))))

    def _grace_seconds(self) -> float:
        late = [member for member in self.round.members if self._is_speaking(member)]
        elapsed = time.monotonic() - self.started_at
        return grace_seconds(self.brief, self.given.values(), late, elapsed)

    def _is_speaking(self, member: Member) -> bool:
        future = self.speaking.get(member.slug)
        return future is not None and not future.done()

    def _seconds_to_next_decision(self) -> float:
        moments = [self.brief.ends_at]
        if self.grace_ends_at is not None:
            moments.append(self.grace_ends_at)
        if self._has_enough:
            moments.append(self.round.ends_at)
        return max(0.0, min(moments) - time.monotonic())
