"""Models compared and tested over HTTP: who may, what is told, and what it counts for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import ApiKey
from accounts.services import create_api_key
from providers.api import comparison_views
from providers.catalogue.pinning import hosts_kept
from providers.ledger.limits import forget_limits
from providers.models import Attempt, Host, LanguageModel
from providers.sync import sync_registry
from tests.integration.ledgers import make_window
from tests.integration.rehearsal import ANN, QUERY, Rehearsal
from tests.integration.watching import wait_until

COMPARE, TEST = "/api/models/compare/", "/api/models/test/"
BOB = "openai/gpt-oss-20b"
MODELS = [f"huggingface:{ANN}", f"huggingface:{BOB}"]
SALT = {"id": "salt", "prompt": QUERY, "match": [{"word": "salt"}]}
BODIES: dict[str, dict[str, object]] = {
    COMPARE: {"query": QUERY, "models": MODELS},
    TEST: {"cases": [SALT], "models": MODELS},
}
CALLS = list(BODIES)


@pytest.fixture(autouse=True)
def _registry(settings: Settings, upstream: Rehearsal) -> None:
    settings.OPENAI_COMPATIBLE, settings.SINGLE_USER = [], False
    sync_registry()


@pytest.fixture
def real(settings: Settings, upstream: Rehearsal) -> None:
    """Real calls to an upstream that is none."""
    settings.HF_TOKEN, settings.GEMINI_API_KEY = "hf_canarykey", ""
    settings.HF_BASE_URL = upstream.url
    settings.REHEARSAL = False


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, path: str, status: int = 200, **changed: object) -> dict[str, Any]:
    body = {**BODIES[path], **changed}
    answer = client.post(path, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_comparison_tells_what_came_of_each(ann: User, upstream: Rehearsal) -> None:
    upstream.set_answers({ANN: ["Rivers carry salt."], BOB: ["Salt."]})

    told = send(signed_in(ann), COMPARE)

    assert told["rehearsal"] is True
    assert {result["model"]: result["text"] for result in told["results"]} == {
        MODELS[0]: "Rivers carry salt.",
        MODELS[1]: "Salt.",
    }
    assert told["summary"]["longest"] == MODELS[0]
    assert told["summary"]["fastest"] == told["results"][0]["model"]
    for result in told["results"]:
        assert (result["has_succeeded"], result["code"], result["attempts"]) == (True, "", 1)
        assert result["cost_usd"] == "0"
        assert result["output_tokens"] > 0
        assert 0 < result["first_token_seconds"] <= result["seconds"]
        assert result["tokens_per_second"] > 0


def test_its_attempts_are_on_record_and_nobody_else_was_asked(
    ann: User, upstream: Rehearsal
) -> None:
    upstream.put_faults({ANN: ["404*"]})

    told = send(signed_in(ann), COMPARE)

    assert [result["model"] for result in told["results"]] == [MODELS[1], MODELS[0]]
    assert told["results"][1]["has_succeeded"] is False
    assert told["results"][1]["code"]
    attempts = Attempt.objects.filter(trace_id=UUID(told["id"]))
    assert set(attempts.values_list("model", "person_id")) == {(ANN, ann.pk), (BOB, ann.pk)}
    assert set(upstream.calls()) == {ANN, BOB}


def test_where_all_fail_every_best_is_null(ann: User, upstream: Rehearsal) -> None:
    upstream.put_faults({"*": ["404*"]})

    told = send(signed_in(ann), COMPARE)

    assert set(told["summary"].values()) == {None}
    for result in told["results"]:
        assert (result["first_token_seconds"], result["tokens_per_second"]) == (None, None)
    report = send(signed_in(ann), TEST)
    assert (report["total"]["success_rate"], report["total"]["pass_rate"]) == (0.0, None)
    assert [tally["pass_rate"] for tally in report["by_model"] + report["by_case"]] == [None] * 3
    assert [result["has_passed"] for result in report["results"]] == [None, None]


def test_a_test_tells_answered_and_passed_apart(ann: User, upstream: Rehearsal) -> None:
    upstream.set_answers({ANN: ["Rivers carry salt."]})
    upstream.put_faults({BOB: ["404*"]})
    length = {"id": "length", "prompt": "At length?", "match": [{"min_length": 100}]}

    told = send(signed_in(ann), TEST, cases=[SALT, length])

    tallies = {tally["name"]: tally for tally in told["by_model"]}
    assert (tallies[MODELS[0]]["success_rate"], tallies[MODELS[0]]["pass_rate"]) == (1.0, 0.5)
    assert (tallies[MODELS[1]]["success_rate"], tallies[MODELS[1]]["pass_rate"]) == (0.0, None)
    assert [tally["name"] for tally in told["by_case"]] == ["salt", "length"]
    missed = [result for result in told["results"] if result["has_passed"] is False]
    assert [(result["case"], result["misses"]) for result in missed] == [
        ("length", ["It has 18 characters, fewer than 100."])
    ]


@pytest.mark.parametrize("path", CALLS)
def test_who_may_ask(path: str, ann: User, bob: User, cy: User) -> None:
    """Models are everybody's who is known; a key needs the scope that spends."""
    for person in (ann, bob, cy):
        assert send(signed_in(person), path)["results"]
    assert send(Client(), path, 401)["code"] == "not_authenticated"
    for scope, status in ((ApiKey.Scope.ASK, 200), (ApiKey.Scope.READ, 403)):
        made = create_api_key(owner=ann, name="script", scopes=[scope])
        keyed = Client(headers={"Authorization": f"Bearer {made.text}"})
        send(keyed, path, status)
    assert not Attempt.objects.exclude(person_id__in=[ann.pk, bob.pk, cy.pk]).exists()


