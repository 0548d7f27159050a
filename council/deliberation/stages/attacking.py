"""A draft of one member, and the critique of another."""

from __future__ import annotations

from dataclasses import replace

from council.deliberation.brief import Brief, Member, Opinion
from council.deliberation.events import Emit
from council.deliberation.prompts import ask_to_attack
from council.deliberation.stages.exchanging import EXCHANGE_SHARE
from council.deliberation.stages.gathering import gather_opinions, hear
from council.deliberation.stages.hearing import Round
from providers.gateway.door import Gateway


def gather_from(member: Member, brief: Brief, gateway: Gateway, emit: Emit) -> Opinion | None:
    """The opinion of this member, asked alone. Raises Cancelled."""
    alone = replace(brief, members=(member,), quorum=1)
    return next(iter(gather_opinions(alone, gateway, emit)), None)


def attack_draft(
    brief: Brief, draft: Opinion, critic: Member, gateway: Gateway, emit: Emit
) -> Opinion | None:
    """What the critic says against the draft; nothing where the council was told to go on. Raises
    Cancelled."""
    if brief.controls.is_hurried:
        return None
    attack = Round(
        number=1,
        members=[critic],
        prompt_for=lambda member: ask_to_attack(brief.query, draft, member, brief.history),
        quorum=1,
        ends_at=brief.ends_after(EXCHANGE_SHARE),
        may_be_empty=True,
    )
    return hear(attack, brief, gateway, emit).get(critic.slug)
