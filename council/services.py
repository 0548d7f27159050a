"""What a person may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from accounts.models import ApiKey
from accounts.pepper import digest
from council import commands, lease, results, tasks
from council.conversations import (
    NOTHING,
    Earlier,
    Place,
    begin_conversation,
    choose_history,
    find_dissenter,
    find_place,
)
from council.deliberation.brief import Outcome
from council.deliberation.events import DeliberationCancelled
from council.deliberation.strategies import STRATEGIES, UNCHAIRED
from council.errors import (
    AlreadyFinished,
    KeyReused,
    NoChair,
    StillRunning,
    UnknownCouncil,
    UnknownMarker,
    UnknownMember,
    UnknownStrategy,
    WindowFull,
)
from council.line_up import freeze, narrow
from council.models import Council, Deliberation, IdempotencyKey, Opinion
from council.recorder import Recorder
from providers import rows
from providers.ledger.door import refusal_at_the_door
from providers.quota import Spender
from providers.scripted.markers import faults_of_markers
from providers.stored_keys import is_rehearsal

DEFAULT_COUNCIL = "general"
DISSENTER = "dissenter"  # in place of the name of a member
COUNCIL = rows.Prepared(  # of that slug, if this person may see it
    lambda: Council.objects.visible_to(User(pk=0)).filter(slug="").order_by()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which a query is put. `max_cost_nano_usd`: what all its attempts together may cost, if
    that is limited; `earlier`: what it comes after; `to`: the one member that is asked, or
    `dissenter`. What is left at None or empty is as the council has it."""

    strategy: str = ""
    max_cost_nano_usd: int | None = None
    allow_paid: bool | None = None
    reuse_answers: bool | None = None
    earlier: Earlier = NOTHING
    to: str = ""


AS_USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Submission:
    """`is_replayed`: the same key and body were submitted before."""

    deliberation: Deliberation
    is_replayed: bool = False


def submit_query(
    *,
    asked_by: User,
    council: Council,
    query: str,
    terms: Terms = AS_USUAL,
    api_key: ApiKey | None = None,
) -> Deliberation:
    """Store the query with the council as it stands now, and enqueue it once it is committed.
    `api_key` is what it is asked with: its quota windows count.

    Raises CouncilIncomplete, UnknownStrategy, UnknownTurn, UnknownMember, StillRunning,
    WindowFull, and in rehearsal UnknownMarker.
    """
    _check_strategy(terms.strategy)
    place = find_place(person=asked_by, earlier=terms.earlier) if terms.earlier else None
    follows = _ended_turn(place)
    is_played = is_rehearsal()
    if not is_played:  # which counts nowhere
        check_windows(asked_by, council.slug, api_key)
    line_up = _line_up(council, query, terms, follows, is_played=is_played)
    if is_played:
        _check_markers(query, line_up)
    deliberation = Deliberation(
        asked_by=asked_by,
        api_key=api_key,
        conversation=place.conversation if place else begin_conversation(person=asked_by),
        follows=follows,
        council=council,
        query=query,
        line_up=line_up,
        is_rehearsal=is_played,
        max_cost_nano_usd=terms.max_cost_nano_usd,
        allow_paid=_wished(terms.allow_paid, council.allow_paid),
        reuse_answers=_wished(terms.reuse_answers, council.reuse_answers),
    )
    if follows is not None:
        members, chair = results.members_of(deliberation)
        deliberation.earlier = choose_history(
            follows=follows, query=query, members=members, chair=chair
        )
    store_and_enqueue(deliberation)
    return deliberation


def submit_query_once(
    *,
    asked_by: User,
    council: Council,
    query: str,
    key: str,
    terms: Terms = AS_USUAL,
    api_key: ApiKey | None = None,
) -> Submission:
    """Like `submit_query`; the same key and body again give the same deliberation. Without a key
    every submission is a new one.

    Of two at once the second waits for the first. Raises KeyReused for another body.
    """
    submit = partial(
        submit_query,
        asked_by=asked_by,
        council=council,
        query=query,
        terms=terms,
        api_key=api_key,
    )
    if not key:
        return Submission(submit())
    key_digest = digest(key)
    body_digest = digest(f"{council.slug}\n{terms}\n{query}")
    try:
        with transaction.atomic():
            deliberation = submit()
            IdempotencyKey.objects.create(
                person=asked_by,
                key_digest=key_digest,
                body_digest=body_digest,
                deliberation=deliberation,
            )
            return Submission(deliberation)
    except (IntegrityError, StillRunning, WindowFull):
        under_key = IdempotencyKey.objects.filter(person=asked_by, key_digest=key_digest)
        kept = under_key.select_related("deliberation").first()
        if kept is None:
            raise
    if kept.body_digest != body_digest:
        raise KeyReused
    return Submission(kept.deliberation, is_replayed=True)


