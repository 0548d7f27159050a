"""Reviews: each member ranks the others' opinions, and the rankings are added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from council.deliberation.brief import Brief, Member, Opinion, Review, Silence
from council.deliberation.events import Emit, ReviewFailed, ReviewGiven, StandingsFound
from council.deliberation.prompts import ask_reviewer
from council.deliberation.prompts.fence import in_order, shuffled_for
from council.deliberation.rankings import (
    Ballot,
    Standing,
    add_up,
    is_tied,
    near_the_first,
    read_review,
)
from council.deliberation.shown import StandingShown
from council.deliberation.stages.hearing import Hearing, Round
from council.deliberation.stages.silence import why_silent
from council.deliberation.voices import ReviewerVoice, routed, shown
from providers.calls import Answer, Company
from providers.errors import Cancelled, ProviderError
from providers.gateway.door import Gateway
from providers.money import as_usd
from providers.switch import Switch

REVIEWS_SHARE, AGAIN_SHARE = 5 / 6, 11 / 12  # of the deadline
FEWEST_SHOWN = 2  # one opinion alone cannot be ranked

TOO_LATE = "The council went on without this review."

Shown = Mapping[str, Sequence[Opinion]]  # to each reviewer, in its order


def gather_reviews(
    brief: Brief, opinions: Sequence[Opinion], gateway: Gateway, emit: Emit
) -> list[Review]:
    """Ask each member whose opinion is whole to rank those of the others, all at once, each in an
    order of its own; where some stand near the first, ask once more about these, in the other
    order. Goes on as `gather_opinions` does, without any review if need be; who was told to go on
    asks nobody. Raises Cancelled."""
    shown_to = _shuffled(brief, opinions)
    if brief.controls.is_hurried or not shown_to:
        return []
    first = _hear(1, shown_to, brief, gateway, emit)
    near = near_the_first(find_standings(brief, opinions, first))
    again = {
        review.member: turned
        for review in first
        if review.ranking and len(turned := _turned(shown_to[review.member], near)) >= FEWEST_SHOWN
    }
    if brief.controls.is_hurried or not again:
        return first
    return [*first, *_hear(2, again, brief, gateway, emit)]


def take_standings(
    brief: Brief, opinions: Sequence[Opinion], reviews: Sequence[Review], emit: Emit
) -> tuple[Standing, ...]:
    """Add up what the reviewers say, and tell it. Empty where nobody ranked anything."""
    standings = find_standings(brief, opinions, reviews)
    if standings:
        told = (StandingShown(s.member, round(float(s.points), 3), s.ballots) for s in standings)
        emit(StandingsFound(tuple(told), is_tied(standings)))
    return standings


def find_standings(
    brief: Brief, opinions: Sequence[Opinion], reviews: Sequence[Review]
) -> tuple[Standing, ...]:
    ballots = [Ballot(review.member, review.ranking) for review in reviews]
    members = [opinion.member for opinion in opinions]
    found = {opinion.member: brief.strength_of(opinion.model) for opinion in opinions}
    known = {member: strength.share for member, strength in found.items() if strength}
    strengths = known if len(known) == len(found) else {}
    return add_up(ballots, members, strengths)


def reviewer_voice(member: str, round_number: int) -> str:
    """What its calls are counted under, apart from those for its opinion."""
    return f"{member}/review{round_number}"


def _shuffled(brief: Brief, opinions: Sequence[Opinion]) -> Shown:
    """The others' opinions, for who has given a whole one and can compare."""
    whole = {opinion.member for opinion in opinions if not opinion.is_partial}
    return {
        member.slug: shuffled_for(member, brief.query, others)
        for member in brief.members
        for others in [[opinion for opinion in opinions if opinion.member != member.slug]]
        if member.slug in whole and len(others) >= FEWEST_SHOWN
    }


def _turned(opinions: Sequence[Opinion], near: Sequence[str]) -> list[Opinion]:
    return [opinion for opinion in reversed(opinions) if opinion.member in near]


