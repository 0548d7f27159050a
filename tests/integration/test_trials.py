"""Testing a model in the admin: what it tells, what it keeps, how often, and what follows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from pytest_django import Settings

from providers import process_commons
from providers.calls import AttemptRecord
from providers.catalogue.pinning import hosts_kept, is_left_alone
from providers.catalogue.trial_calls import READY, SENTENCE, TOKEN, Books, Subject, ask_all
from providers.catalogue.trials import MOST_A_DAY, last_trial, try_models
from providers.errors import RateLimited
from providers.ledger.limits import forget_limits, limits_now
from providers.ledger.prices import record_price
from providers.ledger.quota_ledger import shared_rates
from providers.ledger.readings import read_windows
from providers.ledger.windows import Scope
from providers.models import Attempt, Host, LanguageModel, Provider, Trial
from providers.protocol import Key, ListPrice, ModelCall, ModelRef
from providers.sources import adapter_for, source_of
from providers.tokens import estimate_tokens
from tests.integration.ledgers import make_window, money_in
from tests.integration.rehearsal import Rehearsal
from tests.integration.trying import MODELS, NAME, ask_for_real, run_test
from tests.unit.playing import RecordingLedger


@pytest.fixture(autouse=True)
def _registry(settings: Settings, upstream: Rehearsal) -> None:
    ask_for_real(settings, upstream)


def model() -> LanguageModel:
    return LanguageModel.objects.select_related("provider").get(name=NAME)


def save(client: Client, **changed: object) -> int:
    row = model()
    fields: dict[str, object] = {
        "label": row.label,
        "family": row.family,
        "context_tokens": row.context_tokens,
        "tags": [tag.pk for tag in row.tags.all()],
        "is_enabled": "on",
        "is_served": "unknown",
        **changed,
    }
    return client.post(f"{MODELS}{row.pk}/change/", fields).status_code


def add_trial(code: str = "", *, ago: timedelta = timedelta(0), cost: int | None = None) -> None:
    Trial.objects.create(
        provider="huggingface",
        model=NAME,
        key_id=Key("hf_canarykey").id,
        started_at=datetime.now(UTC) - ago,
        has_succeeded=not code,
        code=code,
        seconds=1.0,
        cost_nano_usd=cost,
    )


def test_it_asks_for_one_token_and_tells_the_verdict_how_long_it_took_and_its_cost(
    admin_client: Client, upstream: Rehearsal
) -> None:
    upstream.set_answers({NAME: ["I am ready."]})
    record_price(model(), ListPrice(Decimal(1), Decimal(1)), source="here")
    told = run_test(admin_client)
    assert re.search(rf"Works: huggingface:{NAME}, \d+\.\d\d s; first token after \d", told)
    assert "1 out" in told
    assert "I am" not in told
    assert "$0.0000" in told
    trial = last_trial(model())
    assert trial
    assert trial.has_succeeded
    assert trial.output_tokens == 1
    assert trial.cost_nano_usd == 1000 * (trial.input_tokens + trial.output_tokens)
    assert "canarykey" not in str(vars(trial))
    assert upstream.calls()[NAME]["calls"] == 1


def add_host(name: str = "novita", *, usd: int | None = 2) -> None:
    price = None if usd is None else usd * 10**9
    Host.objects.create(
        language_model=model(),
        name=name,
        is_live=True,
        input_nano_usd=price,
        output_nano_usd=price,
        checked_at=datetime.now(UTC),
    )
    if usd is not None:
        listed = ListPrice(Decimal(usd), Decimal(usd))
        record_price(model(), listed, source="the router", host=name)
    hosts_kept.forget()
    forget_limits()


def test_it_is_pinned_as_a_councils_call_is_so_that_its_cost_is_known(
    admin_client: Client, upstream: Rehearsal
) -> None:
    add_host("plain", usd=None)
    add_host("novita", usd=2)
    assert "cost not known" not in run_test(admin_client)
    attempt, trial = Attempt.objects.get(), last_trial(model())
    assert (attempt.provider, attempt.model) == ("huggingface", f"{NAME}:novita")
    assert attempt.price_input_nano_usd == 2 * 10**9
    assert trial
    assert trial.cost_nano_usd == attempt.cost_nano_usd
    assert attempt.cost_nano_usd == 2000 * (attempt.input_tokens + attempt.output_tokens) > 0
    assert upstream.calls()[NAME]["calls"] == 1


def test_its_attempt_is_on_record_and_counted_in_the_windows_of_the_operator(
    admin_client: Client,
) -> None:
    add_host()
    money, calls = make_window(period="day"), make_window("requests", "day", 9)
    person = make_window("requests", "day", 9, scope="person", scope_id="")
    forget_limits()
    run_test(admin_client)
    attempt = Attempt.objects.get()
    assert (attempt.voice, attempt.number, attempt.status) == ("trial", 1, "succeeded")
    assert (attempt.person_id, attempt.is_rehearsal) == (None, False)
    assert money_in(money) == (attempt.cost_nano_usd, 0)
    applying = limits_now().applying_to({Scope.PROVIDER: "huggingface"})
    used = {one.window.id: one.used_amount for one in read_windows(applying, shared_rates())}
    assert used[calls.pk] == 1
    assert person.pk not in used


def test_a_full_window_of_ours_refuses_it_and_tells_nothing_of_the_model(
    admin_client: Client, upstream: Rehearsal
) -> None:
    make_window("requests", "day", 0)
    forget_limits()
    assert f"Not asked: huggingface:{NAME}. " in run_test(admin_client)
    assert NAME not in upstream.calls()
    assert last_trial(model()) is None
    attempt = Attempt.objects.get()
    assert attempt.code == "window_full"
    assert attempt.message.endswith(" UTC. Nothing was asked.")


def test_what_answers_is_left_alone_no_longer_as_it_was_pinned(admin_client: Client) -> None:
    add_host()
    pinned, key = ModelRef("huggingface", f"{NAME}:novita"), Key("hf_canarykey")
    states = process_commons.commons(is_rehearsal=False).states
    states.failed(states.admit(pinned, key), RateLimited(retry_after_seconds=600))
    assert is_left_alone(pinned, {"huggingface": [key]})
    run_test(admin_client)
    assert not is_left_alone(pinned, {"huggingface": [key]})


def test_what_the_provider_does_not_count_is_estimated(
    admin_client: Client, upstream: Rehearsal
) -> None:
    add_host()
    upstream.put_faults({NAME: ["cut:1"]})
    run_test(admin_client)
    attempt = Attempt.objects.get()
    assert (attempt.code, attempt.is_estimated) == ("cut", True)
    assert attempt.cost_nano_usd


def test_as_much_is_held_as_it_may_be_billed_for(settings: Settings, upstream: Rehearsal) -> None:
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "canarykey-gemini", upstream.url
    gemini = source_of(Provider.objects.get(name="gemini"))
    subject = Subject(gemini, "gemini-3.5-flash", SENTENCE)
    ledger, records = RecordingLedger({}), list[AttemptRecord]()

    [result] = ask_all([subject], [None], Books(ledger, records.append))

    [claim] = ledger.claims
    thinks_too = adapter_for(subject.source).most_output_tokens(
        ModelCall(subject.name, (READY,), SENTENCE.max_tokens)
    )
    assert claim.output_tokens == thinks_too > SENTENCE.max_tokens
    assert claim.input_tokens == estimate_tokens(READY.content)
    assert ledger.settled == [(subject.name, result.usage)]
    assert records[0].usage == result.usage


def test_a_failure_is_kept_with_its_code(admin_client: Client, upstream: Rehearsal) -> None:
    upstream.put_faults({NAME: ["402"]})
    assert f"No credit: huggingface:{NAME}, after " in run_test(admin_client)
    trial = last_trial(model())
    assert trial
    assert (trial.has_succeeded, trial.code) == (False, "quota_exhausted")
    page = admin_client.get(MODELS)
    assert "no credit, " in page.text


def test_to_enable_what_failed_takes_a_confirmation_that_is_logged(admin_client: Client) -> None:
    LanguageModel.objects.filter(name=NAME).update(is_enabled=False)
    add_trial("not_served")
    assert save(admin_client) == 200
    assert not model().is_enabled
    assert save(admin_client, enable_anyway="on") == 302
    assert model().is_enabled
    told = [entry.get_change_message() for entry in LogEntry.objects.all()]
    assert any("Enabled although its last test failed: not served" in text for text in told)


@pytest.mark.parametrize("code", ["", None])
def test_what_answered_or_was_never_tested_is_enabled_without_a_word(
    admin_client: Client, code: str | None
) -> None:
    LanguageModel.objects.filter(name=NAME).update(is_enabled=False)
    if code is not None:
        add_trial("not_served", ago=timedelta(hours=1))
        add_trial(code)
    assert save(admin_client) == 302
    assert model().is_enabled


def test_other_changes_of_a_failed_model_need_no_confirmation(admin_client: Client) -> None:
    add_trial("not_served")
    assert save(admin_client, label="Mine") == 302
    assert not LogEntry.objects.filter(change_message__contains="although").exists()


def test_a_key_is_tested_twenty_times_a_day_and_no_more(
    admin_client: Client, upstream: Rehearsal
) -> None:
    for minutes in range(MOST_A_DAY - 1):
        add_trial(ago=timedelta(minutes=minutes))
    add_trial(ago=timedelta(hours=25))
    assert "first token" in run_test(admin_client)
    told = run_test(admin_client)
    assert f"tested {MOST_A_DAY} times in 24 hours" in told
    assert "The next is free at" in told
    assert upstream.calls()[NAME]["calls"] == 1
    assert Trial.objects.count() == MOST_A_DAY + 1


def test_several_at_once_count_together(upstream: Rehearsal) -> None:
    for minutes in range(MOST_A_DAY - 1):
        add_trial(ago=timedelta(minutes=minutes))
    subject = Subject(source_of(model().provider), NAME, TOKEN)
    first, second = try_models([subject, subject])
    assert first.has_succeeded
    assert second.code == "trials_used_up"


def test_a_tenth_of_a_cent_a_day_is_the_most(admin_client: Client, upstream: Rehearsal) -> None:
    add_trial(cost=1_000_000)
    assert "$0.001" in run_test(admin_client)
    assert NAME not in upstream.calls()


def test_a_rehearsal_tests_the_understudy_and_keeps_nothing(
    admin_client: Client, settings: Settings
) -> None:
    settings.REHEARSAL = True
    assert "(rehearsal)" in run_test(admin_client)
    assert not Trial.objects.exists()
    assert not Attempt.objects.exists()


def test_too_many_at_once_are_refused(admin_client: Client, upstream: Rehearsal) -> None:
    chosen = list(LanguageModel.objects.values_list("pk", flat=True)[:6])
    page = admin_client.post(MODELS, {"action": "test", "_selected_action": chosen}, follow=True)
    assert "None of the 6 was asked about: " in page.text
    assert upstream.calls() == {}


def test_a_trial_can_be_read_and_not_changed(admin_client: Client) -> None:
    add_trial()
    path = f"/admin/providers/trial/{Trial.objects.get().pk}"
    assert admin_client.get("/admin/providers/trial/").status_code == 200
    assert admin_client.get(f"{path}/change/").status_code == 200
    assert admin_client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