def find_council(*, asked_by: User, slug: str = "", earlier: Earlier = NOTHING) -> Council:
    """The council of that slug, else the one that was asked earlier, else the default one. Raises
    UnknownCouncil, UnknownTurn."""
    if earlier and not slug:
        slug = find_place(person=asked_by, earlier=earlier).like.line_up["council"]
    slug = slug or DEFAULT_COUNCIL
    council = COUNCIL.first(asked_by.pk, slug)
    if council is None:
        seen = Council.objects.visible_to(asked_by).values_list("slug", flat=True)
        message = f"There is no council named {slug[:60]}. There are {', '.join(seen)}."
        raise UnknownCouncil(message, fields={"council": [message]})
    return council


def cancel_deliberation(*, deliberation: Deliberation, by: str) -> None:
    """Stop everybody. What is still queued is cancelled here, as its runner would.

    Raises AlreadyFinished.
    """
    _check_unfinished(deliberation)
    commands.give(deliberation.id, "cancel", by=by)
    if deliberation.status == Deliberation.Status.QUEUED:
        _cancel_queued(deliberation.id, by)


def stop_member(*, deliberation: Deliberation, member: str, by: str) -> None:
    """Cut one member or the chair; its text so far is kept.

    Raises UnknownMember, AlreadyFinished.
    """
    members, chair = results.members_of(deliberation)
    if member not in {voice.slug for voice in (*members, chair)}:
        raise UnknownMember
    _check_unfinished(deliberation)
    commands.give(deliberation.id, "stop", by=by, member=member)


def synthesize_now(*, deliberation: Deliberation, by: str, chair: str = "") -> None:
    """Go on with the opinions that are there, and have this member write in the chair's place, if
    one is named: whoever writes now is cut.

    Raises UnknownMember, NoChair, AlreadyFinished.
    """
    members, _ = results.members_of(deliberation)
    if chair and chair not in {member.slug for member in members}:
        raise UnknownMember
    _check_unfinished(deliberation)
    if chair and deliberation.line_up["strategy"] in UNCHAIRED:
        raise NoChair
    commands.give(deliberation.id, "synthesize", by=by, member=chair)


def _wished(wish: bool | None, default: bool) -> bool:  # noqa: FBT001  values, no switches
    return default if wish is None else wish


def _ended_turn(place: Place | None) -> Deliberation | None:
    """What the new turn follows. Raises StillRunning."""
    follows = place.follows if place else None
    if follows is not None and not follows.has_ended:
        raise StillRunning
    return follows


def _line_up(
    council: Council, query: str, terms: Terms, follows: Deliberation | None, *, is_played: bool
) -> dict[str, Any]:
    if not terms.to:
        return freeze(council, is_rehearsal=is_played, strategy=terms.strategy, query=query)
    everybody = freeze(council, is_rehearsal=is_played, strategy=Council.Strategy.PANEL.value)
    return narrow(everybody, find_dissenter(follows) if terms.to == DISSENTER else terms.to)


def _cancel_queued(deliberation_id: UUID, by: str) -> None:
    held = lease.claim(deliberation_id)
    if held is None:
        return  # a worker was quicker, and hears the command
    recorder = Recorder(held.deliberation, held.token)
    recorder.begin()
    recorder.end(
        DeliberationCancelled(by), status=Deliberation.Status.CANCELLED, outcome=Outcome.NONE
    )


def store_and_enqueue(deliberation: Deliberation, kept: Iterable[Opinion] = ()) -> None:
    """Store it with the opinions it keeps, and have it run once that is committed. What the broker
    cannot take then, a sweep enqueues."""
    rows.insert(deliberation)
    for row in kept:
        row.deliberation = deliberation
        rows.insert(row)
    transaction.on_commit(partial(tasks.run_deliberation.delay, str(deliberation.id)), robust=True)


def check_windows(asked_by: User, council: str, api_key: ApiKey | None) -> None:
    """Raises WindowFull."""
    key_id = api_key.counted_as if api_key else ""
    name = asked_by.get_username()
    spender = Spender(asked_by.pk, council, api_key_id=key_id, person_name=name)
    refusal = refusal_at_the_door(spender)
    if refusal:
        raise WindowFull(refusal.message, refusal.retry_after_seconds)


def _check_strategy(name: str) -> None:
    if name not in ("", *STRATEGIES):
        message = f"There is no strategy {name[:40]}. There are {', '.join(sorted(STRATEGIES))}."
        raise UnknownStrategy(message, fields={"strategy": [message]})


def _check_markers(query: str, line_up: dict[str, Any]) -> None:
    """What is misspelt would be followed by nobody, and nobody would know why."""
    places = [*line_up["members"], line_up["chair"]]
    faults = faults_of_markers(query, [m["name"] for place in places for m in place["models"]])
    if faults:
        raise UnknownMarker(" ".join(faults), fields={"query": faults})


def _check_unfinished(deliberation: Deliberation) -> None:
    if deliberation.has_ended:
        raise AlreadyFinished
