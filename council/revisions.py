"""What a person may do with a deliberation that has ended: each is a new one that revises it, and
keeps its opinions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import ApiKey
from council import results
from council.conversations import choose_history
from council.deliberation.strategies import CONCLUDE, CONTEST, ONE_VOICE
from council.errors import NothingGiven, StillRunning, UnknownMember
from council.models import Deliberation, Opinion
from council.services import check_windows, store_and_enqueue

OWN_WAY = ("compare", "quick", "vote", ONE_VOICE)  # in which no chair writes


@dataclass(frozen=True, slots=True)
class Contested:
    """A sentence or a claim of the answer, and why it is contested, if that is said."""

    claim: str
    reason: str = ""


def contest_answer(
    *, deliberation: Deliberation, contested: Contested, api_key: ApiKey | None = None
) -> Deliberation:
    """Have that one point argued again, and the answer patched.

    Raises StillRunning, NothingGiven, WindowFull.
    """
    kept = _kept(deliberation)
    if deliberation.synthesis is None or not _has_given(kept):
        raise NothingGiven
    revision = _revision(deliberation, {"strategy": CONTEST})
    revision.contest = {"claim": contested.claim, "reason": contested.reason}
    if deliberation.follows is not None:
        members, chair = results.members_of(revision)
        said = (deliberation.query, deliberation.synthesis["text"], *revision.contest.values())
        revision.earlier = choose_history(
            follows=deliberation.follows, query="\n".join(said), members=members, chair=chair
        )
    return _submit(revision, kept, api_key)


def synthesize_again(
    *,
    deliberation: Deliberation,
    chair: str = "",
    points: Sequence[str] = (),
    api_key: ApiKey | None = None,
) -> Deliberation:
    """Have the chair, or this member in its place, write again from the opinions there are, on the
    `points` that the person picked, if they picked any.

    Raises StillRunning, UnknownMember, NothingGiven, WindowFull.
    """
    kept = _kept(deliberation)
    if not _has_given(kept):
        raise NothingGiven
    changes: dict[str, Any] = {"strategy": CONCLUDE}
    if chair not in ("", deliberation.line_up["chair"]["slug"]):
        changes |= _chaired_by(deliberation, chair)
    revision = _revision(deliberation, changes)
    revision.points = list(points)
    return _submit(revision, kept, api_key)


def ask_again(
    *, deliberation: Deliberation, member: str, api_key: ApiKey | None = None
) -> Deliberation:
    """Ask this member once more, and conclude with the opinions of the others.

    Raises StillRunning, UnknownMember, WindowFull.
    """
    kept = _kept(deliberation)
    _member(deliberation, member)
    strategy = deliberation.line_up["strategy"]
    changes = {"strategy": strategy if strategy in OWN_WAY else CONCLUDE}
    others = [row for row in kept if row.member != member]
    return _submit(_revision(deliberation, changes), others, api_key)


def _kept(deliberation: Deliberation) -> list[Opinion]:
    """Of each member what it said last, or why it said nothing; what came too late is in time now.
    What was cut off takes nothing back that was said in whole. In a contest the later round is of
    one point only."""
    if not deliberation.has_ended:
        raise StillRunning
    last: dict[str, Opinion] = {}
    for row in deliberation.opinions.order_by("round"):
        before = last.get(row.member)
        is_cut = row.is_partial and before is not None and not before.is_partial
        has_said = row.status == Opinion.Status.GIVEN and not is_cut
        if row.round == 1 or (has_said and not deliberation.contest):
            last[row.member] = row
    return [_as_kept(row) for row in last.values()]


def _as_kept(row: Opinion) -> Opinion:
    """It took nothing here."""
    is_given = row.status == Opinion.Status.GIVEN
    return Opinion(
        member=row.member,
        part=row.part,
        status=row.status,
        text=row.text,
        tail=row.tail,
        model=row.model,
        code=row.code,
        message=row.message,
        stopped_by=row.stopped_by,
        is_partial=row.is_partial,
        kept=is_given,
        seconds=row.seconds,
        routing=row.routing,
        cost_nano_usd=0 if is_given else None,
    )


def _chaired_by(deliberation: Deliberation, member: str) -> dict[str, Any]:
    """With this member in the chair's place. Raises UnknownMember."""
    models = _member(deliberation, member)["models"]
    chair = {**deliberation.line_up["chair"], "models": models}
    return {"chair": chair, "chaired_by": member}


def _has_given(kept: Iterable[Opinion]) -> bool:
    return any(row.kept for row in kept)


def _member(deliberation: Deliberation, slug: str) -> dict[str, Any]:
    for place in deliberation.line_up["members"]:
        if place["slug"] == slug:
            return dict(place)
    raise UnknownMember


def _revision(deliberation: Deliberation, changes: dict[str, Any]) -> Deliberation:
    """In kind: with the line-up of then, and who chaired at last. Answers given before are not
    given again: it is asked because of them."""
    chaired_by = results.chaired_by(deliberation)
    chair = _chaired_by(deliberation, chaired_by[-1]) if chaired_by else {}
    return Deliberation(
        asked_by=deliberation.asked_by,
        conversation_id=deliberation.conversation_id,
        follows_id=deliberation.follows_id,
        revises=deliberation,
        council_id=deliberation.council_id,
        query=deliberation.query,
        line_up={**deliberation.line_up, **chair, **changes},
        earlier=deliberation.earlier,
        is_rehearsal=deliberation.is_rehearsal,
        max_cost_nano_usd=deliberation.max_cost_nano_usd,
        allow_paid=deliberation.allow_paid,
    )


@transaction.atomic
def _submit(
    revision: Deliberation, kept: Iterable[Opinion], api_key: ApiKey | None
) -> Deliberation:
    if not revision.is_rehearsal:
        check_windows(revision.asked_by, revision.line_up["council"], api_key)
    revision.api_key = api_key
    store_and_enqueue(revision, kept)
    return revision
