"""A day of attempts, for the pictures of the providers: many by day, few at night, ill of late."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import cos, pi

from django.utils import timezone

from providers.catalogue.last_day import BAR, BARS, begin_of
from providers.models import Attempt

MODELS = {
    "huggingface": ("openai/gpt-oss-120b", 26, 36),
    "gemini": ("gemini-3.5-flash", 9, 142),
    "ollama": ("llama3.1:8b", 6, 22),
}  # a model, how many attempts at noon, tokens a second
SLOW_SECONDS = 9.5
TOKENS = 300


def fill() -> None:
    begin = begin_of(timezone.now())
    Attempt.objects.bulk_create(
        attempt
        for provider in MODELS
        for place in range(BARS - 1)
        for attempt in _of_bar(provider, place, begin + place * BAR)
    )


def _of_bar(provider: str, place: int, at: datetime) -> Iterator[Attempt]:
    _, most, speed = MODELS[provider]
    many = max(round(most * (1 + cos(2 * pi * (place - 2) / BARS)) / 2), 1)
    is_ill = provider == "huggingface" and place >= BARS - 4
    for number in range(many):
        began = at + number * timedelta(minutes=1)
        if is_ill and number % 2 == 1:
            yield _refused(provider, began)
        else:
            is_slow = number == 0 and place % 17 == 11
            yield _given(provider, began, SLOW_SECONDS if is_slow else 28 / speed)


def _refused(provider: str, at: datetime) -> Attempt:
    attempt = _attempt(provider, at, 0.4)
    attempt.status, attempt.code = Attempt.Status.FAILED, "overloaded"
    return attempt


def _given(provider: str, at: datetime, first_text_seconds: float) -> Attempt:
    attempt = _attempt(provider, at, first_text_seconds + TOKENS / MODELS[provider][2])
    attempt.status, attempt.first_text_seconds = Attempt.Status.SUCCEEDED, first_text_seconds
    attempt.input_tokens, attempt.output_tokens = 214, TOKENS
    return attempt


def _attempt(provider: str, at: datetime, seconds: float) -> Attempt:
    return Attempt(
        trace_id=uuid.uuid4(),
        voice="reasoner",
        number=1,
        provider=provider,
        model=MODELS[provider][0],
        started_at=at,
        ended_at=at + timedelta(seconds=seconds),
        cost_nano_usd=0,
    )
