"""What /status tells: each provider and each enabled model as it stands."""

from __future__ import annotations

from typing import Any

from providers.catalogue.condition import Condition, askable_models
from providers.models import LanguageModel, Provider
from providers.stored_keys import is_rehearsal


def show_status() -> dict[str, Any]:
    condition = Condition()
    askable = set(askable_models().values_list("pk", flat=True))
    rows = LanguageModel.objects.filter(is_enabled=True, provider__is_enabled=True)
    models = [
        _model(row, condition, is_askable=row.pk in askable)
        for row in rows.select_related("provider").prefetch_related("hosts", "tags")
    ]
    is_well = any(model["is_usable"] for model in models)
    return {
        "status": "ok" if is_well else "unavailable",
        "rehearsal": is_rehearsal(),
        "providers": [_provider(row) for row in Provider.objects.filter(is_enabled=True)],
        "models": models,
    }


def _provider(row: Provider) -> dict[str, Any]:
    return {
        "name": row.name,
        "health": row.health_status,
        "code": row.health_code,
        "checked_at": row.health_checked_at,
    }


def _model(row: LanguageModel, condition: Condition, *, is_askable: bool) -> dict[str, Any]:
    state, traffic = condition.state_of(row), condition.traffic_of(row)
    found = condition.readiness_of(row)
    return {
        "name": str(row),
        "is_usable": is_askable and state.status != "open",
        "state": state.status,
        "until": state.until,
        "code": state.code,
        "readiness": found.status,
        "ready_at": found.ready_at,
        "substitute": condition.substitute_of(row),
        "last_success_at": traffic.last_success_at,
        "last_failure_at": traffic.last_failure_at,
        "last_failure_code": traffic.last_failure_code,
    }
