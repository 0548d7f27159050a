"""Drives one deliberation and settles its status."""

from __future__ import annotations

import logging
from dataclasses import asdict
from enum import Enum, auto
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from redis import RedisError

from council import lease, results
from council.deliberation.brief import Brief, Conclusion, Outcome, SideBySide
from council.deliberation.controls import Controls
from council.deliberation.events import (
    DeliberationCancelled,
    DeliberationFailed,
    DeliberationFinished,
    OpinionFailed,
)
from council.deliberation.stages.silence import TOO_LATE
from council.deliberation.strategies import AFTERWARDS, STRATEGIES
from council.errors import CouncilError, LeaseLost, RunTooOften
from council.models import Deliberation
from council.recorder import Recorder
from council.running import running
from providers import registry
from providers.calls import CacheScope
from providers.catalogue.traffic import usual_seconds
from providers.connections import let_connection_go
from providers.errors import Cancelled
from providers.quota import Spender

log = logging.getLogger(__name__)

MOST_RUNS = 10
RESUMED_SECONDS = 60.0  # what a resumed deliberation has at least, however long it lay


class Ending(Enum):
    NOTHING_TO_DO = auto()  # another worker has it, or it has ended
    SETTLED = auto()
    ABANDONED = auto()  # this worker stops: another must go on


def run(deliberation_id: UUID) -> Ending:
    """Claim the deliberation and carry it through to its terminal event."""
    held = lease.claim(deliberation_id)
    if held is None:
        return Ending.NOTHING_TO_DO
    recorder = Recorder(held.deliberation, held.token)
    controls = Controls(held.deliberation.line_up["chair"]["slug"])
    with running().hold(deliberation_id, held.token, controls):
        try:
            return _run(recorder, controls)
        except LeaseLost:
            log.warning("%s was taken over by another worker", deliberation_id)
            return Ending.NOTHING_TO_DO
        except RedisError:
            controls.end()
            lease.release(held.token)
            log.warning("%s waits for Redis; a sweep will enqueue it again", deliberation_id)
            return Ending.NOTHING_TO_DO
        except Exception:
            log.exception("%s failed", deliberation_id)
            controls.end()
            _fail(recorder, "internal_error", "Something broke on our side; ask again.")
            raise
        finally:
            controls.abandon()
            let_connection_go()


def _run(recorder: Recorder, controls: Controls) -> Ending:
    try:
        _deliberate(recorder, controls)
    except Cancelled:
        controls.end()
        if controls.cancelled_by is None:
            lease.release(recorder.token)
            return Ending.ABANDONED
        recorder.end(
            DeliberationCancelled(controls.cancelled_by),
            status=Deliberation.Status.CANCELLED,
            outcome=Outcome.NONE,
        )
    except LeaseLost:
        raise
    except CouncilError as error:
        controls.end()
        _fail(recorder, error.code, f"{error.message}{_cause(recorder)}")
    return Ending.SETTLED


def _cause(recorder: Recorder) -> str:
    """Why nobody spoke, where it is the same for all: in the words of the first."""
    failed = [each for each in recorder.settled.values() if isinstance(each, OpinionFailed)]
    is_shared = len({each.code for each in failed}) == 1 and len(failed) == len(recorder.settled)
    return f" {failed[0].message}" if is_shared else ""


def _deliberate(recorder: Recorder, controls: Controls) -> None:
    deliberation = recorder.deliberation
    if deliberation.runs == 1:
        recorder.begin()
        results.freeze_knowledge(deliberation, recorder.token)
    else:
        recorder.resume()
    if deliberation.runs > MOST_RUNS:
        raise RunTooOften
    outcome, is_side_by_side = deliberation.outcome, False
    if not outcome:  # with its synthesis, by an earlier run
        conclusion = _conclude(recorder, controls)
        outcome, is_side_by_side = conclusion.outcome.value, isinstance(conclusion, SideBySide)
    controls.end()
    _miss_the_rest(recorder)
    # A later run reads what the earlier ones made as well.
    made = recorder.made if deliberation.runs == 1 else results.made_for(deliberation)
    receipt = results.receipt_of(deliberation, recorder.settled, made)
    recorder.end(
        DeliberationFinished(outcome, receipt, is_side_by_side),
        status=Deliberation.Status.DONE,
        outcome=outcome,
        receipt=asdict(receipt),
        is_side_by_side=is_side_by_side,
    )


