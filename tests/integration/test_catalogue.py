"""What a probe keeps of the router's list: hosts, prices, and the way a call is pinned by them."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime

import pytest
import responses
from pytest_django import DjangoAssertNumQueries, Settings

from providers.calls import Call, Prompt
from providers.catalogue.health import probe_providers
from providers.catalogue.pinning import choose, hosts_kept, pin_models
from providers.models import Host, LanguageModel, Origin, Provider
from providers.protocol import Deadline, Message, ModelRef
from providers.registry import build_gateway
from tests.integration.rehearsal import Rehearsal
from tests.integration.router_lists import (
    CEREBRAS,
    FEATHERLESS,
    GLM,
    NAME,
    NOVITA,
    model,
    reach_nobody_real,
    serve,
    serve_instead,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _real_providers(settings: Settings, request: pytest.FixtureRequest) -> None:
    reach_nobody_real(settings, request.node.name)


def hosts() -> dict[str, Host]:
    return {host.name: host for host in model().hosts.all()}


@responses.activate
def test_the_hosts_are_kept_with_all_that_the_router_says_of_them() -> None:
    serve(NOVITA, FEATHERLESS)
    probe_providers()
    novita, featherless = hosts()["novita"], hosts()["featherless-ai"]
    assert (novita.is_live, novita.context_tokens, novita.supports_tools) == (True, 200_000, True)
    assert (novita.input_nano_usd, novita.output_nano_usd) == (600_000_000, 2_200_000_000)
    assert (novita.first_token_seconds, novita.tokens_per_second) == (0.41, 92.4)
    assert (featherless.is_live, featherless.output_nano_usd, featherless.is_free) == (
        False,
        None,
        None,
    )


@responses.activate
def test_a_host_that_is_no_longer_listed_is_forgotten() -> None:
    serve(NOVITA, CEREBRAS)
    probe_providers()
    serve_instead(NOVITA | {"status": "staging"})
    probe_providers()
    assert set(hosts()) == {"novita"}
    assert not hosts()["novita"].is_live


@responses.activate
def test_the_last_list_chooses_the_host() -> None:
    serve(NOVITA, CEREBRAS, FEATHERLESS)
    probe_providers()
    names = [c.model.name for c in choose(GLM, 100, lambda _: False)]
    assert names == [f"{NAME}:cerebras", f"{NAME}:novita"]
    (large,) = choose(GLM, 100_000, lambda _: False)
    assert large.model.name == f"{NAME}:novita"
    assert "cerebras (reads only 64,000 tokens)" in large.reason


@responses.activate
def test_a_calls_models_are_pinned_and_who_is_served_by_nobody_is_left_out() -> None:
    serve(NOVITA, CEREBRAS, FEATHERLESS)
    probe_providers()
    Host.objects.create(
        language_model=model("moonshotai/Kimi-K3"), name="groq", is_live=False, checked_at=NOW
    )
    other = ModelRef("gemini", "gemini-3.5-flash")
    kimi = ModelRef("huggingface", "moonshotai/Kimi-K3")
    pinned = pin_models([kimi, GLM, other], 100, is_resting=lambda _: False)
    names = [ref.name for ref in pinned.models]
    assert names == [f"{NAME}:cerebras", "gemini-3.5-flash", f"{NAME}:novita"]
    assert pinned.reasons[f"huggingface:{NAME}:cerebras"].startswith("cerebras is the fastest")
    [left_out] = pinned.left_out
    assert (left_out.model, left_out.attempts, left_out.code) == (kimi, 0, "not_served")
    assert left_out.message == "Nobody can serve moonshotai/Kimi-K3 now: groq (not live)."
    assert pin_models([kimi], 100, is_resting=lambda _: False).models == (kimi,)


@responses.activate
def test_a_model_that_was_pinned_by_hand_is_served_by_its_host_or_not_at_all() -> None:
    router = Provider.objects.get(name="huggingface")
    for host in ("novita", "featherless-ai", "groq", "cheapest"):
        LanguageModel.objects.create(
            provider=router, name=f"{NAME}:{host}", label=host, origin=Origin.CATALOGUE
        )
    serve(NOVITA, FEATHERLESS)
    probe_providers()
    served = LanguageModel.objects.filter(name__startswith=f"{NAME}:", is_served=True)
    assert {row.label for row in served} == {"novita", "cheapest"}


@responses.activate
def test_a_probe_takes_a_bounded_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    serve(NOVITA, CEREBRAS)
    probe_providers()
    with django_assert_max_num_queries(40):
        probe_providers()


def test_a_pinned_model_is_answered_by_its_host(upstream: Rehearsal) -> None:
    row = LanguageModel.objects.get(name=NAME)
    facts = {"is_live": True, "checked_at": "2026-11-26T00:00:00Z", "tokens_per_second": 9.0}
    Host.objects.create(language_model=row, name="novita", **facts)
    hosts_kept.forget()
    (choice,) = choose(row.as_ref(), 10, lambda _: False)
    call = Call(
        trace_id=uuid.uuid4(),
        voice="ann",
        prompt=Prompt((Message("user", "Why, canary?"),), 50),
        models=[choice.model],
        deadline=Deadline(ends_at=time.monotonic() + 10),
    )
    answer = build_gateway(is_rehearsal=True).ask(call, lambda _: None)
    assert str(answer.model) == f"huggingface:{NAME}:novita"
    assert upstream.calls()[NAME]["calls"] == 1
