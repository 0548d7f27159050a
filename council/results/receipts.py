"""What a deliberation took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from council.deliberation.events import OpinionFailed, OpinionStopped
from council.deliberation.shown import MissingMember, Receipt, UsageShown
from council.models import Deliberation, Opinion
from council.results.knowledge import knowledge_of
from council.results.storing import Settled
from council.results.values import members_of
from providers.models import Attempt
from providers.money import as_usd, total_of
from providers.protocol import Usage

LATE = "late"  # the code of a member whose opinion the chair never saw


@dataclass(frozen=True, slots=True)
class Made:
    """What an attempt took; the cost in nano-USD, None if it is unknown."""

    usage: Usage
    cost_nano_usd: int | None


def made_for(deliberation: Deliberation) -> list[Made]:
    """All attempts that are stored of it."""
    attempts = Attempt.objects.filter(trace_id=deliberation.id).order_by()
    rows = attempts.values_list("input_tokens", "output_tokens", "is_estimated", "cost_nano_usd")
    return [Made(Usage(taken, given, guessed), cost) for taken, given, guessed, cost in rows]


def receipt_of(
    deliberation: Deliberation, settled: Mapping[str, Settled], attempts: Sequence[Made]
) -> Receipt:
    """What the deliberation took, over all its attempts. `settled`: what became of each member."""
    members, _ = members_of(deliberation)
    missing = {m.slug: code for m in members if (code := _why_missing(settled[m.slug]))}
    given = [m.slug for m in members if m.slug not in missing]
    cost = total_of(made.cost_nano_usd for made in attempts)
    start = deliberation.started_at or deliberation.created_at
    return Receipt(
        given=tuple(given),
        missing=tuple(MissingMember(slug, code) for slug, code in missing.items()),
        attempts=len(attempts),
        usage=UsageShown(
            input_tokens=sum(made.usage.input_tokens for made in attempts),
            output_tokens=sum(made.usage.output_tokens for made in attempts),
            is_estimated=any(made.usage.is_estimated for made in attempts),
        ),
        cost_usd=as_usd(cost.nano_usd) if cost.is_complete or cost.nano_usd else None,
        is_complete=cost.is_complete,
        seconds=round((timezone.now() - start).total_seconds(), 3),
        best_member=knowledge_of(deliberation).best_of(members),
    )


def _why_missing(settled: Settled) -> str:
    """Empty for an opinion that the chair saw."""
    if isinstance(settled, OpinionFailed):
        return settled.code
    if isinstance(settled, OpinionStopped):
        return Opinion.Status.STOPPED
    return LATE if settled.is_late else ""
