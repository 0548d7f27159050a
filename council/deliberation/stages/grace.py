"""How long a council that has its quorum waits for who still speaks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from council.deliberation.brief import Brief, Member, Opinion, Review

LEAST_SECONDS, MOST_SECONDS = 5.0, 30.0  # where it is known how long the late usually take
ONE_FAMILY = 3.0  # times the usual: what one family agrees on is little to go on


def grace_seconds(
    brief: Brief,
    heard: Collection[Opinion | Review],
    speaking: Sequence[Member],
    elapsed_seconds: float,
) -> float:
    """Until nine of ten answers of the late have come, where that is known of them; else as usual,
    and longer while all opinions are of one family and another still speaks."""
    late = [member.models[0] for member in speaking if member.models]
    usual = [brief.usual_seconds.get(str(model)) for model in late]
    known = [seconds for seconds in usual if seconds is not None]
    if known:
        return min(max(max(known) - elapsed_seconds, LEAST_SECONDS), MOST_SECONDS)
    families = {given.model.family for given in heard}
    is_alike = len(heard) > 1 and len(families) == 1 and "" not in families
    if is_alike and any(model.family not in families for model in late):
        return brief.grace_seconds * ONE_FAMILY
    return brief.grace_seconds
