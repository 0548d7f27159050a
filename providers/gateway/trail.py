"""What a call has been through, told at its end: in the answer's routing, or in the last error."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from providers.calls import Answer, Asked, Routing
from providers.cooldowns.protocol import LeftAlone
from providers.errors import (
    CapReached,
    FinalError,
    NotServed,
    ProviderError,
    Skipped,
    Unpriced,
    WindowFull,
)
from providers.protocol import ModelRef

OURS = frozenset(error.code for error in (WindowFull, CapReached, Unpriced))


class Trail:
    """The models of one call, in the order in which they were tried or left out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked: list[Asked] = []
        self._free_at: dict[ModelRef, float] = {}

    def add(self, model: ModelRef, attempts: int, error: ProviderError | None) -> None:
        """`attempts` that were made at it, until it answered or this error ended them."""
        code = _code(error) if error else ""
        self._asked.append(Asked(model, attempts, code, error.message if error else ""))

    def postpone(self, model: ModelRef, seconds: float) -> None:
        """It will be free again then; what must be mended first will not by itself."""
        if math.isfinite(seconds):
            self._free_at[model] = self._clock() + seconds

    def free_again(self) -> list[tuple[float, ModelRef]]:
        """In how many seconds each is, the soonest first."""
        now = self._clock()
        soon = [(max(0.0, at - now), model) for model, at in self._free_at.items()]
        return sorted(soon, key=lambda each: each[0])

    def resume(self, model: ModelRef) -> None:
        """It is asked once more."""
        del self._free_at[model]

    def told_in(self, answer: Answer, left_out: Iterable[Asked], *, is_cut: bool) -> Answer:
        asked = self._with(left_out)
        reason = _reason(answer, asked)
        if is_cut:
            reason += " It was cut before its end; most of it is kept."
        if answer.dropped:
            reason += f" It could not be told: {', '.join(answer.dropped)}."
        return replace(answer, routing=Routing(asked, reason))

    @property
    def is_nobody_served(self) -> bool:
        """Whether that is what ended every stint."""
        return all(each.code == NotServed.code for each in self._asked)

    def told_of(
        self, error: ProviderError, left_out: Iterable[Asked], nearest: Sequence[ModelRef]
    ) -> ProviderError:
        """The same error; its message says what was tried, who could be asked instead, and when
        something is free again."""
        asked = self._with(left_out)
        is_final = isinstance(error, FinalError)
        soonest = None if is_final else next(iter(self.free_again()), None)
        is_alone, is_ours = len(asked) < 2, error.code in OURS
        if is_alone and soonest is None and not nearest and not is_ours:
            return error
        told = copy.copy(error)
        if is_alone and is_ours:
            told.message += " No other model was asked."
        elif not is_alone or soonest is not None:
            tried = "; ".join(_told(each, unless=error.message) for each in asked)
            told.message += f" Tried: {tried}."
        if nearest:
            told.message += f" Take {' or '.join(map(str, nearest))}."
        if soonest is not None:
            seconds, model = soonest
            told.retry_after_seconds = seconds
            told.resets_at = datetime.now(UTC) + timedelta(seconds=seconds)
            told.message += f" {name_of(model)} is free again in {math.ceil(seconds)} s."
        told.args = (told.message,)
        return told

    def _with(self, left_out: Iterable[Asked]) -> tuple[Asked, ...]:
        """Those that were left out at first and asked in the end are told once."""
        tried = {each.model for each in self._asked}
        return (*self._asked, *(each for each in left_out if each.model not in tried))


def _code(error: ProviderError) -> str:
    """What was left alone is told by the cause of that."""
    return (error.because if isinstance(error, LeftAlone) else "") or error.code


def _reason(answer: Answer, asked: tuple[Asked, ...]) -> str:
    name = name_of(answer.model)
    hindered = "; ".join(_told(each) for each in asked if each.code and each.model != answer.model)
    if answer.is_cached:
        kept = f"The same was asked of {name} before, and the answer kept"
        return f"{kept}: {hindered}." if hindered else f"{kept}."
    if hindered:
        return f"{name} answered: {hindered}."
    attempts = sum(each.attempts for each in asked)
    return f"{name}, the first choice, answered" + (
        f" at attempt {attempts}." if attempts > 1 else "."
    )


def _told(asked: Asked, unless: str | None = None) -> str:
    """A refusal of ours in its own words, unless these have been said."""
    if asked.code == Skipped.code:
        return f"{name_of(asked.model)} was skipped"
    did = "failed" if asked.attempts else "was left out"
    why = asked.code.replace("_", " ")
    if unless is not None and asked.code in OURS and asked.message != unless:
        why = asked.message.rstrip(".")
    return f"{name_of(asked.model)} {did} ({why})"


def name_of(model: ModelRef) -> str:
    return model.label or str(model)
