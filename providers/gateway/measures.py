"""What a process has learned of each model: how soon it begins, how long its answers are, and how
far from its own count of a prompt our estimate is."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from providers.calls import Prompt
from providers.protocol import COLD_FIRST_TEXT_SECONDS, FIRST_TEXT_SECONDS, ModelRef
from providers.tokens import estimate_tokens

REMEMBERED: Final = 5
WARM_SECONDS: Final = 300.0  # how long a model stays loaded after it was asked
KEPT_WEIGHT: Final = 0.8  # of what was counted before, when a prompt is counted
FIRST_WEIGHT: Final = 100.0  # tokens that are taken to have been estimated rightly
LEAST_RATIO, MOST_RATIO = 0.5, 2.0


@dataclass(slots=True)
class _Measured:
    first_texts: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    answers: deque[int] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    heard_at: float = float("-inf")
    loading_at: float = float("-inf")
    estimated_tokens: float = FIRST_WEIGHT
    counted_tokens: float = FIRST_WEIGHT


class Measures:
    """Safe from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._models: defaultdict[str, _Measured] = defaultdict(_Measured)

    def patience(self, model: ModelRef, usual_seconds: float) -> float:
        """How long a first word may take. A model behind a cold provider that has begun quickly is
        warm for a while; one that was just being loaded is cold, wherever it is."""
        with self._lock:
            measured = self._models.get(str(model))
        if measured is None:
            return usual_seconds
        now = self._clock()
        if measured.loading_at > measured.heard_at and now - measured.loading_at < WARM_SECONDS:
            return max(usual_seconds, COLD_FIRST_TEXT_SECONDS)
        if usual_seconds < COLD_FIRST_TEXT_SECONDS or now - measured.heard_at >= WARM_SECONDS:
            return usual_seconds
        is_warm = max(measured.first_texts, default=usual_seconds) <= FIRST_TEXT_SECONDS / 2
        return FIRST_TEXT_SECONDS if is_warm else usual_seconds

    def usual_tokens(self, model: ModelRef) -> float | None:
        """How long its whole answers were lately; None where none is known."""
        with self._lock:
            measured = self._models.get(str(model))
            answers = list(measured.answers) if measured else []
        return sum(answers) / len(answers) if answers else None

    def input_tokens(self, model: ModelRef, prompt: Prompt) -> int:
        """About how many tokens it reads: our estimate, by the ratio learned of it."""
        with self._lock:
            measured = self._models.get(str(model))
            ratio = _ratio(measured) if measured else 1.0
        return math.ceil(ratio * _estimate(model, prompt))

    def counted(self, model: ModelRef, prompt: Prompt, tokens: int) -> None:
        """The provider counted so many. A moving average of prompts by their length: what is put
        around a short one says little of a long one."""
        estimate = _estimate(model, prompt)
        with self._lock:
            measured = self._models[str(model)]
            measured.estimated_tokens = KEPT_WEIGHT * measured.estimated_tokens + estimate
            measured.counted_tokens = KEPT_WEIGHT * measured.counted_tokens + tokens

    def answered(self, model: ModelRef, first_text_seconds: float, tokens: int) -> None:
        with self._lock:
            measured = self._models[str(model)]
            measured.first_texts.append(first_text_seconds)
            measured.answers.append(tokens)
            measured.heard_at = self._clock()

    def was_loading(self, model: ModelRef) -> None:
        with self._lock:
            measured = self._models[str(model)]
            measured.first_texts.clear()
            measured.loading_at = self._clock()


def _estimate(model: ModelRef, prompt: Prompt) -> int:
    texts = (message.content for message in prompt.messages)
    return estimate_tokens(*texts, family=model.family)


def _ratio(measured: _Measured) -> float:
    ratio = measured.counted_tokens / measured.estimated_tokens
    return min(max(ratio, LEAST_RATIO), MOST_RATIO)
