"""What lasts at the providers until somebody mends it, as the boards have it; and the alerts, each
raised once and ended when its cause is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import isinf
from typing import Final

from django.utils import timezone
from redis import Redis, RedisError

from providers import process_commons, registry
from providers.cooldowns.circuits import Circuit, has_refused
from providers.errors import (
    Gated,
    InvalidCredentials,
    Misconfigured,
    ProviderError,
    QuotaExhausted,
)
from providers.ledger.alerts import Trouble, end_alert, raise_alert
from providers.models import Alert, Attempt
from providers.redis_client import quick
from providers.sources import Source, keys_of

log = logging.getLogger(__name__)

LASTING: Final[Mapping[str, type[ProviderError]]] = {
    kind.code: kind for kind in (QuotaExhausted, InvalidCredentials, Gated, Misconfigured)
}
# What happens once is over after a day, and may then be told anew.
PASSING: Final = (Alert.Kind.OVER_HOLD, Alert.Kind.EXPIRED, Alert.Kind.UNPRICED)
PASSING_HOURS: Final = 24


def watch_troubles(client: Redis | None = None) -> None:
    """Raise the alerts of what lasts, and end those of what does not any more."""
    now = timezone.now()
    passed = now - timedelta(hours=PASSING_HOURS)
    for alert in Alert.objects.filter(kind__in=PASSING, ends_at=None, raised_at__lt=passed):
        end_alert(alert)
    try:
        (client or quick()).ping()
    except RedisError:
        log.warning("Redis does not answer: what lasts at the providers is looked at later")
        return
    found = {(each.kind.value, each.about): each for each in _found()}
    for alert in Alert.objects.filter(kind__in=list(LASTING), ends_at=None):
        if not found.pop((alert.kind, alert.about), None):
            end_alert(alert)
    for trouble in found.values():
        raise_alert(trouble)


def _found() -> Iterator[Trouble]:
    """Of the providers and keys that are in use: of no others anybody need know."""
    states = process_commons.commons(is_rehearsal=False).states
    for source in registry.sources_kept.now():
        board, now = states.look(source.name)
        for name, circuit in board.items():
            if circuit.code in LASTING and has_refused(circuit, now) and _is_in_use(name, source):
                yield _trouble(source, name, circuit)


def _is_in_use(circuit: str, source: Source) -> bool:
    kind, _, rest = circuit.partition(" ")
    ids = {key.id for key in keys_of([source])[source.name]}
    return kind not in ("key", "route") or rest.partition(" ")[0] in ids


def _trouble(source: Source, circuit: str, state: Circuit) -> Trouble:
    kind, _, rest = circuit.partition(" ")
    key_id, _, model = rest.partition(" ") if kind == "route" else (rest, "", "")
    names = {key.id: key.name for key in source.keys}
    whom = ", ".join(filter(None, [source.label, model, names.get(key_id, "")]))
    return Trouble(
        Alert.Kind(state.code),
        f"{source.name} {circuit}",
        f"{whom}: {_cause(source, model, state.code)} It is left alone {_until(state)}.",
        source.name,
        model,
    )


def _cause(source: Source, model: str, code: str) -> str:
    """As the last attempt was told; the alert may be there before that is stored."""
    attempts = Attempt.objects.filter(provider=source.name, code=code, is_rehearsal=False)
    if model:
        attempts = attempts.filter(model=model)
    told = attempts.order_by("-started_at").values_list("message", flat=True).first()
    return told or LASTING[code]().message


def _until(state: Circuit) -> str:
    if isinf(state.rests_until):
        return "until it is mended"
    return f"until {datetime.fromtimestamp(state.rests_until, UTC):%d %B %Y, %H:%M} UTC"
