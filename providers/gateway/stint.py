"""A model's stint in a call: with whichever key may be used, and again where trouble may pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from providers.calls import Answer, Call, Progress, Report, RetryScheduled, TextReceived
from providers.cooldowns.protocol import WAITED_FOR, LeftAlone, Pass, is_loading
from providers.errors import (
    Gated,
    InvalidCredentials,
    Loading,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    WindowFull,
)
from providers.gateway.attempts import Attempt
from providers.gateway.means import Means
from providers.gateway.retry import ROOM_SECONDS, Situation, wait_before_next
from providers.protocol import Key, ModelRef
from providers.switch import Switch
from providers.treatments import treatment_of

MOST_ATTEMPTS: Final = 5
MOST_ATTEMPTS_AT_A_MODEL: Final = 3
LEAST_SECONDS: Final = 1.0  # with less than this left, nobody else is asked
LOADING_SECONDS: Final = 30.0
AFTER_LOADING_SECONDS: Final = 10.0  # what must be left of the deadline for the answer
AT_ONCE_SECONDS: Final = 0.25  # a rest so short that it is no reason to leave the model
OF_A_KEY: Final = (RateLimited, WindowFull, QuotaExhausted, InvalidCredentials, Gated)


@dataclass(slots=True)
class Tally:
    """What a call has used up over all its models. `attempts` counts those that are recorded,
    `sent` those that were made; `kept` is the best of the answers that were cut, by the attempt of
    that id; `costs` are in nano-USD, None where unknown."""

    attempts: int = 0
    sent: dict[ModelRef, int] = field(default_factory=dict)
    kept: Answer | None = None
    kept_id: UUID | None = None
    costs: list[int | None] = field(default_factory=list)

    def is_used_up(self, call: Call) -> bool:
        is_spent = sum(self.sent.values()) >= MOST_ATTEMPTS
        return is_spent or call.deadline.seconds_left() < LEAST_SECONDS


class Stint:
    """`free_in_seconds`: when it has failed and its freedom is promised, how long until then;
    `is_urged`: a person wants it asked now, whatever is known of it."""

    def __init__(
        self, means: Means, call: Call, report: Report, tally: Tally, model: ModelRef
    ) -> None:
        self.model = model
        self.free_in_seconds: float | None = None
        self._means = means
        self._commons = means.commons
        self._call = call
        self._clock = call.deadline.clock
        self._report = report
        self._tally = tally
        self._backoff = means.ways.manner_of(model).backoff
        self._spent_keys: set[str] = set()
        self._rest_seconds = 0.0
        self.is_urged = False
        self._leads = False
        self._loading_ends_at: float | None = None

    def take(self, is_last: Callable[[], bool]) -> Answer:
        """Its answer. Raises what ended its last attempt, or LeftAlone. `is_last` is asked after an
        attempt: whether nobody else could be."""
        failures = 0
        try:
            while True:
                try:
                    return self._attempt()
                except ProviderError as error:
                    is_tried = isinstance(error, LeftAlone) and error.is_tried
                    failures += not is_tried and not self._is_still_full(error)
                    wait = self._wait_before_next(error, failures, is_last)
                    if wait is None:
                        raise
                    is_being_loaded = is_loading(error)
                    resumes_at = datetime.now(UTC) + timedelta(seconds=wait)
                    if not is_tried:  # who merely looks at another's try tells nothing of it
                        most = MOST_ATTEMPTS_AT_A_MODEL if is_being_loaded else attempts_at(error)
                        self._report(RetryScheduled(self.model, error, resumes_at, most))
                pause = partial(self._pause, wait=wait, is_being_loaded=is_being_loaded)
                self.is_urged = self._call.steering.wait(
                    resumes_at, self._call.deadline.switch, pause
                )
        finally:
            if self._leads:
                self._commons.loading.done(self.model)

    def _attempt(self) -> Answer:
        self._call.deadline.check()
        provider = self._means.providers.get(self.model.provider)
        if provider is None:
            raise self._means.ways.absence(self.model.provider)
        self.free_in_seconds = None
        self._wait_for_whoever_leads()
        passed = self._admit()
        if self.model not in self._tally.sent:
            self._commons.budget.count_first()
        self._tally.attempts += 1
        attempt = Attempt(self._means, self._call, passed, provider, self._tally.attempts)
        try:
            return attempt.make(self._hear)
        except ProviderError as error:
            self._note(attempt, passed, error)
            raise
        finally:
            self._tally.costs.append(attempt.cost_nano_usd)
            if attempt.was_sent:
                self._count()

    def _hear(self, progress: Progress) -> None:
        if self._leads and isinstance(progress, TextReceived):
            self._leads = False
            self._commons.loading.done(self.model)
        self._report(progress)

    def _count(self) -> None:
        self._tally.sent[self.model] = self._tally.sent.get(self.model, 0) + 1

    def _note(self, attempt: Attempt, passed: Pass, error: ProviderError) -> None:
        self._rest_seconds = attempt.rest_seconds
        # What the ledger refuses is nothing that the model's state would know of.
        rest = attempt.rest_seconds if attempt.was_sent else error.retry_after_seconds
        if error.code in WAITED_FOR and rest:
            self.free_in_seconds = rest
        if isinstance(error, OF_A_KEY):
            self._spent_keys.add(passed.key.id)
        kept = self._tally.kept
        if treatment_of(error).restarts and attempt.is_mostly_said():
            said = attempt.heard.kept()
            if kept is None or len(said.text) > len(kept.text):
                self._tally.kept, self._tally.kept_id = said, attempt.id

    def _wait_for_whoever_leads(self) -> None:
        """Another is finding out whether the model is loaded. Raises Loading if that takes long."""
        loading = self._commons.loading
        if self._leads or self.is_urged or not loading.is_led(self.model):
            return
        left = self._loading_ends() - self._clock()
        if not loading.follow(self.model, left, self._call.deadline.switch):
            raise Loading

    def _admit(self) -> Pass:
        """Leave to use the first key that may be used. Raises LeftAlone: that of the first."""
        first, *others = self._fresh_keys() or self._keys()
        try:
            return self._admit_key(first)
        except LeftAlone as error:
            refusal = error
        for key in others if refusal.scope == "key" else ():
            with suppress(LeftAlone):
                return self._admit_key(key)
        if self.is_urged:
            return Pass(self.model, first)
        if refusal.can_be_waited_for:
            self.free_in_seconds = refusal.retry_after_seconds
        raise refusal

    def _admit_key(self, key: Key) -> Pass:
        states = self._commons.states
        try:
            return states.admit(self.model, key)
        except LeftAlone as error:
            wait = error.retry_after_seconds
            if wait is None or wait > AT_ONCE_SECONDS:
                raise
        self._call.deadline.switch.wait(wait)
        return states.admit(self.model, key)

    def _keys(self) -> Sequence[Key]:
        return self._means.keys.get(self.model.provider) or (Key(),)

    def _fresh_keys(self) -> Sequence[Key]:
        if not self._spent_keys:
            return self._keys()
        return [key for key in self._keys() if key.id not in self._spent_keys]

    def _wait_before_next(
        self, error: ProviderError, failures: int, is_last: Callable[[], bool]
    ) -> float | None:
        """Seconds to wait before this model is asked again; None: its stint is over."""
        if self._tally.is_used_up(self._call):
            return None
        if self._tally.sent.get(self.model, 0) >= MOST_ATTEMPTS_AT_A_MODEL:
            return None
        if isinstance(error, OF_A_KEY) and self._fresh_keys():
            return 0.0
        if is_loading(error):
            return self._wait_while_loading(error, failures)
        if isinstance(error, LeftAlone):
            return None
        return self._wait_for_retry(error, failures, is_last=is_last())

    def _wait_for_retry(
        self, error: ProviderError, failures: int, *, is_last: bool
    ) -> float | None:
        left = self._call.deadline.seconds_left()
        longest_hint = self._call.longest_hint_seconds
        situation = Situation(error, failures, is_last, left, self._backoff, longest_hint)
        wait = wait_before_next(situation)
        if wait is None:
            return None
        if self._rest_seconds > wait and error.code not in WAITED_FOR:
            return None  # it has been given up for a while, and nobody promises that it heals
        wait = max(wait, self._rest_seconds)
        longest = left - ROOM_SECONDS if is_last else min(left - ROOM_SECONDS, longest_hint)
        return wait if wait <= longest and self._commons.budget.take() else None

    def _wait_while_loading(self, error: ProviderError, failures: int) -> float | None:
        ends_at = self._loading_ends()
        hint = error.retry_after_seconds
        wait = self._backoff.seconds_while_loading(failures) if hint is None else hint
        return wait if self._clock() + wait <= ends_at else None

    def _loading_ends(self) -> float:
        """How long this call waits for the model, counted from when it first learned of it."""
        if self._loading_ends_at is None:
            room = self._call.deadline.seconds_left() - AFTER_LOADING_SECONDS
            self._loading_ends_at = self._clock() + min(LOADING_SECONDS, room)
        return self._loading_ends_at

    def _is_still_full(self, error: ProviderError) -> bool:
        """Nothing was sent, for all that a person wanted it."""
        return self.is_urged and isinstance(error, WindowFull)

    def _pause(self, switch: Switch, *, wait: float, is_being_loaded: bool) -> None:
        if is_being_loaded:
            self._leads = self._leads or self._commons.loading.lead(self.model)
            if not self._leads:
                left = self._loading_ends() - self._clock()
                self._commons.loading.follow(self.model, left, switch)
                return
        switch.wait(wait)


def attempts_at(error: ProviderError) -> int:
    """How often a model is asked that fails like this each time."""
    return min(MOST_ATTEMPTS_AT_A_MODEL, treatment_of(error).retries + 1)
