"""Which host serves a call's models behind a router, by its last list and what is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from providers import process_commons, protocol
from providers.calls import Asked
from providers.catalogue.routes import (
    ROUTERS,
    Choice,
    IsResting,
    Pinned,
    choose_hosts,
    in_turn,
    split_suffix,
)
from providers.connections import let_connection_go
from providers.cooldowns.protocol import Keys
from providers.errors import NotServed
from providers.kept import Kept
from providers.models import Host
from providers.money import NANO_USD
from providers.protocol import ModelRef

Hosts = Mapping[tuple[str, str], Sequence[protocol.Host]]


def pin_models(models: Sequence[ModelRef], needs_tokens: int, *, is_resting: IsResting) -> Pinned:
    """A call's models, each pinned to its best host; where there is none the model is left out,
    and where none is left the router may say for itself why it serves none of them."""
    if not any(model.provider in ROUTERS for model in models):
        return Pinned(tuple(models))
    ways, left_out = [], []
    for model in models:
        try:
            ways.append(choose(model, needs_tokens, is_resting))
        except NotServed as error:
            left_out.append(Asked(model, code=error.code, message=error.message))
    return in_turn(ways, left_out) if ways else Pinned(tuple(models))


def choose(model: ModelRef, needs_tokens: int, is_resting: IsResting) -> list[Choice]:
    """The pinned ways to this model, the best first. Raises NotServed."""
    hosts = hosts_kept.now() if model.provider in ROUTERS else {}
    name, _ = split_suffix(model)
    known = hosts.get((model.provider, model.name)) or hosts.get((model.provider, name)) or ()
    return choose_hosts(model, known, needs_tokens=needs_tokens, is_resting=is_resting)


def is_left_alone(model: ModelRef, keys: Keys) -> bool:
    """By what the gateways of all workers have learned."""
    states = process_commons.commons(is_rehearsal=False).states
    return states.read([model], keys)[str(model)].status == "open"


def read_hosts() -> Hosts:
    """Those of the last lists, by provider and model."""
    found: defaultdict[tuple[str, str], list[protocol.Host]] = defaultdict(list)
    for row in Host.objects.select_related("language_model__provider"):
        found[row.language_model.provider.name, row.language_model.name].append(_as_listed(row))
    let_connection_go()
    return dict(found)


hosts_kept: Kept[Hosts] = Kept(read_hosts)


def _as_listed(row: Host) -> protocol.Host:
    return protocol.Host(
        name=row.name,
        is_live=row.is_live,
        context_tokens=row.context_tokens,
        input_usd_per_million=_usd(row.input_nano_usd),
        output_usd_per_million=_usd(row.output_nano_usd),
        is_free=row.is_free,
        first_token_seconds=row.first_token_seconds,
        tokens_per_second=row.tokens_per_second,
        supports_tools=row.supports_tools,
        supports_structured_output=row.supports_structured_output,
    )


def _usd(nano: int | None) -> Decimal | None:
    return None if nano is None else Decimal(nano) / NANO_USD
