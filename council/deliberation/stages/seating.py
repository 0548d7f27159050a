"""Who sits in the chair's place: a person may put a member there, also while the chair writes."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.brief import Brief
from council.deliberation.controls import Seat
from council.deliberation.events import ChairReplaced, Emit
from council.deliberation.voices import member_shown


def seated(brief: Brief, seat: Seat, emit: Emit) -> Brief:
    """The brief with whoever sits there now as its chair; a change is told once."""
    appointed = seat.appointed
    if appointed is None or appointed.member in brief.chaired_by[-1:]:
        return brief
    [member] = [member for member in brief.members if member.slug == appointed.member]
    chair = member.chairing_as(brief.chair)
    chaired_by = (*brief.chaired_by, member.slug)
    emit(ChairReplaced(member.slug, member_shown(chair), appointed.by, len(chaired_by)))
    return replace(brief, chair=chair, chaired_by=chaired_by)