def _conclude(recorder: Recorder, controls: Controls) -> Conclusion:
    deliberation = recorder.deliberation
    strategy = (STRATEGIES | AFTERWARDS)[deliberation.line_up["strategy"]]
    brief = _brief(deliberation, controls)
    gateway = registry.build_gateway(
        is_rehearsal=deliberation.is_rehearsal,
        spender=_spender(deliberation),
        tell=recorder.note_attempt,
        asks=_providers_of(brief),
    )
    let_connection_go()  # not held while providers are waited for
    return strategy(brief, gateway, recorder.emit)


def _providers_of(brief: Brief) -> set[str]:
    return {model.provider for place in (*brief.members, brief.chair) for model in place.models}


def _spender(deliberation: Deliberation) -> Spender:
    key = deliberation.api_key
    return Spender(
        person_id=deliberation.asked_by_id,
        council=deliberation.line_up["council"],
        trace_id=deliberation.id,
        max_cost_nano_usd=deliberation.max_cost_nano_usd,
        api_key_id=key.counted_as if key else "",
        person_name=deliberation.asked_by.get_username(),
        is_staff=key is None and deliberation.asked_by.is_staff,
    )


def _miss_the_rest(recorder: Recorder) -> None:
    """Who was speaking when a worker was lost after the synthesis is not asked again."""
    members, _ = results.members_of(recorder.deliberation)
    for member in members:
        if member.slug not in recorder.settled:
            recorder.emit(OpinionFailed(member.slug, "deadline", TOO_LATE))


def _brief(deliberation: Deliberation, controls: Controls) -> Brief:
    members, chair = results.members_of(deliberation)
    knowledge = results.knowledge_of(deliberation)
    seconds = deliberation.line_up["deadline_seconds"]
    if deliberation.runs > 1:
        left = (deliberation.deadline_at - timezone.now()).total_seconds()
        seconds = max(left, RESUMED_SECONDS)
    is_revision = deliberation.revises_id is not None
    has_rows = is_revision or deliberation.runs > 1
    return Brief(
        query=deliberation.query,
        members=knowledge.strongest_first(members),
        chair=chair,
        quorum=deliberation.line_up["quorum"],
        deadline_seconds=seconds,
        grace_seconds=settings.GRACE_SECONDS,
        trace_id=deliberation.id,
        opinions=tuple(results.opinions_of(deliberation)) if has_rows else (),
        silences=tuple(results.silences_of(deliberation)) if has_rows else (),
        reviews=tuple(results.reviews_of(deliberation)) if has_rows else (),
        controls=controls,
        triage=results.triage_of(deliberation),
        strengths=knowledge.strengths,
        calibrations=knowledge.calibrations,
        allow_paid=deliberation.allow_paid,
        cache=_cache_of(deliberation),
        usual_seconds=usual_seconds(),
        history=results.turns_of(deliberation),
        said=results.said_before(deliberation),
        is_revision=is_revision,
        contest=results.contest_of(deliberation),
        chaired_by=results.chaired_by(deliberation),
        points=tuple(deliberation.points),
    )


def _cache_of(deliberation: Deliberation) -> CacheScope | None:
    """Asked for expressly: also where an answer is drawn by chance."""
    if not deliberation.reuse_answers:
        return None
    return CacheScope("user", str(deliberation.asked_by_id), keeps_chance=True)


def _fail(recorder: Recorder, code: str, message: str) -> None:
    recorder.end(
        DeliberationFailed(code, message),
        status=Deliberation.Status.FAILED,
        outcome=Outcome.NONE,
        code=code,
        message=message,
    )
