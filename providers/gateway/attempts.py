"""One attempt: reserved, reported, listened to, settled and recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from providers.calls import (
    Answer,
    AttemptRecord,
    AttemptStarted,
    Call,
    Report,
    Status,
    TextReceived,
)
from providers.cooldowns.protocol import Pass
from providers.errors import Cancelled, Cut, Empty, Loading, ProviderError, Skipped, TimedOut
from providers.gateway.means import Means
from providers.gateway.tempo import Tempo
from providers.protocol import Delta, Finish, ModelCall, ModelRef, Provider, Usage
from providers.quota import Claim, Reservation
from providers.steering import heeding
from providers.tokens import estimate_tokens

KEPT_SHARE: Final = 0.6  # of an answer's usual length, when it was cut


class Attempt:
    """One call to one model. `was_sent`: the ledger let it through; `rest_seconds`: how long its
    route is left alone after its failure; `cost_nano_usd`: once it is made, None if unknown."""

    def __init__(
        self, means: Means, call: Call, passed: Pass, provider: Provider, number: int
    ) -> None:
        self.id = uuid.uuid4()
        self.was_sent = False
        self.rest_seconds = 0.0
        self.cost_nano_usd: int | None = 0
        self._means = means
        self._call = call
        self._passed = passed
        self._provider = provider
        self._most_tokens = provider.most_output_tokens(self._model_call())
        self._measures = means.commons.measures
        self._input_tokens = self._measures.input_tokens(passed.model, call.prompt)
        self.heard = Heard(passed.model, self._input_tokens, self._most_tokens, call.deadline.clock)
        self._number = number
        self._manner = means.ways.manner_of(passed.model)
        learned = self._measures.patience(passed.model, provider.first_text_seconds)
        self._patience = self._manner.limits.first_text_seconds or learned

    def make(self, report: Report) -> Answer:
        """Raises what went wrong. Whatever comes of it is settled, learned from and recorded."""
        error: ProviderError | None = None
        reservation, claim = Reservation(), self._claim()
        learn = self._learn_nothing
        try:
            with heeding(claim.switch), self._means.ledger.reserve(claim) as reservation:
                self.was_sent = True
                report(AttemptStarted(self._passed.model, self._number))
                try:
                    self._listen(report)
                finally:
                    reservation.usage = self.heard.usage_or_estimate
                    reservation.has_answer = self._call.deadline.switch.is_stopped
                answer = self.heard.answer(reservation.usage)
                reservation.has_answer = True
            learn = partial(self._learn, answer)
        except ProviderError as failed:
            error = failed
            learn = partial(self._learn_of_failure, failed)
            raise
        finally:
            learn()
            self._learn_of_usage()
            self._record(claim, reservation, error)
        return answer

    def is_mostly_said(self) -> bool:
        """Whether a cut answer is worth keeping: most of what this model usually says."""
        usual = self._measures.usual_tokens(self._passed.model)
        whole = usual or self._call.prompt.max_tokens
        is_text = bool(self.heard.text.strip())
        return is_text and self.heard.text_tokens >= KEPT_SHARE * whole

    def _claim(self) -> Claim:
        return Claim(
            attempt_id=self.id,
            model=self._passed.model,
            key=self._passed.key,
            input_tokens=self._input_tokens,
            output_tokens=self._most_tokens,
            seconds=min(self._manner.limits.attempt_seconds, self._call.deadline.seconds_left()),
            voice=self._call.voice,
            number=self._number,
            switch=self._call.deadline.switch,
        )

    def _listen(self, report: Report) -> None:
        floor = self._manner.floor
        tempo = Tempo(floor, self._call.deadline.clock) if floor else None
        for delta in self._stream():
            if delta.text and self.heard.first_text_seconds is None:
                self._means.commons.states.began(self._passed)
            self.heard.hear(delta)
            if tempo:
                tempo.hear(delta)
            if delta.text:
                report(TextReceived(delta.text))

    def _model_call(self) -> ModelCall:
        prompt = self._call.prompt
        return ModelCall(
            self._passed.model.name, prompt.messages, prompt.max_tokens, prompt.parameters
        )

    def _stream(self) -> Iterator[Delta]:
        limits = self._manner.limits
        bounded = limits.bound(self._call.deadline, first_text_seconds=self._patience)
        return self._provider.stream(self._model_call(), self._passed.key, bounded)

    def _learn_nothing(self) -> None:
        self._means.commons.states.returned(self._passed)

    def _learn(self, answer: Answer) -> None:
        first = self.heard.first_text_seconds
        if first is not None and not answer.is_partial:
            self._measures.answered(self._passed.model, first, self.heard.text_tokens)
        self._means.commons.states.succeeded(self._passed)

    def _learn_of_usage(self) -> None:
        usage = self.heard.usage
        if usage is not None and usage.input_tokens and not usage.is_estimated:
            self._measures.counted(self._passed.model, self._call.prompt, usage.input_tokens)

    def _learn_of_failure(self, error: ProviderError) -> None:
        states = self._means.commons.states
        if not self.was_sent or self._ran_out_of_the_calls_time(error):
            self._learn_nothing()
            return
        if isinstance(error, Loading):
            self._measures.was_loading(self._passed.model)
        self.rest_seconds = states.failed(self._passed, error)

    def _ran_out_of_the_calls_time(self, error: ProviderError) -> bool:
        """The call was over before the model was late: no fault of the model's."""
        if not isinstance(error, TimedOut) or self._call.deadline.seconds_left() > 0:
            return False
        return bool(self.heard.text) or self.heard.seconds < self._patience

    def _record(self, claim: Claim, reservation: Reservation, error: ProviderError | None) -> None:
        heard = self.heard
        self.cost_nano_usd = reservation.cost_nano_usd
        self._means.record(
            AttemptRecord(
                id=claim.attempt_id,
                trace_id=self._call.trace_id,
                voice=self._call.voice,
                number=self._number,
                model=heard.model,
                status=self._status(error),
                code=error.code if error else "",
                message=error.message if error else "",
                started_at=heard.started_at,
                ended_at=datetime.now(UTC),
                first_text_seconds=heard.first_text_seconds,
                usage=heard.usage_or_estimate,
                cost_nano_usd=reservation.cost_nano_usd,
                price=reservation.price,
            )
        )

    def _status(self, error: ProviderError | None) -> Status:
        if isinstance(error, Cancelled | Skipped):
            return "cancelled"
        return "succeeded" if error is None and self.heard.finish else "failed"


