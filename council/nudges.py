"""What a person may do with one voice that keeps them waiting: try again now, or skip its model."""

from __future__ import annotations

from council import commands, results
from council.deliberation.brief import Member
from council.errors import AlreadyFinished, NothingToSkip, NothingWaits, UnknownMember
from council.event_log.asking import Asking, asking_now
from council.models import Deliberation
from providers.catalogue.routes import unpinned
from providers.protocol import ModelRef


def retry_now(*, deliberation: Deliberation, member: str, by: str) -> None:
    """End the wait before the next attempt of a member or the chair.

    Raises UnknownMember, AlreadyFinished, NothingWaits.
    """
    asking = _asking(deliberation, member)
    if asking is None or not asking.resumes_at:
        raise NothingWaits
    commands.give(deliberation.id, "retry_now", by=by, member=member, meant=asking.resumes_at)


def skip_model(*, deliberation: Deliberation, member: str, by: str, model: str = "") -> None:
    """Leave the model that is asked, or waited for, and go to the next one in the list of the
    member or the chair; who has no other passes. With `model`: only if it is still that one.

    Raises UnknownMember, AlreadyFinished, NothingToSkip.
    """
    asking = _asking(deliberation, member)
    if asking is None or model not in ("", asking.model):
        raise NothingToSkip
    provider, _, name = asking.model.partition(":")
    meant = unpinned(ModelRef(provider, name))
    commands.give(deliberation.id, "skip", by=by, member=member, meant=meant)


def _asking(deliberation: Deliberation, slug: str) -> Asking | None:
    """A member of whom nothing was told yet stands in line for its first model."""
    members, chair = results.members_of(deliberation)
    voice = {each.slug: each for each in (*members, chair)}.get(slug)
    if voice is None:
        raise UnknownMember
    if deliberation.has_ended:
        raise AlreadyFinished
    try:
        return asking_now(deliberation.id, member=slug, of_chair=slug == chair.slug)
    except KeyError:
        return None if slug == chair.slug else _first(voice)


def _first(member: Member) -> Asking | None:
    return Asking(str(member.models[0])) if member.models else None
