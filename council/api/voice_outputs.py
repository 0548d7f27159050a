"""What became of each voice, in the shapes of `opinion_serializers.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from council.deliberation.brief import Member
from council.deliberation.stages.reviewing import reviewer_voice
from council.models import Opinion, Review
from providers.models import Attempt
from providers.money import as_usd, total_of


def opinion_output(member: Member, row: Opinion | None, unheard: str) -> dict[str, Any]:
    said = said_output(row or Opinion(status=unheard))
    return {"member": member.slug, "role": member.role, "part": row.part if row else "", **said}


def said_output(row: Opinion) -> dict[str, Any]:
    return {
        **made_output(row),
        "text": row.text,
        "is_late": row.is_late,
        "is_partial": row.is_partial,
        "tail": row.tail,
        "kept": row.kept,
    }


def earlier_output(row: Opinion) -> dict[str, Any]:
    return {"text": row.text, "model": row.model or None, "is_partial": row.is_partial}


def review_output(row: Review) -> dict[str, Any]:
    return {
        **made_output(row),
        "member": row.member,
        "round": row.round,
        "shown": row.shown,
        "ranking": row.ranking,
        "has_abstained": row.status == Review.Status.GIVEN and not row.ranking,
        "reason": row.reason,
        "cost_usd": as_usd(row.cost_nano_usd),
    }


def voice_of_review(row: Review) -> str:
    return reviewer_voice(row.member, row.round)


def made_output(row: Opinion | Review) -> dict[str, Any]:
    return {
        "model": row.model or None,
        "provider": row.model.partition(":")[0] or None,
        "status": row.status,
        "code": row.code,
        "message": row.message,
        "usage": usage_output(row),
        "seconds": row.seconds,
        "routing": row.routing,
    }


def usage_output(row: Opinion | Review | Attempt) -> dict[str, Any]:
    return {
        "input_tokens": row.input_tokens,
        "output_tokens": row.output_tokens,
        "is_estimated": row.is_estimated,
    }


def cost_of(member: Member, row: Opinion | None, made: Iterable[Attempt]) -> str | None:
    """Over all its attempts, None where a part is unknown; without any, that of what it gave."""
    costs = [attempt.cost_nano_usd for attempt in made if attempt.voice == member.slug]
    if not costs:
        return as_usd(row.cost_nano_usd) if row else None
    return as_usd(total_of(costs).known_nano_usd)


def attempts_of(rows: Iterable[Attempt]) -> defaultdict[str, list[dict[str, Any]]]:
    by_voice: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_voice[row.voice].append(
            {
                "id": row.id,
                "number": row.number,
                "model": f"{row.provider}:{row.model}",
                "provider": row.provider,
                "status": row.status,
                "code": row.code,
                "message": row.message,
                "started_at": row.started_at,
                "seconds": (row.ended_at - row.started_at).total_seconds(),
                "first_text_seconds": row.first_text_seconds,
                "usage": usage_output(row),
                "cost_usd": as_usd(row.cost_nano_usd),
            }
        )
    return by_voice


def member_output(member: Member) -> dict[str, Any]:
    return {
        "member": member.slug,
        "role": member.role,
        "task": member.task,
        "models": [model_output(str(model), model.label or model.name) for model in member.models],
    }


def model_output(name: str, label: str) -> dict[str, str]:
    return {"name": name, "label": label, "provider": name.partition(":")[0]}
