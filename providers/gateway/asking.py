"""One call on its way through its models, until one of them has given a whole answer."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from providers.calls import (
    Answer,
    AnswerRecalled,
    Asked,
    Call,
    FellBack,
    Report,
    RetryScheduled,
)
from providers.catalogue.routes import unpinned
from providers.errors import Cancelled, FinalError, NotServed, ProviderError, Skipped
from providers.gateway.caching import digest_of
from providers.gateway.means import Means
from providers.gateway.order import Order
from providers.gateway.retry import ROOM_SECONDS
from providers.gateway.stint import MOST_ATTEMPTS_AT_A_MODEL, Stint, Tally, attempts_at
from providers.gateway.trail import Trail, name_of
from providers.money import total_of
from providers.protocol import ModelRef
from providers.steering import heeding

MOST_MODELS: Final = 3  # the first and two fallbacks
MOST_NAMED: Final = 3  # of those that could be asked instead
RESTART_SECONDS: Final = 10.0  # what an answer from the start needs


class Asking:
    """One call. `left_out` are models that it would have asked, and nobody serves."""

    def __init__(
        self, means: Means, call: Call, report: Report, left_out: Iterable[Asked] = ()
    ) -> None:
        self.means = means
        self.call = call
        self.report = report
        self.order = Order(call, left_out, allow_paid=means.ways.allow_paid)
        self.trail = Trail(call.deadline.clock)
        self.tally = Tally()
        self._stand_ins: dict[ModelRef, str] = {}  # and why each was asked
        self._is_urged = False

    def answer(self) -> Answer:
        try:
            answer, is_cut = self._first_whole(), False
        except Cancelled:
            raise
        except ProviderError as error:
            if self.tally.kept is None or isinstance(error, FinalError):
                raise self._told_of(error) from error
            answer, is_cut = self.tally.kept, True
            if self.tally.kept_id:
                self.means.ledger.charge_kept(self.tally.kept_id)
        told = self.trail.told_in(answer, self.order.left_out, is_cut=is_cut)
        told = told.because(self._stand_ins.get(answer.model, ""))
        return replace(told, cost_nano_usd=total_of(self.tally.costs).known_nano_usd)

    def _first_whole(self) -> Answer:
        error: ProviderError = NotServed("No model is set for this place.")
        model = self.order.first()
        while model is not None:
            with self.call.steering.stint(unpinned(model), self.call.deadline.switch) as switch:
                call = self.call.ended_by(switch)
                stint = Stint(self.means, call, self.report, self.tally, model)
                stint.is_urged, self._is_urged = self._is_urged, False
                try:
                    with heeding(switch):
                        answer = self._answer_of(stint, call)
                except FinalError as refused:
                    self.trail.add(model, self.tally.sent.get(model, 0), refused)
                    raise
                except ProviderError as failed:
                    error = failed
                else:
                    self.trail.add(model, self.tally.sent.get(model, 0), None)
                    return answer
            model = self._after(stint, error)
        raise error

    def _answer_of(self, stint: Stint, call: Call) -> Answer:
        call.company.speaks(call.voice, stint.model.family)
        take = partial(stint.take, is_last=self._is_last)
        digest = digest_of(call, stint.model)
        if digest is None:
            return take()
        cache = self.means.commons.cache
        answer = cache.recall(digest, stint.model, call.deadline, take)
        if answer.is_cached:
            self.report(AnswerRecalled(answer.model, answer.text))
        return answer

    def _after(self, stint: Stint, error: ProviderError) -> ModelRef | None:
        """Who is asked next, when that stint ended so."""
        model = stint.model
        self.trail.add(model, self.tally.sent.get(model, 0), error)
        if stint.free_in_seconds is not None:
            self.trail.postpone(model, stint.free_in_seconds)
        if self.tally.is_used_up(self.call) or self._has_enough():
            return None
        following = self._following(model, error) if self._may_ask_another() else None
        if following is None:
            return self._wait_for_the_soonest(model, error)
        self.report(FellBack(model, following, error))
        return following

    def _following(self, model: ModelRef, error: ProviderError) -> ModelRef | None:
        following = self.order.after(model, error)
        if following is None and self.call.has_stand_ins and self.trail.is_nobody_served:
            return self._stand_in()
        return following

    def _stand_in(self) -> ModelRef | None:
        """The nearest to the first choice that was not asked yet, where nobody serves anyone."""
        nearest = self._nearest()
        if not nearest:
            return None
        self.order.name(nearest[0])
        pinned = self.means.ways.pin(nearest[:1], tokens_of(self.means, self.call))
        chosen, wanted = pinned.models[0], self.call.models[0]
        reason = f"{name_of(chosen)} is the nearest to {name_of(wanted)}, which is not served."
        self._stand_ins[chosen] = f"{reason} {pinned.reasons.get(str(chosen), '')}".rstrip()
        return chosen

    def _nearest(self) -> list[ModelRef]:
        return self.order.unnamed(self.means.ways.nearest(self.call.models[0]))

    def _told_of(self, error: ProviderError) -> ProviderError:
        is_gone = bool(self.call.models) and self.trail.is_nobody_served
        nearest = self._nearest()[:MOST_NAMED] if is_gone else ()
        return self.trail.told_of(error, self.order.left_out, nearest)

    def _wait_for_the_soonest(self, last: ModelRef, error: ProviderError) -> ModelRef | None:
        """When nobody else is left: the first that is free again while there is time for it."""
        for seconds, model in self.trail.free_again():
            is_spent = self.tally.sent.get(model, 0) >= MOST_ATTEMPTS_AT_A_MODEL
            if is_spent or self.call.steering.has_left(unpinned(model)):
                continue
            if seconds + ROOM_SECONDS > self.call.deadline.seconds_left():
                return None
            self.trail.resume(model)
            if model != last:
                self.report(FellBack(last, model, error))
            resumes_at = datetime.now(UTC) + timedelta(seconds=seconds)
            self.report(RetryScheduled(model, error, resumes_at, attempts_at(error)))
            self._wait(model, seconds, resumes_at)
            return model
        return None

    def _wait(self, model: ModelRef, seconds: float, resumes_at: datetime) -> None:
        """Where it is skipped meanwhile, its stint is over as it begins."""
        steering = self.call.steering
        stint = steering.stint(unpinned(model), self.call.deadline.switch)
        with stint as switch, suppress(Skipped), heeding(switch):
            self._is_urged = steering.wait(resumes_at, switch, lambda own: own.wait(seconds))

    def _is_last(self) -> bool:
        """Nobody is asked after this one: whether it is, its own attempts decide as well."""
        return self.order.is_empty or not self._may_ask_another()

    def _may_ask_another(self) -> bool:
        return len(self.tally.sent) < MOST_MODELS

    def _has_enough(self) -> bool:
        """Most of an answer, and too little time for a whole one."""
        return self.tally.kept is not None and self.call.deadline.seconds_left() < RESTART_SECONDS


def tokens_of(means: Means, call: Call) -> int:
    """What each of its models must be able to read and write for it."""
    measures = means.commons.measures
    read = max((measures.input_tokens(model, call.prompt) for model in call.models), default=0)
    return read + call.prompt.max_tokens