@pytest.mark.parametrize("path", CALLS)
def test_a_form_of_another_site_is_refused(path: str, ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post(path, BODIES[path], content_type="application/json").status_code == 403
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("path", CALLS)
def test_a_name_that_nobody_has_is_told_with_the_nearest(path: str, ann: User) -> None:
    LanguageModel.objects.filter(name="zai-org/GLM-5.2").update(is_enabled=False)
    wanted = [MODELS[0], "huggingface:openai/gtp-oss-20b", "huggingface:zai-org/GLM-5.2"]

    told = send(signed_in(ann), path, 400, models=wanted)

    misspelt, disabled = told["fields"]["models"]
    assert misspelt.endswith(f"that may be asked; the nearest is {MODELS[1]}.")
    assert disabled.startswith("There is no model 'huggingface:zai-org/GLM-5.2' that may be asked")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("path", "changed", "field", "told"),
    [
        (COMPARE, {"models": []}, "models", "at least 1"),
        (COMPARE, {"models": [f"a:{n}" for n in range(11)]}, "models", "no more than 10"),
        (COMPARE, {"query": " "}, "query", "Write a query."),
        (COMPARE, {"query": "x" * 32_001}, "query", "longer than 32000 characters"),
        (COMPARE, {"query": "\ud800"}, "query", "not allowed"),
        (TEST, {"cases": [{**SALT, "prompt": "\ud800"}]}, "cases", "characters nobody can read"),
        (COMPARE, {"deadline_seconds": 121}, "deadline_seconds", "less than or equal to 120"),
        (COMPARE, {"max_cost": 1}, "max_cost", "There is no such field."),
        (COMPARE, {"query": "[rehearse: gpt-oss-12b=429]"}, "query", "the nearest is"),
        (TEST, {"cases": []}, "cases", "at least 1"),
        (TEST, {"cases": [SALT, SALT]}, "cases", "More than one case is named 'salt'."),
        (TEST, {"cases": [{**SALT, "match": [{"regex": "("}]}]}, "cases", "is no regular"),
        (TEST, {"models": MODELS * 2 + [f"a:{n}" for n in range(6)]}, "cases", "60 is the most"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is(
    path: str, changed: dict[str, Any], field: str, told: str, ann: User, upstream: Rehearsal
) -> None:
    if "60" in told:
        changed = {**changed, "cases": [{**SALT, "id": str(n)} for n in range(7)]}
    refused = send(signed_in(ann), path, 400, **changed)
    assert told in " ".join(refused["fields"][field])
    assert upstream.calls() == {}


@pytest.mark.parametrize("path", CALLS)
def test_a_persons_quota_counts(path: str, ann: User, real: None) -> None:
    make_window("requests", "day", 2, scope="person", scope_id=str(ann.pk))
    forget_limits()

    assert len(send(signed_in(ann), path)["results"]) == 2
    refused = send(signed_in(ann), path, 429)

    assert refused["code"] == "window_full"
    assert refused["message"].endswith("Nothing was asked; send it again then.")
    assert Attempt.objects.filter(is_rehearsal=False, person_id=ann.pk).count() == 2


def test_behind_a_router_hosts_can_be_compared_and_who_answered_is_named(
    ann: User, real: None
) -> None:
    asked = LanguageModel.objects.get(provider__name="huggingface", name=ANN)
    for host, speed in (("groq", 500.0), ("novita", 50.0)):
        Host.objects.create(
            language_model=asked,
            name=host,
            is_live=True,
            tokens_per_second=speed,
            checked_at=timezone.now(),
        )
    hosts_kept.forget()

    told = send(signed_in(ann), COMPARE, models=[MODELS[0], f"{MODELS[0]}:novita"])

    answered_by = {result["model"]: result["answered_by"] for result in told["results"]}
    assert answered_by == {
        MODELS[0]: f"{MODELS[0]}:groq",
        f"{MODELS[0]}:novita": f"{MODELS[0]}:novita",
    }


def test_what_it_may_cost_is_a_limit(ann: User, real: None, upstream: Rehearsal) -> None:
    told = send(signed_in(ann), COMPARE, max_cost_usd="0")
    assert {result["code"] for result in told["results"]} <= {"cap_reached", "unpriced"}
    assert told["rehearsal"] is False
    assert upstream.calls() == {}


def test_only_so_many_hold_a_thread_of_the_web(
    ann: User, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.put_faults({"*": ["hang*"]})
    client = signed_in(ann)
    held = [
        workers.submit(send, signed_in(ann), COMPARE, deadline_seconds=2, models=MODELS[:1])
        for _ in range(comparison_views.MOST_AT_ONCE)
    ]
    wait_until(lambda: upstream.calls().get(ANN, {}).get("in_flight") == len(held), "all to hang")

    refused = client.post(COMPARE, BODIES[COMPARE], content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (429, "busy")
    assert refused.headers["Retry-After"] == str(comparison_views.BUSY_SECONDS)
    assert [one.result()["results"][0]["code"] for one in held]
    upstream.clear()
    assert send(client, COMPARE)["results"]
