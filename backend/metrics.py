"""What /metrics tells Prometheus: what the database and Redis have counted, of all processes.

Counters begin anew at midnight UTC, which Prometheus takes for a restart: a day is read quickly,
however long the ledger is. Rehearsals count only among the deliberations.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry
from redis import RedisError

from council.models import Deliberation
from council.redis_clients import queue_length
from providers.catalogue.condition import askable_models
from providers.catalogue.model_states import read_states, states_of
from providers.ledger.limits import limits_now
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import WindowReading, read_windows, windows_of_provider
from providers.ledger.usage import NOT_SENT
from providers.ledger.windows import Scope
from providers.models import Alert, Attempt, Provider
from providers.money import NANO_USD
from providers.registry import sources_kept

Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily

STATES: Final = ("closed", "open", "half_open")
BUCKETS: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds to the first text
MODEL: Final = ("provider", "model")
WINDOW: Final = ("scope", "scope_id", "metric", "period")


class CouncilCollector(Collector):
    """Reads everything anew for each scrape."""

    def collect(self) -> Iterator[Family]:
        midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        attempts = _attempts(midnight)
        yield _attempts_by_code(attempts)
        yield from _used(attempts.exclude(NOT_SENT))
        yield _first_texts(attempts.exclude(first_text_seconds=None))
        yield _model_states()
        yield from _quota_windows()
        yield _alerts()
        yield _ended(midnight)
        yield _unfinished()
        yield from _queue()


REGISTRY: Final = CollectorRegistry()
REGISTRY.register(CouncilCollector())


def _attempts(since: datetime) -> QuerySet[Attempt]:
    """By the index that begins with the provider."""
    names = list(Provider.objects.values_list("name", flat=True))
    return Attempt.objects.filter(
        provider__in=names, started_at__gte=since, is_rehearsal=False
    ).order_by()


def _attempts_by_code(attempts: QuerySet[Attempt]) -> Family:
    labels = (*MODEL, "status", "code")
    family = CounterMetricFamily(
        "ai_council_attempts", "Attempts at models, since midnight UTC.", labels=labels
    )
    for *names, count in attempts.values_list(*labels).annotate(count=Count("id")):
        family.add_metric(names, count)
    return family


def _used(sent: QuerySet[Attempt]) -> Iterator[Family]:
    tokens = CounterMetricFamily(
        "ai_council_tokens", "Tokens in and out, since midnight UTC.", labels=(*MODEL, "direction")
    )
    cost = CounterMetricFamily(
        "ai_council_cost_usd", "What it cost as far as known, since midnight UTC.", labels=MODEL
    )
    unpriced = CounterMetricFamily(
        "ai_council_unpriced_attempts",
        "Attempts whose cost is not known, since midnight UTC.",
        labels=MODEL,
    )
    sums = sent.values_list(*MODEL).annotate(
        into=Sum("input_tokens"),
        out=Sum("output_tokens"),
        spent=Sum("cost_nano_usd", default=0),
        unknown=Count("id", filter=Q(cost_nano_usd=None)),
    )
    for provider, model, into, out, spent, unknown in sums:
        tokens.add_metric([provider, model, "in"], into)
        tokens.add_metric([provider, model, "out"], out)
        cost.add_metric([provider, model], spent / NANO_USD)
        unpriced.add_metric([provider, model], unknown)
    yield from (tokens, cost, unpriced)


def _first_texts(heard: QuerySet[Attempt]) -> Family:
    family = HistogramMetricFamily(
        "ai_council_first_text_seconds",
        "How long models took to their first text, since midnight UTC.",
        labels=MODEL,
    )
    within = {
        f"within_{place}": Count("id", filter=Q(first_text_seconds__lte=seconds))
        for place, seconds in enumerate(BUCKETS)
    }
    counted = heard.values_list(*MODEL).annotate(
        **within, all=Count("id"), seconds=Sum("first_text_seconds")
    )
    for provider, model, *counts, seconds in counted:
        bounds = (*map(str, BUCKETS), "+Inf")
        buckets = [(bound, float(count)) for bound, count in zip(bounds, counts, strict=True)]
        family.add_metric([provider, model], buckets, seconds)
    return family


def _model_states() -> Family:
    family = GaugeMetricFamily(
        "ai_council_model_state",
        "1 for the state a model is in: open is left alone.",
        labels=(*MODEL, "state"),
    )
    models = {str(model): model for model in askable_models()}
    for name, state in states_of(models.values(), read_states).items():
        at = [models[name].provider.name, models[name].name]
        for each in STATES:
            family.add_metric([*at, each], float(state.status == each))
    return family


def _quota_windows() -> Iterator[Family]:
    """Of providers, their keys by name, and everybody together: nobody's own."""
    used = GaugeMetricFamily(
        "ai_council_quota_used", "What is used of a quota window; money in USD.", labels=WINDOW
    )
    limit = GaugeMetricFamily(
        "ai_council_quota_limit", "How much a quota window allows; money in USD.", labels=WINDOW
    )
    limits, names = limits_now(), {}
    applying = dict.fromkeys(limits.applying_to({Scope.GLOBAL: ""}))
    for source in sources_kept.now():
        names.update({key.id: key.name for key in source.keys})
        applying.update(
            dict.fromkeys(windows_of_provider(limits, source.name, [k.id for k in source.keys]))
        )
    for reading in read_windows(list(applying), shared_rates()):
        whose = names.get(reading.scope_id, reading.scope_id)
        window = reading.window
        labels = [window.scope.value, whose, reading.metric, window.period.value]
        limit.add_metric(labels, _in_units(reading, window.limit))
        if reading.used_amount is not None:
            used.add_metric(labels, _in_units(reading, reading.used_amount))
    yield from (used, limit)


def _in_units(reading: WindowReading, amount: int) -> float:
    return amount / NANO_USD if reading.is_money else float(amount)


def _alerts() -> Family:
    family = GaugeMetricFamily("ai_council_alerts", "Current alerts.", labels=("kind",))
    counts = Alert.objects.current().order_by().values_list("kind").annotate(count=Count("id"))
    for kind, count in counts:
        family.add_metric([kind], count)
    return family


def _ended(since: datetime) -> Family:
    labels = ("status", "outcome", "rehearsal")
    family = CounterMetricFamily(
        "ai_council_deliberations_ended",
        "Deliberations that have ended, since midnight UTC.",
        labels=labels,
    )
    ended = Deliberation.objects.filter(ended_at__gte=since).order_by()
    counts = ended.values_list("status", "outcome", "is_rehearsal").annotate(count=Count("id"))
    for status, outcome, is_rehearsal, count in counts:
        family.add_metric([status, outcome, str(is_rehearsal).lower()], count)
    return family


def _unfinished() -> Family:
    family = GaugeMetricFamily(
        "ai_council_deliberations", "Deliberations that wait or are under way.", labels=("status",)
    )
    rows = Deliberation.objects.unfinished().order_by()
    counts = dict(rows.values_list("status").annotate(count=Count("id")))
    for status in (Deliberation.Status.QUEUED, Deliberation.Status.RUNNING):
        family.add_metric([status.value], counts.get(status, 0))
    return family


def _queue() -> Iterator[Family]:
    """Nothing where Redis does not answer."""
    try:
        yield GaugeMetricFamily(
            "ai_council_queue_length", "Tasks that no worker has taken yet.", value=queue_length()
        )
    except RedisError:
        return
