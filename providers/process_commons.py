"""What the gateways of all workers share: states and answers in Redis, the rest in this process."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from providers import events
from providers.answer_cache import RedisAnswerCache
from providers.cooldowns.boards import BoardStates, LocalStates
from providers.cooldowns.shared_boards import SharedBoards
from providers.cooldowns.transitions import Transition, log_transition
from providers.cooldowns.verdicts import REHEARSED
from providers.encryption import cipher
from providers.gateway.means import Commons
from providers.redis_client import quick


def commons(*, is_rehearsal: bool) -> Commons:
    """Nothing is learned from a rehearsal: each begins anew, so that a scripted fault can be
    watched as often as one likes."""
    return Commons(states=LocalStates(rules=REHEARSED)) if is_rehearsal else _real()


def forget() -> None:
    """Begin anew, as a new process would."""
    _real.cache_clear()


def _tell(transition: Transition) -> None:
    log_transition(transition)
    events.publish("circuit.changed", transition.as_told())


@cache
def _real() -> Commons:
    prefix = settings.REDIS_PREFIX
    return Commons(
        states=BoardStates(SharedBoards(quick(), f"{prefix}states:"), tell=_tell),
        cache=RedisAnswerCache(
            quick(), f"{prefix}cache:", cipher(), lease_seconds=settings.LEASE_SECONDS
        ),
    )
