"""What a deliberation costs: told in its events, rows and receipt, capped, and added up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from council import runner
from council.models import Council, Deliberation
from providers.ledger.limits import forget_limits
from providers.ledger.prices import record_price
from providers.models import Attempt, Budget, LanguageModel
from providers.money import as_usd
from providers.protocol import ListPrice
from tests.factories import make_council, make_deliberation, make_language_model
from tests.integration.ledgers import make_window
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import read_log
from tests.integration.ways_in import client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provider(upstream: Rehearsal, settings: Settings) -> Rehearsal:
    """The rehearsal upstream as if it were the real Hugging Face."""
    settings.REHEARSAL, settings.GRACE_SECONDS = False, 10.0
    settings.HF_TOKEN = "hf_canarykey"  # noqa: S105
    settings.HF_BASE_URL = upstream.url
    return upstream


@pytest.fixture
def council() -> Council:
    return make_council()


def set_price(usd_per_million: str, *names: str) -> None:
    for name in names:
        usd = Decimal(usd_per_million)
        record_price(make_language_model(name), ListPrice(usd, usd), source="test")
    forget_limits()


def carry_through(
    ann: User, council: Council, *, max_cost: int | None = None, is_rehearsal: bool = False
) -> Deliberation:
    deliberation = make_deliberation(ann, council, is_rehearsal=is_rehearsal)
    Deliberation.objects.filter(id=deliberation.id).update(max_cost_nano_usd=max_cost)
    runner.run(deliberation.id)
    deliberation.refresh_from_db()
    return deliberation


def told(deliberation: Deliberation, kind: str) -> list[dict[str, Any]]:
    return [event for event in read_log(deliberation.id) if event["type"] == kind]


def read(client: Client, path: str) -> dict[str, Any]:
    body: dict[str, Any] = client.get(path).json()
    return body


def test_every_part_says_what_it_cost_and_the_receipt_adds_up(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "cleo", "chair")
    deliberation = carry_through(ann, council)
    attempts = list(Attempt.objects.filter(trace_id=deliberation.id))
    costs = {row.voice: row.cost_nano_usd for row in attempts}
    for row in attempts:
        assert row.cost_nano_usd == 1000 * (row.input_tokens + row.output_tokens) > 0
        assert row.price_input_nano_usd == row.price_output_nano_usd == 10**9
        assert row.person_id == ann.pk
    for given in told(deliberation, "opinion.given"):
        assert given["cost_usd"] == as_usd(costs[given["member"]])
    [synthesis] = told(deliberation, "synthesis.given")
    assert synthesis["cost_usd"] == as_usd(costs["chair"])
    total = as_usd(sum(row.cost_nano_usd or 0 for row in attempts))
    [finished] = told(deliberation, "deliberation.finished")
    assert (finished["receipt"]["cost_usd"], finished["receipt"]["is_complete"]) == (total, True)
    body = read(client_of(ann), f"/api/deliberations/{deliberation.id}/")
    assert body["receipt"]["cost_usd"] == total
    assert {o["member"]: o["cost_usd"] for o in body["opinions"]} == {
        voice: as_usd(cost) for voice, cost in costs.items() if voice != "chair"
    }
    assert body["opinions"][0]["attempts"][0]["cost_usd"] == as_usd(costs["ann"])


def test_what_was_cached_and_thought_is_stored_and_paid_at_its_own_price(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    prices = ListPrice(Decimal(2), Decimal(4), cached_usd=Decimal(1), reasoning_usd=Decimal(8))
    for name in ("ann", "bob", "cleo", "chair"):
        record_price(make_language_model(name), prices, source="test")
    forget_limits()
    provider.set_faults(ann=["cached:10"], bob=["thinks:50"])
    deliberation = carry_through(ann, council)
    rows = {row.voice: row for row in Attempt.objects.filter(trace_id=deliberation.id)}
    reader, thinker, plain = rows["ann"], rows["bob"], rows["cleo"]
    assert (reader.cached_input_tokens, reader.reasoning_tokens) == (10, 0)
    assert (thinker.cached_input_tokens, thinker.reasoning_tokens) == (0, 50)
    assert (plain.cached_input_tokens, plain.reasoning_tokens) == (0, 0)
    for row in rows.values():
        full = 2000 * row.input_tokens + 4000 * row.output_tokens
        assert row.cost_nano_usd == full - 1000 * row.cached_input_tokens + (
            4000 * row.reasoning_tokens
        )
        assert (row.price_cached_nano_usd, row.price_reasoning_nano_usd) == (10**9, 8 * 10**9)


def test_a_sum_with_an_unknown_part_says_so(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "chair")
    deliberation = carry_through(ann, council)
    by_member = {g["member"]: g["cost_usd"] for g in told(deliberation, "opinion.given")}
    assert by_member["cleo"] is None
    assert by_member["ann"] is not None
    assert deliberation.receipt
    assert deliberation.receipt["is_complete"] is False
    assert deliberation.receipt["cost_usd"] is not None


def test_without_any_price_the_cost_is_not_known(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    receipt = carry_through(ann, council).receipt or {}
    assert (receipt["cost_usd"], receipt["is_complete"]) == (None, False)


def test_a_failed_attempt_costs_nothing_and_leaves_the_sum_complete(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("0", "ann", "bob", "cleo", "chair")
    provider.set_faults(ann=["500", "ok"])
    deliberation = carry_through(ann, council)
    assert Attempt.objects.filter(trace_id=deliberation.id).count() == 5
    receipt = deliberation.receipt or {}
    assert (receipt["cost_usd"], receipt["is_complete"]) == ("0", True)


def test_a_cap_that_leaves_no_room_lets_nobody_be_asked(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "cleo", "chair")
    deliberation = carry_through(ann, council, max_cost=1000)
    assert (deliberation.status, deliberation.code) == ("failed", "quorum_not_reached")
    assert provider.calls() == {}
    [first, *_] = told(deliberation, "opinion.failed")
    assert "quota window of $0.000001 in all for this deliberation is full" in first["message"]
    assert set(Attempt.objects.values_list("code", flat=True)) == {"cap_reached"}


def test_a_cap_holds_over_all_attempts_together(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "cleo", "chair")
    cap = 4_000_000  # what two or three of them may take
    deliberation = carry_through(ann, council, max_cost=cap)
    spent = sum(row.cost_nano_usd or 0 for row in Attempt.objects.all())
    assert 0 < spent <= cap
    [budget] = Budget.objects.all()
    assert (budget.spent_nano_usd, budget.held_nano_usd) == (spent, 0)
    assert (deliberation.receipt or {})["cost_usd"] == as_usd(spent)


def test_under_a_cap_only_what_has_a_price_is_asked_and_what_is_free_passes(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("0", "ann", "bob", "chair")
    deliberation = carry_through(ann, council, max_cost=0)
    assert set(provider.calls()) == {"ann", "bob", "chair"}
    assert (deliberation.status, deliberation.outcome) == ("done", "degraded")
    assert (deliberation.receipt or {})["cost_usd"] == "0"
    [silent] = told(deliberation, "opinion.failed")
    assert (silent["member"], silent["code"]) == ("cleo", "unpriced")


def test_a_refusal_of_ours_sends_nothing(ann: User, council: Council, provider: Rehearsal) -> None:
    make_window("requests", "day", 2)
    forget_limits()
    carry_through(ann, council)
    assert sum(count["calls"] for count in provider.calls().values()) == 2
    refused = Attempt.objects.filter(code="window_full").first()
    assert refused
    assert "2 requests a day for the provider huggingface is full" in refused.message


def test_in_rehearsal_nothing_counts_and_all_is_free(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    make_window("requests", "day", 0)
    make_window(limit=0)
    forget_limits()
    deliberation = carry_through(ann, council, max_cost=0, is_rehearsal=True)
    assert deliberation.outcome == "full"
    assert (deliberation.receipt or {})["cost_usd"] == "0"
    assert not Budget.objects.exists()
    assert read(client_of(ann), "/api/usage/")["total"]["requests"] == 0


def test_a_person_reads_what_they_used_and_nobody_elses(
    ann: User, cy: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "cleo", "chair")
    make_window("requests", "day", 100, scope="person", scope_id="")
    forget_limits()
    provider.set_faults(ann=["500", "ok"])
    carry_through(ann, council)
    rows = list(Attempt.objects.all())
    spent = as_usd(sum(row.cost_nano_usd or 0 for row in rows))
    report = read(client_of(ann), "/api/usage/")
    total = report["total"]
    assert (total["requests"], total["failed"]) == (5, 1)
    assert (total["cost_usd"], total["is_complete"]) == (spent, True)
    assert total["output_tokens"] == sum(row.output_tokens for row in rows)
    assert report["cache"] == dict.fromkeys(
        ("requests", "hits", "entries", "size_bytes", "hit_rate"), 0
    )
    assert [part["name"] for part in report["by_provider"]] == ["huggingface"]
    assert [part["name"] for part in report["by_model"]] == [
        f"huggingface:{name}" for name in ("ann", "bob", "chair", "cleo")
    ]
    assert [part["used"]["requests"] for part in report["by_model"]] == [2, 1, 1, 1]
    [day] = report["by_day"]
    assert day == {"name": report["until"], "used": total}
    [window] = report["quota_windows"]
    assert (window["scope_id"], window["used"], window["limit"]) == (str(ann.pk), 5, 100)
    assert window["resets_at"].endswith("Z")

    strangers = read(client_of(cy), "/api/usage/")
    assert strangers["total"]["requests"] == 0
    assert strangers["by_model"] == []
    assert strangers["quota_windows"][0]["used"] == 0


def test_usage_is_told_for_the_days_that_are_asked_for(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    carry_through(ann, council)
    client = client_of(ann)
    before = read(client, "/api/usage/?since=2020-01-01&until=2020-12-31")
    assert (before["total"]["requests"], before["since"]) == (0, "2020-01-01")
    assert client.get("/api/usage/?since=yesterday").status_code == 400
    assert client.get("/api/usage/?since=2026-02-01&until=2026-01-01").status_code == 400
    assert Client().get("/api/usage/").status_code in {401, 403}


def test_a_provider_is_told_with_every_window_and_what_is_used(
    ann: User, council: Council, provider: Rehearsal
) -> None:
    set_price("1", "ann", "bob", "cleo", "chair")
    make_window("requests", "minute", 60)
    make_window("concurrency", "at_once", 4)
    make_window(limit=10**9)
    make_window("tokens", "hour", 10**6, scope="model", scope_id="huggingface:ann")
    forget_limits()
    carry_through(ann, council)
    [row] = read(client_of(ann), "/api/providers/")["results"]
    told_by = {(w["scope"], w["metric"], w["period"]): w for w in row["quota_windows"]}
    minute = told_by["provider", "requests", "minute"]
    assert (minute["used"], minute["limit"]) == (4, 60)
    assert minute["resets_at"] is not None
    assert told_by["provider", "concurrency", "at_once"]["used"] == 0
    money = told_by["provider", "cost", "month"]
    spent = as_usd(sum(row.cost_nano_usd or 0 for row in Attempt.objects.all()))
    assert (money["used"], money["used_usd"], money["limit_usd"]) == (None, spent, "1")
    model = LanguageModel.objects.get(name="ann")
    tokens = told_by["model", "tokens", "hour"]
    used = Attempt.objects.get(voice="ann", model=model.name)
    assert tokens["used"] == used.input_tokens + used.output_tokens