class Heard:
    """What one attempt has said so far to about `input_tokens`, of `most_tokens` that it was
    allowed."""

    def __init__(
        self, model: ModelRef, input_tokens: int, most_tokens: int, clock: Callable[[], float]
    ) -> None:
        self.model = model
        self.input_tokens = input_tokens
        self.most_tokens = most_tokens
        self.started_at = datetime.now(UTC)
        self.finish: Finish | None = None
        self.usage: Usage | None = None
        self.first_text_seconds: float | None = None
        self.dropped: tuple[str, ...] = ()
        self._clock = clock
        self._start = clock()
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._texts)

    @property
    def seconds(self) -> float:
        return self._clock() - self._start

    def hear(self, delta: Delta) -> None:
        if delta.text:
            if self.first_text_seconds is None:
                self.first_text_seconds = self.seconds
            self._texts.append(delta.text)
        self.usage = delta.usage or self.usage
        self.finish = delta.finish or self.finish
        self.dropped = delta.dropped or self.dropped

    @property
    def text_tokens(self) -> int:
        return estimate_tokens(self.text, family=self.model.family)

    @property
    def usage_or_estimate(self) -> Usage:
        """What the provider counted, else an estimate; nothing where nothing was said."""
        if self.usage is not None or not self._texts:
            return self.usage or Usage()
        output_tokens = min(self.text_tokens, self.most_tokens)
        return Usage(self.input_tokens, output_tokens, is_estimated=True)

    def answer(self, usage: Usage) -> Answer:
        """Raises Cut or Empty where it is none."""
        if self.finish is None:
            raise Cut
        if not self.text.strip():
            raise Empty
        return self._said(usage, is_partial=self.finish is Finish.LENGTH)

    def kept(self) -> Answer:
        """What was said before it was cut."""
        return self._said(self.usage_or_estimate, is_partial=True)

    def _said(self, usage: Usage, *, is_partial: bool) -> Answer:
        return Answer(
            text=self.text.strip(),
            model=self.model,
            usage=usage,
            seconds=self.seconds,
            is_partial=is_partial,
            dropped=self.dropped,
        )
