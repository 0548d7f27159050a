"""How much of what came before goes with a query."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Member, Turn
from council.deliberation.prompts.chair import SYNTHESIS_TOKENS
from council.deliberation.prompts.fence import (
    MARKS_TOKENS,
    ROOM_TOKENS,
    estimate_most,
    estimate_turn,
    families_of,
    smallest_context,
)
from council.deliberation.prompts.members import OPINION_TOKENS


def trim_history(
    turns: Sequence[Turn], query: str, members: Sequence[Member], chair: Member
) -> tuple[Turn, ...]:
    """The newest of these turns, whole, as many as the smallest context among all models can read
    beside the query and opinions of full length; where that is not much, half of what it can."""
    readers = [*members, chair]
    families = families_of(readers)
    room = smallest_context(readers)
    room -= SYNTHESIS_TOKENS + ROOM_TOKENS + estimate_most(query, families)
    room = max(room - len(members) * (OPINION_TOKENS + MARKS_TOKENS), room // 2)
    kept = len(turns)
    while kept and (room := room - estimate_turn(turns[kept - 1], families)) >= 0:
        kept -= 1
    return tuple(turns[kept:])
