"""A draft of one member, and the critique of another."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from council.deliberation.brief import Brief, Member, Opinion
from council.deliberation.events import Emit
from council.deliberation.prompts import ask_to_attack
from council.deliberation.stages.exchanging import EXCHANGE_SHARE
from council.deliberation.stages.gathering import gather_opinions, hear
from council.deliberation.stages.hearing import Round
from providers.gateway.door import Gateway

DRAFT: Final = "draft"  # what a member is here for
ATTACK: Final = "attack"


def write_draft(member: Member, brief: Brief, gateway: Gateway, emit: Emit) -> Opinion | None:
    """The opinion of this member, which another is to attack. Raises Cancelled."""
    return _first_of(gather_opinions(_alone(member, brief), gateway, emit, DRAFT))


def gather_from(member: Member, brief: Brief, gateway: Gateway, emit: Emit) -> Opinion | None:
    """The opinion of this member, asked alone. Raises Cancelled."""
    return _first_of(gather_opinions(_alone(member, brief), gateway, emit))


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
        part=ATTACK,
    )
    return hear(attack, brief, gateway, emit).get(critic.slug)


def _alone(member: Member, brief: Brief) -> Brief:
    return replace(brief, members=(member,), quorum=1)


def _first_of(opinions: list[Opinion]) -> Opinion | None:
    return opinions[0] if opinions else None