def _hear(number: int, shown_to: Shown, brief: Brief, gateway: Gateway, emit: Emit) -> list[Review]:
    members = [member for member in brief.members if member.slug in shown_to]
    share = REVIEWS_SHARE if number == 1 else AGAIN_SHARE
    round_ = Round(
        number=number,
        members=members,
        prompt_for=lambda member: ask_reviewer(
            brief.query, shown_to[member.slug], member, brief.history
        ),
        quorum=min(brief.quorum, len(members)),
        ends_at=brief.ends_after(share),
        may_be_empty=True,
    )
    return _Reviewing(round_, brief, gateway, emit, shown_to).finish()


class _Reviewing(Hearing[Review]):
    """Who is late is cut: a review after the count says nothing to anybody."""

    def __init__(
        self, round_: Round, brief: Brief, gateway: Gateway, emit: Emit, shown_to: Shown
    ) -> None:
        settled = [each for each in brief.reviews if each.round == round_.number]
        given = {each.member: each for each in settled if isinstance(each, Review)}
        super().__init__(round_, brief, gateway, emit, given)
        self.shown_to = shown_to
        self.silent = {each.member for each in settled if isinstance(each, Silence)}
        self.switches: dict[str, Switch] = {}
        families = {m.slug: m.models[0].family for m in round_.members if m.models}
        self.company = Company({self._voice(slug): family for slug, family in families.items()})

    def finish(self) -> list[Review]:
        """The reviews that came in time, in the members' order. Raises Cancelled."""
        self.start(self.silent)
        given = self.wait()
        for member in self.round.members:
            if member.slug not in given and member.slug not in self.silent:
                self._fail(member.slug, "deadline", TOO_LATE)
        for switch in self.switches.values():
            switch.cut()
        return [given[member.slug] for member in self.round.members if member.slug in given]

    def hear_one(self, member: Member, switch: Switch) -> None:
        own = self.switches[member.slug] = Switch(switch)
        call = self.call(self._voice(member.slug), member, self.company, own)
        report = ReviewerVoice(member.slug, self.emit, self.round.number).report
        try:
            answer = self.gateway.ask(call, report)
        except ProviderError as error:
            self._fall_silent(member, error)
        else:
            self._give(member, answer)

    def _give(self, member: Member, answer: Answer) -> None:
        shown_to = in_order(self.shown_to[member.slug])
        labelled = {label: opinion.member for label, opinion in shown_to.items()}
        read = None if answer.is_partial else read_review(answer.text, list(labelled))
        with self.controls.changed:
            if self.is_over or self.controls.is_abandoned:
                return
            if read is None:
                message = "It ends in no ranking of what it was shown, and counts as absent."
                self._fail(member.slug, "unreadable_ballot", message)
                return
            reason, ranking = read
            review = Review(
                member=member.slug,
                shown=tuple(labelled.values()),
                ranking=tuple(tuple(labelled[label] for label in place) for place in ranking),
                reason=reason,
                model=answer.model,
                usage=answer.usage,
                seconds=answer.seconds,
                routing=routed(answer.routing),
                cost_nano_usd=answer.cost_nano_usd,
                round=self.round.number,
            )
            self.emit(_given(review))
            self.given[member.slug] = review

    def _fall_silent(self, member: Member, error: ProviderError) -> None:
        self.company.speaks(self._voice(member.slug), "")
        with self.controls.changed:
            if self.is_over or self.controls.is_abandoned:
                return
            if isinstance(error, Cancelled) and self.controls.stopped_by(member.slug):
                self._fail(member.slug, "stopped", "It was stopped.")
                return
            silence = why_silent(member, error, self.brief)
            is_late = silence.code == "deadline"
            self._fail(member.slug, silence.code, TOO_LATE if is_late else silence.message)

    def _fail(self, member: str, code: str, message: str) -> None:
        self.silent.add(member)
        self.emit(ReviewFailed(member, code, message, self.round.number))

    def _voice(self, member: str) -> str:
        return reviewer_voice(member, self.round.number)


def _given(review: Review) -> ReviewGiven:
    return ReviewGiven(
        member=review.member,
        shown=review.shown,
        ranking=review.ranking,
        reason=review.reason,
        has_abstained=not review.ranking,
        model=str(review.model),
        usage=shown(review.usage),
        cost_usd=as_usd(review.cost_nano_usd),
        seconds=round(review.seconds, 3),
        routing=review.routing,
        round=review.round,
    )
