"""The one door to the models: asks them in order, retries, falls back, records every attempt."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from providers.calls import (
    Answer,
    AttemptRecord,
    AttemptStarted,
    Call,
    FellBack,
    Prompt,
    Report,
    RetryScheduled,
    TextReceived,
)
from providers.errors import (
    Cancelled,
    Cut,
    Empty,
    FinalError,
    MisconfiguredError,
    NotServed,
    ProviderError,
)
from providers.money import total_of
from providers.protocol import (
    ATTEMPT_SECONDS,
    Delta,
    Finish,
    Key,
    ModelCall,
    ModelRef,
    Provider,
    Usage,
)
from providers.quota import Claim, Ledger, Reservation, estimate_tokens
from providers.retry import Situation, wait_before_next

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
LEAST_SECONDS = 1.0  # with less than this left, nobody else is asked


class Gateway:
    """Asks models until one gives a whole answer.

    `providers` and `keys` are by provider name; `record` is told of every attempt that ended.
    """

    def __init__(
        self,
        *,
        providers: Mapping[str, Provider],
        keys: Mapping[str, Key],
        ledger: Ledger,
        record: Callable[[AttemptRecord], None],
    ) -> None:
        self.providers = providers
        self.keys = keys
        self.ledger = ledger
        self.record = record

    def ask(self, call: Call, report: Report) -> Answer:
        """The first whole answer of the call's models.

        Raises Cancelled or another FinalError at once, else the last model's error.
        """
        return _Asking(self, call, report).answer()


class _Asking:
    """One call on its way through its models."""

    def __init__(self, gateway: Gateway, call: Call, report: Report) -> None:
        self.gateway = gateway
        self.call = call
        self.report = report
        self.attempts = 0
        self.costs: list[int | None] = []

    def answer(self) -> Answer:
        error: ProviderError = NotServed("No model is set for this place.")
        for position, model in enumerate(self.call.models):
            if position:
                self.report(FellBack(self.call.models[position - 1], model, error))
            try:
                answer = self._ask(model, is_last=position == len(self.call.models) - 1)
                return replace(answer, cost_nano_usd=total_of(self.costs).known_nano_usd)
            except FinalError:
                raise
            except ProviderError as failed:
                error = failed
            if isinstance(error, MisconfiguredError):
                log.error("%s: %s %s", model, error.code, error.message)
            if self._is_over():
                break
        raise error

    def _ask(self, model: ModelRef, *, is_last: bool) -> Answer:
        failures = 0
        while True:
            try:
                return self._attempt(model)
            except ProviderError as error:
                failures += 1
                left = self.call.deadline.seconds_left()
                wait = wait_before_next(Situation(error, failures, is_last, left))
                if wait is None or self._is_over():
                    raise
                resumes_at = datetime.now(UTC) + timedelta(seconds=wait)
                self.report(RetryScheduled(model, error, resumes_at))
            self.call.deadline.switch.wait(wait)

    def _is_over(self) -> bool:
        return self.attempts >= MOST_ATTEMPTS or self.call.deadline.seconds_left() < LEAST_SECONDS

    def _attempt(self, model: ModelRef) -> Answer:
        self.call.deadline.check()
        self.attempts += 1
        heard = _Heard(model)
        error: ProviderError | None = None
        reservation = Reservation()
        claim = self._claim(model)
        try:
            with self.gateway.ledger.reserve(claim) as reservation:
                self.report(AttemptStarted(model, self.attempts))
                try:
                    self._listen(claim, heard)
                finally:
                    reservation.usage = heard.usage_of(self.call.prompt)
                return heard.answer(reservation.usage)
        except ProviderError as failed:
            error = failed
            raise
        finally:
            self._record(claim, heard, reservation, error)

    def _claim(self, model: ModelRef) -> Claim:
        prompt = self.call.prompt
        return Claim(
            attempt_id=uuid.uuid4(),
            model=model,
            key=self.gateway.keys.get(model.provider, Key()),
            input_tokens=estimate_tokens(*(message.content for message in prompt.messages)),
            output_tokens=prompt.max_tokens,
            seconds=min(ATTEMPT_SECONDS, self.call.deadline.seconds_left()),
            voice=self.call.voice,
            number=self.attempts,
            switch=self.call.deadline.switch,
        )

    def _listen(self, claim: Claim, heard: _Heard) -> None:
        for delta in self._stream(claim.model, claim.key):
            heard.hear(delta)
            if delta.text:
                self.report(TextReceived(delta.text))

    def _stream(self, model: ModelRef, key: Key) -> Iterator[Delta]:
        provider = self.gateway.providers.get(model.provider)
        if provider is None:
            raise NotServed(f"There is no provider named {model.provider}.")
        prompt = self.call.prompt
        model_call = ModelCall(model.name, prompt.messages, prompt.max_tokens, prompt.parameters)
        deadline = replace(
            self.call.deadline,
            ends_at=min(self.call.deadline.ends_at, time.monotonic() + ATTEMPT_SECONDS),
            first_text_seconds=provider.first_text_seconds,
        )
        return provider.stream(model_call, key, deadline)

    def _record(
        self, claim: Claim, heard: _Heard, reservation: Reservation, error: ProviderError | None
    ) -> None:
        self.costs.append(reservation.cost_nano_usd)
        status = "succeeded" if error is None and heard.finish else "failed"
        self.gateway.record(
            AttemptRecord(
                id=claim.attempt_id,
                trace_id=self.call.trace_id,
                voice=self.call.voice,
                number=self.attempts,
                model=heard.model,
                status="cancelled" if isinstance(error, Cancelled) else status,
                code=error.code if error else "",
                message=error.message if error else "",
                started_at=heard.started_at,
                ended_at=datetime.now(UTC),
                first_text_seconds=heard.first_text_seconds,
                usage=heard.usage_of(self.call.prompt),
                cost_nano_usd=reservation.cost_nano_usd,
                price=reservation.price,
            )
        )


class _Heard:
    """What one attempt has said so far."""

    def __init__(self, model: ModelRef) -> None:
        self.model = model
        self.started_at = datetime.now(UTC)
        self.finish: Finish | None = None
        self.usage: Usage | None = None
        self.first_text_seconds: float | None = None
        self._start = time.monotonic()
        self._texts: list[str] = []

    def hear(self, delta: Delta) -> None:
        if delta.text:
            if self.first_text_seconds is None:
                self.first_text_seconds = time.monotonic() - self._start
            self._texts.append(delta.text)
        self.usage = delta.usage or self.usage
        self.finish = delta.finish or self.finish

    def usage_of(self, prompt: Prompt) -> Usage:
        """What the provider counted, else an estimate; nothing where nothing was said."""
        if self.usage is not None or not self._texts:
            return self.usage or Usage()
        return Usage(
            input_tokens=estimate_tokens(*(message.content for message in prompt.messages)),
            output_tokens=estimate_tokens("".join(self._texts)),
            is_estimated=True,
        )

    def answer(self, usage: Usage) -> Answer:
        text = "".join(self._texts).strip()
        if self.finish is None:
            raise Cut
        if not text:
            raise Empty
        return Answer(
            text=text,
            model=self.model,
            usage=usage,
            seconds=time.monotonic() - self._start,
            is_partial=self.finish is Finish.LENGTH,
        )
