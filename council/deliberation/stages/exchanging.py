"""A second round, in which each member sees what others say, unsigned and uncounted: only what is
contested, or all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from council.deliberation.brief import Brief, Member, Opinion
from council.deliberation.events import Emit
from council.deliberation.prompts import ask_again, ask_to_build
from council.deliberation.stages.gathering import hear
from council.deliberation.stages.hearing import Round
from council.deliberation.stages.voting import answer_of
from providers.calls import Prompt
from providers.gateway.door import Gateway

EXCHANGE_SHARE = 5 / 6  # of the deadline


def exchange(
    brief: Brief, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> list[Opinion]:
    """Ask each member once more, with the opinions that answer otherwise than its own. Who gives
    none, none in time or only a part stays with the first; who was told to go on asks nobody again.
    Raises Cancelled."""
    if brief.controls.is_hurried:
        return list(opinions)
    keys = {opinion.member: answer_of(brief.triage, opinion).key for opinion in opinions}
    own = {opinion.member: opinion for opinion in opinions}

    def prompt_for(member: Member) -> Prompt:
        others = [
            o for o in opinions if keys[o.member] is None or keys[o.member] != keys[member.slug]
        ]
        opposing = [other for other in others if other.member != member.slug]
        return ask_again(brief.query, own[member.slug], opposing, member, brief.history)

    return _answer_again(brief, opinions, prompt_for, gateway, emit)


def build_on_each_other(
    brief: Brief, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> list[Opinion]:
    """Ask each member once more, with all opinions, its own among them and unmarked. Who gives
    none, none in time or only a part stays with the first; who was told to go on asks nobody again.
    Raises Cancelled."""
    if brief.controls.is_hurried:
        return list(opinions)

    def prompt_for(member: Member) -> Prompt:
        return ask_to_build(brief.query, opinions, member, brief.history)

    return _answer_again(brief, opinions, prompt_for, gateway, emit)


def _answer_again(
    brief: Brief,
    opinions: Sequence[Opinion],
    prompt_for: Callable[[Member], Prompt],
    gateway: Gateway,
    emit: Emit,
) -> list[Opinion]:
    given = hear_again(brief, opinions, prompt_for, gateway, emit)
    return [_stands(opinion, given.get(opinion.member, opinion)) for opinion in opinions]


def _stands(first: Opinion, later: Opinion) -> Opinion:
    """What was cut off takes nothing back that was said in whole."""
    return first if later.is_partial and not first.is_partial else later


def hear_again(
    brief: Brief,
    opinions: Sequence[Opinion],
    prompt_for: Callable[[Member], Prompt],
    gateway: Gateway,
    emit: Emit,
) -> Mapping[str, Opinion]:
    """The second round of those who have given an opinion, by member; nobody need say anything in
    it. Raises Cancelled."""
    spoken = {opinion.member for opinion in opinions}
    members = [member for member in brief.members if member.slug in spoken]
    second = Round(
        number=2,
        members=members,
        prompt_for=prompt_for,
        quorum=min(brief.quorum, len(members)),
        ends_at=brief.ends_after(EXCHANGE_SHARE),
        may_be_empty=True,
    )
    return hear(second, brief, gateway, emit)
