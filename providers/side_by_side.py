"""Models compared and tested for a person: found by their names, asked at that person's expense."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from math import inf
from uuid import uuid4

from providers.catalogue.routes import unpinned
from providers.catalogue.substitutes import explain, find_candidates
from providers.comparison.asking import Records, Table
from providers.comparison.comparing import Comparison, compare
from providers.connections import let_connection_go
from providers.ledger.door import refusal_at_the_door
from providers.model_tests.cases import Case
from providers.model_tests.testing import CaseReport, put_cases
from providers.models import LanguageModel
from providers.protocol import ModelRef
from providers.quota import Spender
from providers.registry import build_gateway
from providers.scripted.markers import faults_of_markers
from providers.stored_keys import is_rehearsal
from providers.switch import Switch

ONE_ANSWER_SECONDS = 60.0


class Unaskable(Exception):
    """Nothing was asked; `fields` say what is wrong with what was wanted."""

    def __init__(self, field: str, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.fields = {field: list(faults)}


@dataclass(frozen=True, slots=True)
class Patience:
    """`seconds` for each answer; no model speaks after `whole_seconds`, or once the switch is
    cut."""

    seconds: float = ONE_ANSWER_SECONDS
    whole_seconds: float = inf
    switch: Switch = field(default_factory=Switch)


def compare_models(
    *, names: Sequence[str], query: str, spender: Spender, patience: Patience
) -> Comparison:
    """Raises Unaskable, and ProviderError where the person has no room for it."""
    models = _find_models(names)
    _check_markers("query", [query], models)
    return compare(query, models, _lay_table(spender, patience))


def examine_models(
    *, names: Sequence[str], cases: Sequence[Case], spender: Spender, patience: Patience
) -> CaseReport:
    """Raises Unaskable, and ProviderError where the person has no room for it."""
    models = _find_models(names)
    _check_markers("cases", [case.prompt for case in cases], models)
    return put_cases(cases, models, _lay_table(spender, patience))


def _find_models(names: Sequence[str]) -> list[ModelRef]:
    """In their order, each once. Behind a router a name may end in the host to be asked."""
    candidates = {str(model): model for model in find_candidates()}
    wanted = {name: _find_model(name, candidates) for name in names}
    faults = [_unknown(name, candidates) for name, model in wanted.items() if model is None]
    if faults:
        raise Unaskable("models", faults)
    return [model for model in wanted.values() if model is not None]


def _find_model(name: str, candidates: Mapping[str, LanguageModel]) -> ModelRef | None:
    provider, _, own_name = name.partition(":")
    row = candidates.get(unpinned(ModelRef(provider, own_name)))
    return replace(row.as_ref(), name=own_name) if row else None


def _unknown(name: str, candidates: Mapping[str, LanguageModel]) -> str:
    if explanation := explain(name):
        return explanation.message
    shown = f"There is no model {name[:80]!r} that may be asked"
    near = get_close_matches(name, candidates, n=1, cutoff=0)
    return f"{shown}; the nearest is {near[0]}." if near else f"{shown}."


def _check_markers(field: str, queries: Sequence[str], models: Sequence[ModelRef]) -> None:
    """In rehearsal; what is misspelt would be followed by nobody, and nobody would know why."""
    if not is_rehearsal():
        return
    known = [model.name for model in models]
    if faults := [fault for query in queries for fault in faults_of_markers(query, known)]:
        raise Unaskable(field, faults)


def _lay_table(spender: Spender, patience: Patience) -> Table:
    is_played = is_rehearsal()
    if not is_played and (refusal := refusal_at_the_door(spender)):
        raise refusal
    records, trace_id = Records(), uuid4()
    gateway = build_gateway(
        is_rehearsal=is_played,
        spender=replace(spender, trace_id=trace_id),
        tell=records.note,
    )
    let_connection_go()  # not held while providers are waited for
    ends_at = time.monotonic() + patience.whole_seconds
    return Table(gateway, records, patience.seconds, ends_at, trace_id, patience.switch)
