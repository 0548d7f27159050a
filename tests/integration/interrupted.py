"""Deliberations as an interrupted worker leaves them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from council import lease, results
from council.deliberation.events import Event, OpinionGiven, SynthesisGiven
from council.deliberation.shown import UsageShown
from council.models import Deliberation
from council.recorder import Recorder
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import wait_until


def given(member: str) -> OpinionGiven:
    return OpinionGiven(
        member=member,
        text=f"{member} has spoken.",
        model=f"huggingface:{member}",
        usage=UsageShown(10, 3, is_estimated=False),
        cost_usd=None,
        seconds=0.5,
        is_late=False,
        is_partial=False,
    )


def synthesis(outcome: str = "full") -> SynthesisGiven:
    return SynthesisGiven(
        text="So be it.",
        model="huggingface:chair",
        usage=UsageShown(20, 3, is_estimated=False),
        cost_usd=None,
        seconds=0.5,
        outcome=outcome,
        chosen=None,
        is_partial=False,
    )


def begun(deliberation: Deliberation) -> Recorder:
    """As a worker begins it."""
    held = lease.claim(deliberation.id)
    assert held is not None
    recorder = Recorder(held.deliberation, held.token)
    recorder.begin()
    return recorder


def wait_until_logged(recorder: Recorder, events: int) -> None:
    """What was emitted is gathered for a moment before it is in the log."""
    wait_until(lambda: len(recorder.log.lines) == events, f"{events} events in the log")


def store_only(recorder: Recorder, event: Event) -> None:
    """The row is committed, and then the worker is lost before its event is in the log."""
    results.store(recorder.deliberation, recorder.token, event)


def lose_worker(deliberation: Deliberation) -> None:
    a_while_ago = timezone.now() - timedelta(seconds=1)
    Deliberation.objects.filter(id=deliberation.id).update(lease_expires_at=a_while_ago)


def calls(upstream: Rehearsal) -> dict[str, int]:
    return {model: count["calls"] for model, count in upstream.calls().items()}
