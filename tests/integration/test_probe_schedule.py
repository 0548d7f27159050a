"""When each provider is probed, and that over all workers it is probed once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event

import pytest
import responses
from pytest_django import Settings
from redis import Redis

from providers.catalogue.health import probe_providers
from providers.catalogue.leadership import leading
from providers.models import LanguageModel, Provider
from providers.redis_client import quick
from providers.sync import sync_registry
from providers.tasks import probe_due_providers as probe_task
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db

ROUTER = "http://router.test/v1/models"
GEMINI = "http://gemini.test/v1beta/models"
OLLAMA = "http://ollama.test:11434/api"


@pytest.fixture(autouse=True)
def _real_providers(settings: Settings, request: pytest.FixtureRequest, redis_server: str) -> None:
    settings.HF_TOKEN = f"hf_canarykey_{request.node.name}"
    settings.HF_BASE_URL, settings.HF_HUB_URL = "http://router.test", "http://hub.test"
    settings.GEMINI_API_KEY, settings.GEMINI_BASE_URL = "AIzacanarykey", "http://gemini.test"
    settings.OLLAMA_HOST = "http://ollama.test:11434"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = False
    sync_registry()


@responses.activate
def test_only_those_whose_time_has_come_are_asked() -> None:
    router = responses.get(ROUTER, json={"data": []})
    gemini = responses.get(GEMINI, json={"models": []})
    now = datetime.now(UTC)
    Provider.objects.filter(name="huggingface").update(probe_due_at=now + timedelta(minutes=1))
    Provider.objects.filter(name="gemini").update(probe_due_at=now - timedelta(seconds=1))
    probe_task()
    assert router.call_count == 0
    assert gemini.call_count > 0


@responses.activate
@pytest.mark.parametrize(
    ("name", "status", "seconds"),
    [
        ("huggingface", 200, 300),
        ("gemini", 200, 300),
        ("ollama", 200, 15),
        ("ollama", 500, 60),
        ("gemini", 500, 60),
    ],
)
def test_each_is_due_again_at_its_own_interval_give_or_take_a_fifth(
    name: str, status: int, seconds: float
) -> None:
    responses.get(ROUTER, json={"data": []})
    responses.get(GEMINI, json={"models": []}, status=status)
    responses.get(f"{OLLAMA}/version", json={"version": "1"}, status=status)
    responses.get(f"{OLLAMA}/tags", json={"models": []})
    waits = set()
    for _ in range(5):
        asked_at = datetime.now(UTC)
        probe_providers()
        due_at = Provider.objects.get(name=name).probe_due_at
        assert due_at
        waits.add((due_at - asked_at).total_seconds())
    assert all(0.8 * seconds <= wait <= 1.2 * seconds + 2 for wait in waits)
    assert len(waits) > 1


@responses.activate
def test_two_workers_at_once_ask_once(redis_store: Redis) -> None:
    router = responses.get(ROUTER, json={"data": []})
    with leading("probe") as is_leader:
        assert is_leader
        probe_task()
    assert router.call_count == 0
    probe_task()
    assert router.call_count > 0


def test_a_leader_that_dies_is_followed_when_its_lease_has_run_out(redis_store: Redis) -> None:
    with leading("probe"):
        (name,) = redis_store.keys("*leader:probe")
        assert 0 < redis_store.ttl(name) <= 30


def test_a_leader_whose_lease_ran_out_takes_nothing_from_the_next(redis_store: Redis) -> None:
    first = ExitStack()
    first.enter_context(leading("probe"))
    redis_store.flushall()
    with leading("probe") as is_next:
        assert is_next
        first.close()
        assert redis_store.keys("*leader:probe")
    assert not redis_store.keys("*leader:probe")


def test_of_many_at_once_one_leads(redis_store: Redis) -> None:
    together = Barrier(16)
    is_over = Event()

    def lead() -> bool:
        together.wait()
        with leading("probe") as is_leader:
            is_over.wait(0.5)
            return is_leader

    with ThreadPoolExecutor(16) as threads:
        leaders = [done.result() for done in [threads.submit(lead) for _ in range(16)]]
    assert leaders.count(True) == 1


def test_without_redis_nobody_leads(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    quick().close()
    quick.cache_clear()
    with leading("probe") as is_leader:
        assert not is_leader
    quick().close()
    quick.cache_clear()


def test_the_rehearsal_upstream_is_found_well_by_every_wire(
    upstream: Rehearsal, settings: Settings
) -> None:
    """The same probe over real HTTP, as if it were the providers themselves."""
    settings.REHEARSAL = False
    settings.HF_BASE_URL = settings.GEMINI_BASE_URL = settings.OLLAMA_HOST = upstream.url
    settings.HF_HUB_URL = upstream.url
    sync_registry()
    probe_task()
    assert {row.health_status for row in Provider.objects.all()} == {"ok"}
    served = LanguageModel.objects.filter(readiness="ready", is_served=True)
    assert served.count() == LanguageModel.objects.count()
    assert upstream.calls() == {}
