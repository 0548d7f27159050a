"""How much of what came before goes with a query."""

from __future__ import annotations

from collections.abc import Sequence

from council.deliberation.brief import Member, Turn
from council.deliberation.prompts.chair import SYNTHESIS_TOKENS
from council.deliberation.prompts.fence import MARKS_TOKENS, ROOM_TOKENS, smallest_context
from council.deliberation.prompts.members import OPINION_TOKENS
from providers.quota import estimate_tokens


def trim_history(
    turns: Sequence[Turn], query: str, members: Sequence[Member], chair: Member
) -> tuple[Turn, ...]:
    """The newest of these turns, whole, as many as the smallest context among all models can read
    beside the query and opinions of full length; where that is not much, half of what it can."""
    room = min(smallest_context(voice) for voice in (*members, chair))
    room -= SYNTHESIS_TOKENS + ROOM_TOKENS + estimate_tokens(query)
    room = max(room - len(members) * (OPINION_TOKENS + MARKS_TOKENS), room // 2)
    kept = len(turns)
    while kept and (room := room - _tokens_of(turns[kept - 1])) >= 0:
        kept -= 1
    return tuple(turns[kept:])


def _tokens_of(turn: Turn) -> int:
    return estimate_tokens(*turn.texts) + MARKS_TOKENS
