"""Rows into the shapes of `serializers.py`."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from council import results
from council.api.voice_outputs import (
    attempts_of,
    cost_of,
    earlier_output,
    member_output,
    model_output,
    opinion_output,
    review_output,
    said_output,
    voice_of_review,
)
from council.deliberation.strategies import ONE_VOICE
from council.models import Council, Deliberation, Feedback
from providers.models import Attempt
from providers.money import as_usd

PREVIEW_CHARACTERS = 200
EXCERPT_LEAD = 40  # characters before the first word found
MARKS = re.compile(r"[*_`#>|]+|^\s*[-+] ", re.MULTILINE)


def council_output(council: Council) -> dict[str, Any]:
    return {
        "slug": council.slug,
        "name": council.name,
        "description": council.description,
        "strategy": council.strategy,
        "quorum": council.quorum,
        "deadline_seconds": council.deadline_seconds,
        "allow_paid": council.allow_paid,
        "reuse_answers": council.reuse_answers,
        "is_ready_made": council.owner_id is None,
        "members": [
            {
                "member": member.slug,
                "role": member.role,
                "task": member.task,
                "is_chair": member.is_chair,
                "models": [
                    model_output(str(place.language_model), place.language_model.label)
                    for place in member.places.all()
                ],
            }
            for member in council.members.all()
        ],
    }


def submission_output(deliberation: Deliberation) -> dict[str, Any]:
    path = f"/api/deliberations/{deliberation.id}/"
    return {
        "id": deliberation.id,
        "status": deliberation.status,
        "council": deliberation.line_up["council"],
        "strategy": deliberation.line_up["strategy"],
        "conversation": deliberation.conversation_id,
        "links": {
            "self": path,
            "events": f"{path}events/",
            "cancel": f"{path}cancel/",
            "socket": f"/ws/deliberations/{deliberation.id}/",
            "page": f"/d/{deliberation.id}",
        },
    }


def summary_output(deliberation: Deliberation) -> dict[str, Any]:
    synthesis = deliberation.synthesis or {"text": ""}
    return {
        "id": deliberation.id,
        "conversation": deliberation.conversation_id,
        "query": deliberation.query,
        "status": deliberation.status,
        "council": deliberation.line_up["council"],
        "strategy": deliberation.line_up["strategy"],
        "outcome": deliberation.outcome or None,
        "is_side_by_side": deliberation.is_side_by_side,
        "rehearsal": deliberation.is_rehearsal,
        "created_at": deliberation.created_at,
        "synthesis_preview": preview(synthesis["text"]),
    }


def preview(text: str) -> str:
    """Its beginning as plain words, without the marks of Markdown."""
    return _shortened(_plain(text))


def opening(query: str) -> str:
    """The beginning of what a person wrote, every sign of it as it is."""
    return _shortened(" ".join(query.split()))


def excerpt(text: str, search: str) -> str:
    """As the preview; but where the words of the search stand only later, from shortly before."""
    plain = _plain(text)
    lower = plain.lower()
    hits = [place for word in search.split() if (place := lower.find(word.lower())) >= 0]
    first = min(hits, default=0)
    if first < PREVIEW_CHARACTERS - EXCERPT_LEAD:
        return _shortened(plain)
    begin = plain.find(" ", first - EXCERPT_LEAD, first) + 1 or first
    return f"… {_shortened(plain[begin:])}"


def _plain(text: str) -> str:
    return " ".join(MARKS.sub("", text).split())


def _shortened(words: str) -> str:
    """Between words, where the script has spaces."""
    if len(words) <= PREVIEW_CHARACTERS:
        return words
    kept = words[: PREVIEW_CHARACTERS - 1]
    end = kept.rfind(" ")
    return f"{kept[:end]} …" if end > PREVIEW_CHARACTERS // 2 else f"{kept}…"


def deliberation_output(deliberation: Deliberation) -> dict[str, Any]:
    """The whole of it: members as they stand, with every attempt made for them."""
    members, chair = results.members_of(deliberation)
    made = list(Attempt.objects.filter(trace_id=deliberation.id))
    attempts = attempts_of(made)
    rows = {row.member: row for row in deliberation.opinions.all() if row.round == 1}
    unheard = results.unheard_status(deliberation)
    roles = {member.slug: member.role for member in members}
    earlier = results.said_earlier(deliberation)
    return {
        **summary_output(deliberation),
        "stage": results.stage_of(deliberation, rows, len(members)),
        "follows": deliberation.follows_id,
        "revises": deliberation.revises_id,
        "to": addressed(deliberation),
        "history": asdict(results.history_shown(deliberation)),
        "contest": deliberation.contest,
        "points": deliberation.points,
        "quorum": deliberation.line_up["quorum"],
        "started_at": deliberation.started_at,
        "ended_at": deliberation.ended_at,
        "deadline_at": deliberation.deadline_at,
        "max_cost_usd": as_usd(deliberation.max_cost_nano_usd),
        "allow_paid": deliberation.allow_paid,
        "reuse_answers": deliberation.reuse_answers,
        "members": [member_output(member) for member in members],
        "chair": member_output(chair),
        "chaired_by": _chaired_by(deliberation),
        "opinions": [
            {
                "attempts": attempts[member.slug],
                "earlier": [earlier_output(row) for row in earlier.get(member.slug, ())],
                "cost_usd": cost_of(member, rows.get(member.slug), made),
                **opinion_output(member, rows.get(member.slug), unheard),
            }
            for member in members
        ],
        "exchange": [
            {
                "member": row.member,
                "role": roles[row.member],
                "cost_usd": as_usd(row.cost_nano_usd),
                **said_output(row),
            }
            for row in deliberation.opinions.all()
            if row.round > 1
        ],
        "agreements": [{"confidence": None, **found} for found in deliberation.agreements],
        **_found(deliberation),
        "reviews": [
            {
                **review_output(row),
                "role": roles[row.member],
                "attempts": attempts[voice_of_review(row)],
            }
            for row in deliberation.reviews.all()
        ],
        "standings": deliberation.standings,
        "synthesis": _synthesis(deliberation, attempts[chair.slug]),
        "receipt": deliberation.receipt and {"best_member": None, **deliberation.receipt},
        "feedback": feedback_output(deliberation),
        "code": deliberation.code,
        "message": deliberation.message,
    }


def addressed(deliberation: Deliberation) -> str | None:
    """The one member that was asked alone."""
    line_up = deliberation.line_up
    return line_up["members"][0]["slug"] if line_up["strategy"] == ONE_VOICE else None


def _chaired_by(deliberation: Deliberation) -> str | None:
    """The member that writes in the chair's place, if one does."""
    appointed = results.chaired_by(deliberation)
    return appointed[-1] if appointed else deliberation.line_up.get("chaired_by")


def feedback_output(deliberation: Deliberation) -> dict[str, str | None]:
    """What was said of it, if anything."""
    said = Feedback.objects.filter(deliberation=deliberation).first() or Feedback()
    return {"thumb": said.thumb or None, "picked": said.picked or None}


def _synthesis(deliberation: Deliberation, attempts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What was found on the way to it stands beside it."""
    if deliberation.synthesis is None:
        return None
    written = {
        name: value for name, value in deliberation.synthesis.items() if name not in results.FOUND
    }
    return {**written, "attempts": attempts}


def _found(deliberation: Deliberation) -> dict[str, Any]:
    synthesis = deliberation.synthesis or {}
    return {name: synthesis.get(name, []) for name in results.FOUND}
