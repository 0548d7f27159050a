"""Which stages a council goes through, in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from council.deliberation.brief import Brief, Conclusion, Opinion, Synthesis
from council.deliberation.claims import is_contested
from council.deliberation.events import Emit
from council.deliberation.stages.attacking import attack_draft, gather_from, write_draft
from council.deliberation.stages.contesting import argue, patch_answer
from council.deliberation.stages.exchanging import build_on_each_other, exchange
from council.deliberation.stages.gathering import gather_opinions, hear_alone
from council.deliberation.stages.reviewing import gather_reviews, take_standings
from council.deliberation.stages.voting import take_vote_on
from council.deliberation.stages.writing import (
    give_one_opinion,
    give_opinion,
    leave_side_by_side,
    revise_draft,
    write_synthesis,
)
from council.deliberation.triage import Shape
from council.deliberation.votes import Vote
from providers.gateway.door import Gateway

ONE_VOICE, CONCLUDE, CONTEST = "one_voice", "conclude", "contest"

UNCHAIRED = frozenset(
    {"best_of", "compare", "quick", "vote", ONE_VOICE}
)  # in which no chair writes

Strategy = Callable[[Brief, Gateway, Emit], Conclusion]


def adaptive(brief: Brief, gateway: Gateway, emit: Emit) -> Conclusion:
    """Everyone answers; where their answers, or else their claims, differ they are asked once more
    and vote; the chair writes. Creative work is left side by side: a synthesis would blanden it."""
    opinions = gather_opinions(brief, gateway, emit)
    if brief.triage.shape is Shape.CREATIVE:
        return _leave_to_the_person(brief, opinions, gateway, emit)
    vote = take_vote_on(brief, opinions, emit)
    if _is_split(vote, opinions):
        exchanged = exchange(brief, opinions, gateway, emit)
        if exchanged != opinions:
            opinions, vote = exchanged, take_vote_on(brief, exchanged, emit)
    return write_synthesis(brief, opinions, gateway, emit, vote)


def best_of(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers and judges the others' opinions; the best of them stands, unchanged."""
    opinions = gather_opinions(brief, gateway, emit)
    reviews = gather_reviews(brief, opinions, gateway, emit)
    standings = take_standings(brief, opinions, reviews, emit)
    return give_opinion(brief, opinions, emit, standings=standings)


def compare(brief: Brief, gateway: Gateway, emit: Emit) -> Conclusion:
    """Everyone answers, and the person compares."""
    opinions = gather_opinions(brief, gateway, emit)
    return _leave_to_the_person(brief, opinions, gateway, emit)


def deliberate(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers and sees once what the others say, whether they differ or not; they vote
    where answers can be compared; the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    if len(opinions) > 1:
        opinions = exchange(brief, opinions, gateway, emit)
    vote = take_vote_on(brief, opinions, emit)
    return write_synthesis(brief, opinions, gateway, emit, vote)


def layers(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers, then answers anew with all that was said before them; the chair writes. A
    mixture of agents in two layers (Wang et al. 2024, arXiv:2406.04692)."""
    opinions = gather_opinions(brief, gateway, emit)
    if len(opinions) > 1:
        opinions = build_on_each_other(brief, opinions, gateway, emit)
    return write_synthesis(brief, opinions, gateway, emit)


def panel(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers, the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    return write_synthesis(brief, opinions, gateway, emit)


def peer_review(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers and ranks the others' opinions; the chair writes and knows the ranking."""
    opinions = gather_opinions(brief, gateway, emit)
    reviews = gather_reviews(brief, opinions, gateway, emit)
    standings = take_standings(brief, opinions, reviews, emit)
    return write_synthesis(brief, opinions, gateway, emit, standings=standings)


def quick(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """One member answers, and that is that."""
    alone = replace(brief, members=brief.members[:1], quorum=1)
    return give_one_opinion(alone, gather_opinions(alone, gateway, emit), emit)


def red_team(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """One member drafts, another attacks the draft, and the chair revises it. Where nobody drafts
    the other answers; where nobody attacks the draft stands: either is one member's opinion."""
    drafter, *critics = brief.members
    draft = write_draft(drafter, brief, gateway, emit)
    critic = next(iter(critics), None)
    if critic is None or draft is None:
        alone = draft or (gather_from(critic, brief, gateway, emit) if critic else None)
        return give_one_opinion(brief, [alone] if alone else [], emit)
    critique = attack_draft(brief, draft, critic, gateway, emit)
    if critique is None:
        return give_one_opinion(brief, [draft], emit)
    return revise_draft(brief, draft, critique, gateway, emit)


def vote(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers; the opinion of who won the vote stands, unchanged."""
    opinions = gather_opinions(brief, gateway, emit)
    return give_opinion(brief, opinions, emit, take_vote_on(brief, opinions, emit))


def one_voice(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """One member answers for itself."""
    return give_one_opinion(brief, hear_alone(brief, gateway, emit), emit)


def conclude(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Who has spoken before is not asked again; all vote where answers can be compared; the chair
    writes."""
    opinions = gather_opinions(brief, gateway, emit)
    vote = take_vote_on(brief, opinions, emit)
    return write_synthesis(brief, opinions, gateway, emit, vote)


def contest(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Who has spoken before argues the contested point; the chair patches the answer."""
    opinions = gather_opinions(brief, gateway, emit)
    if brief.contest is None:
        raise ValueError("Nothing is contested.")
    arguments = argue(brief, brief.contest, opinions, gateway, emit)
    return patch_answer(brief, brief.contest, arguments, gateway, emit)


STRATEGIES: dict[str, Strategy] = {
    "adaptive": adaptive,
    "best_of": best_of,
    "compare": compare,
    "deliberate": deliberate,
    "layers": layers,
    "panel": panel,
    "peer_review": peer_review,
    "quick": quick,
    "red_team": red_team,
    "vote": vote,
}
WITHOUT_CHAIR = frozenset({"best_of", "quick", "vote"})  # an opinion stands, unchanged
WITH_REVIEWS = frozenset({"best_of", "peer_review"})
# Of what comes after an answer: nobody asks for them by name.
AFTERWARDS: dict[str, Strategy] = {
    ONE_VOICE: one_voice,
    CONCLUDE: conclude,
    CONTEST: contest,
}


def _leave_to_the_person(
    brief: Brief, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> Conclusion:
    """Who asks for a synthesis while the members speak is given one."""
    if brief.controls.is_hurried:
        return write_synthesis(brief, opinions, gateway, emit)
    return leave_side_by_side(brief, opinions, emit)


def _is_split(vote: Vote | None, opinions: Sequence[Opinion]) -> bool:
    if vote is None:
        return is_contested(opinions)
    return len(vote.agreement.groups) > 1
