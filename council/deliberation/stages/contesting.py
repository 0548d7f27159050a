"""One contested point: argued by those who have spoken, and the answer patched by the chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from council.deliberation.brief import Brief, Contest, Member, Opinion, Outcome, Synthesis
from council.deliberation.events import Emit
from council.deliberation.patches import carry_sources
from council.deliberation.prompts import ChairPrompt, ask_on_claim, ask_to_patch
from council.deliberation.stages.exchanging import hear_again
from council.deliberation.stages.writing import give, hear_chair, synthesis_of
from council.errors import QuorumNotReached
from providers.calls import Prompt
from providers.gateway.door import Gateway


def argue(
    brief: Brief, contest: Contest, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> list[Opinion]:
    """What each of those who gave an opinion says to the contested point. Raises Cancelled."""
    own = {opinion.member: opinion for opinion in opinions}

    def prompt_for(member: Member) -> Prompt:
        return ask_on_claim(brief.query, contest, own[member.slug], member, brief.history)

    given = hear_again(brief, opinions, prompt_for, gateway, emit)
    return [given[member.slug] for member in brief.members if member.slug in given]


def patch_answer(
    brief: Brief, contest: Contest, arguments: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> Synthesis:
    """The answer with what the point concerns changed; unchanged where no chair can write.

    Raises QuorumNotReached if nobody argued, Cancelled.
    """
    if not arguments:
        raise QuorumNotReached
    has_everybody = len(arguments) == len(brief.members)
    outcome = Outcome.FULL if has_everybody else Outcome.DEGRADED

    def ask(chair: Member) -> ChairPrompt:
        return ask_to_patch(brief.query, contest, arguments, chair, brief.history)

    answered = hear_chair(brief, ask, contest.found, gateway, emit)
    if answered is None:
        as_it_was = Synthesis(
            contest.answer,
            contest.model,
            Outcome.DEGRADED,
            is_partial=contest.is_partial,
            sources=contest.sources,
        )
        return give(as_it_was, contest.found, emit)
    patched = synthesis_of(*answered, outcome)
    kept = carry_sources(contest.sources, contest.answer, patched.text)
    return give(replace(patched, sources=kept), contest.found, emit)
