"""Links and what their readers see, in the shapes of `share_serializers.py`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from council import results, sharing
from council.deliberation.brief import Member
from council.models import Deliberation, Opinion, Share


def link_output(shared: Share | None) -> dict[str, Any]:
    token = sharing.token_of(shared) if shared else None
    return {
        "is_shared": shared is not None,
        "page": f"/s/{token}" if token else None,
        "with_opinions": shared.with_opinions if shared else False,
        "created_at": shared.created_at if shared else None,
        "is_only_here": settings.SINGLE_USER,
    }


def shared_output(shared: Share) -> dict[str, Any]:
    deliberation = shared.deliberation
    members, chair = results.members_of(deliberation)
    roles = {member.slug: member.role for member in members}
    labels = {str(ref): ref.label for each in (*members, chair) for ref in each.models}
    places = {slug: place for place, slug in enumerate(roles)}
    rows = sorted(
        deliberation.opinions.all(),
        key=lambda row: (row.round, places.get(row.member, len(places))),
    )
    opinions = [_opinion(row, roles, labels) for row in rows]
    synthesis = deliberation.synthesis or {}
    return {
        "query": deliberation.query,
        "status": deliberation.status,
        "outcome": deliberation.outcome or None,
        "rehearsal": deliberation.is_rehearsal,
        "ended_at": deliberation.ended_at,
        "synthesis": _synthesis(deliberation, roles),
        "dissent": [
            {
                "roles": [roles.get(member, member) for member in point["members"]],
                "claim": point["claim"],
                "against": point["against"],
            }
            for point in synthesis.get("dissent", [])
        ],
        "models": _models(opinions, synthesis, chair, labels),
        "opinions": opinions if shared.with_opinions else None,
    }


def _opinion(row: Opinion, roles: dict[str, str], labels: dict[str, str]) -> dict[str, Any]:
    return {
        "member": row.member,
        "role": roles.get(row.member, row.member),
        "model": row.model or None,
        "model_label": labels.get(row.model) or row.model or None,
        "status": row.status,
        "text": row.text,
        "is_late": row.is_late,
        "is_partial": row.is_partial,
        "round": row.round,
    }


def _synthesis(deliberation: Deliberation, roles: dict[str, str]) -> dict[str, Any] | None:
    written = deliberation.synthesis
    if written is None:
        return None
    chosen = written.get("chosen")
    return {
        "text": written["text"],
        "is_partial": bool(written.get("is_partial")),
        "chosen_role": roles.get(chosen, chosen),
    }


def _models(
    opinions: list[dict[str, Any]], synthesis: dict[str, Any], chair: Member, labels: dict[str, str]
) -> list[dict[str, str]]:
    """Each voice that gave something, with the model that spoke for it."""
    spoke = [(each["role"], each["model"]) for each in opinions if each["model"] and each["text"]]
    if synthesis.get("model") and not synthesis.get("chosen"):
        spoke.append((chair.role, synthesis["model"]))
    return [
        {"role": role, "model": model, "model_label": labels.get(model) or model}
        for role, model in dict.fromkeys(spoke)
    ]
