"""How far a deliberation has come, as its rows tell; its log tells more."""

from __future__ import annotations

from collections.abc import Mapping

from council.deliberation.stages.reviewing import FEWEST_SHOWN
from council.deliberation.strategies import WITH_REVIEWS
from council.models import Deliberation, Opinion


def stage_of(deliberation: Deliberation, opinions: Mapping[str, Opinion], members: int) -> str:
    """`opinions`: those of the first round, by member."""
    if deliberation.has_ended:
        return "ended"
    if deliberation.status == Deliberation.Status.QUEUED:
        return "queued"
    if len(opinions) < members:
        return "opinions"
    given = [row for row in opinions.values() if row.status == Opinion.Status.GIVEN]
    is_reviewed = deliberation.line_up["strategy"] in WITH_REVIEWS and len(given) > FEWEST_SHOWN
    return "reviews" if is_reviewed and not deliberation.standings else "synthesis"


def unheard_status(deliberation: Deliberation) -> str:
    """What a member without an opinion is doing."""
    if deliberation.status == Deliberation.Status.RUNNING:
        return "speaking"
    return "waiting" if deliberation.status == Deliberation.Status.QUEUED else "stopped"
