"""Which stages a council goes through, in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from council.deliberation.brief import Brief, Opinion, Synthesis
from council.deliberation.claims import is_contested
from council.deliberation.events import Emit
from council.deliberation.stages.exchanging import exchange
from council.deliberation.stages.gathering import gather_opinions
from council.deliberation.stages.voting import take_vote_on
from council.deliberation.stages.writing import give_opinion, write_synthesis
from council.deliberation.votes import Vote
from providers.gateway.door import Gateway

Strategy = Callable[[Brief, Gateway, Emit], Synthesis]


def adaptive(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers; where their answers, or else their claims, differ they are asked once more
    and vote; the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    vote = take_vote_on(brief, opinions, emit)
    if _is_split(vote, opinions):
        exchanged = exchange(brief, opinions, gateway, emit)
        if exchanged != opinions:
            opinions, vote = exchanged, take_vote_on(brief, exchanged, emit)
    return write_synthesis(brief, opinions, gateway, emit, vote)


def deliberate(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers and sees once what the others say, whether they differ or not; they vote
    where answers can be compared; the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    if len(opinions) > 1:
        opinions = exchange(brief, opinions, gateway, emit)
    vote = take_vote_on(brief, opinions, emit)
    return write_synthesis(brief, opinions, gateway, emit, vote)


def panel(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers, the chair writes."""
    opinions = gather_opinions(brief, gateway, emit)
    return write_synthesis(brief, opinions, gateway, emit)


def vote(brief: Brief, gateway: Gateway, emit: Emit) -> Synthesis:
    """Everyone answers; the opinion of who won the vote stands, unchanged."""
    opinions = gather_opinions(brief, gateway, emit)
    return give_opinion(brief, opinions, emit, take_vote_on(brief, opinions, emit))


STRATEGIES: dict[str, Strategy] = {
    "adaptive": adaptive,
    "deliberate": deliberate,
    "panel": panel,
    "vote": vote,
}


def _is_split(vote: Vote | None, opinions: Sequence[Opinion]) -> bool:
    if vote is None:
        return is_contested(opinions)
    return len(vote.agreement.groups) > 1
