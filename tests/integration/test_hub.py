"""The Hub's catalogue through us: search, one model, pages, and what is kept when it says 429."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from redis import Redis

from providers.catalogue.hub import served_by
from providers.sync import sync_registry
from tests.integration.rehearsal import Rehearsal

pytestmark = pytest.mark.django_db

HUB = "http://hub.test/api/models"
URL = "/api/catalogue/models/"
MODEL = {
    "id": "openai/gpt-oss-120b",
    "pipeline_tag": "text-generation",
    "gated": False,
    "downloads": 7,
    "likes": 3,
    "tags": ["transformers", "en", "license:apache-2.0"],
    "lastModified": "2026-08-01T00:00:00.000Z",
    "inferenceProviderMapping": [
        {"provider": "groq", "status": "live", "providerId": "x", "task": "conversational"}
    ],
}


@pytest.fixture(autouse=True)
def _served(settings: Settings, redis_store: Redis) -> Iterator[None]:
    settings.HF_TOKEN, settings.HF_HUB_URL = "hf_canarykey", "http://hub.test"
    settings.OPENAI_COMPATIBLE = []
    settings.REHEARSAL = settings.SINGLE_USER = False
    sync_registry()
    with responses.mock:
        yield
        urls = [str(call.request.url) for call in responses.calls]
        assert "canarykey" not in "".join(urls)
        stored = [redis_store.get(name) for name in redis_store.keys("*hub:*")]
        assert b"canarykey" not in b"".join(value for value in stored if isinstance(value, bytes))


@pytest.fixture
def reader(ann: User) -> Client:
    client = Client()
    client.force_login(ann)
    return client


def read(reader: Client, path: str = URL, **query: str) -> dict[str, Any]:
    response = reader.get(path, query)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def asked(call: int = 0) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(responses.calls[call].request.url)).query)


def grow_old(redis_store: Redis) -> None:
    """As if what is kept had been fetched an hour ago."""
    for name in redis_store.keys("*hub:*"):
        stored = redis_store.get(name)
        assert isinstance(stored, bytes)
        kept = orjson.loads(stored)
        kept["fetched_at"] = "2026-01-01T00:00:00+00:00"
        redis_store.set(name, orjson.dumps(kept))


def test_a_search_is_told_as_the_hub_knows_it(reader: Client) -> None:
    responses.get(HUB, json=[MODEL])
    body = read(
        reader,
        search="gpt",
        task="text-generation",
        language="en",
        licence="apache-2.0",
        tags="transformers, gguf",
        served="true",
        sort="likes",
        limit="5",
    )
    assert asked() | {"expand": []} == {
        "search": ["gpt"],
        "pipeline_tag": ["text-generation"],
        "filter": ["transformers", "gguf", "en", "license:apache-2.0"],
        "inference_provider": ["all"],
        "sort": ["likes"],
        "limit": ["5"],
        "expand": [],
    }
    (found,) = body["results"]
    assert (found["name"], found["licence"], found["languages"]) == (
        "openai/gpt-oss-120b",
        "apache-2.0",
        ["en"],
    )
    assert found["served_by"] == [{"name": "groq", "status": "live", "task": "conversational"}]
    assert (body["is_stale"], body["next"], body["note"]) == (False, None, "")
    assert responses.calls[0].request.headers["Authorization"] == "Bearer hf_canarykey"


def test_pages_are_followed_until_there_are_enough(reader: Client) -> None:
    more = {"Link": '<http://evil.test/api/models?limit=2&cursor=abc%3D>; rel="next"'}
    responses.get(HUB, json=[MODEL] * 2, headers=more)
    body = read(reader, limit="3")
    assert len(body["results"]) == 4
    assert asked(1)["cursor"] == ["abc="]
    assert all(str(call.request.url).startswith(HUB) for call in responses.calls)
    assert "cursor=abc%3D" in body["next"]


def test_the_way_on_leads_to_the_next_page(reader: Client) -> None:
    responses.get(HUB, json=[MODEL], headers={"Link": f'<{HUB}?cursor=two>; rel="next"'})
    way_on = read(reader, limit="1", search="gpt")["next"]
    responses.replace(responses.GET, HUB, json=[MODEL])
    assert read(reader, way_on)["next"] is None
    assert asked(1)["cursor"] == ["two"]
    assert asked(1)["search"] == ["gpt"]


def test_what_was_fetched_a_moment_ago_is_not_fetched_again(reader: Client) -> None:
    hub = responses.get(HUB, json=[MODEL])
    assert read(reader, search="a") == read(reader, search="a") | {"age_seconds": 0}
    read(reader, search="b")
    assert hub.call_count == 2


@pytest.mark.parametrize("status", [429, 503])
def test_where_the_hub_cannot_be_asked_the_old_copy_is_told_with_its_age(
    reader: Client, redis_store: Redis, status: int
) -> None:
    responses.get(HUB, json=[MODEL])
    read(reader)
    grow_old(redis_store)
    responses.replace(responses.GET, HUB, status=status, headers={"RateLimit": '"api";r=0;t=55'})
    body = read(reader)
    assert body["is_stale"]
    assert body["age_seconds"] > 3600
    assert body["fetched_at"] == "2026-01-01T00:00:00Z"
    assert body["results"][0]["name"] == "openai/gpt-oss-120b"


def test_without_a_copy_it_says_when_to_come_again(reader: Client) -> None:
    responses.get(HUB, status=429, headers={"RateLimit": '"api";r=0;t=55'})
    response = reader.get(URL)
    assert response.status_code == 503
    assert response.json()["code"] == "hub_unavailable"
    assert response.headers["Retry-After"] == "56"


def test_without_redis_the_hub_is_asked_each_time(reader: Client, redis_store: Redis) -> None:
    hub = responses.get(HUB, json=[MODEL])
    read(reader)
    redis_store.flushall()
    read(reader)
    assert hub.call_count == 2


def test_one_model_is_told_with_who_serves_it(reader: Client) -> None:
    mapping = {"groq": {"status": "live", "providerId": "x", "task": "conversational"}}
    one = MODEL | {"inferenceProviderMapping": mapping, "gated": "auto"}
    responses.get(f"{HUB}/openai/gpt-oss-120b", json=one)
    found = read(reader, f"{URL}openai/gpt-oss-120b/")["model"]
    assert found["served_by"] == [{"name": "groq", "status": "live", "task": "conversational"}]
    assert found["gated"] == "auto"


def test_both_shapes_of_the_mapping_are_the_same_to_us() -> None:
    facts = {"status": "live", "task": "conversational"}
    assert served_by({"groq": facts}) == served_by([{"provider": "groq", **facts}])
    assert served_by(None) == ()


@pytest.mark.parametrize("status", [401, 404])
def test_a_model_that_is_not_there_is_a_404(reader: Client, status: int) -> None:
    responses.get(f"{HUB}/ann/none", status=status, json={"error": "Repository not found"})
    assert reader.get(f"{URL}ann/none/").status_code == 404


@pytest.mark.parametrize("name", ["a/b/c", "..%2F..%2Fwhoami-v2", "a/b%3Fx", "../x"])
def test_a_name_that_is_none_is_not_passed_on(reader: Client, name: str) -> None:
    assert reader.get(f"{URL}{name}/").status_code in {400, 404}
    assert len(responses.calls) == 0


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "sort=best", "task=a b", "licence=a:b"])
def test_what_cannot_be_meant_is_refused(reader: Client, query: str) -> None:
    response = reader.get(f"{URL}?{query}")
    assert response.status_code == 400
    assert response.json()["fields"].keys() == {query.partition("=")[0]}


def test_an_old_name_is_explained_beside_what_the_hub_finds(reader: Client) -> None:
    responses.get(HUB, json=[])
    assert "text2text-generation" in read(reader, search="google/flan-t5-xxl")["note"]


def test_nobody_searches_unknown() -> None:
    assert Client().get(URL).status_code in {401, 403}


@pytest.fixture
def played(settings: Settings, one_upstream: Rehearsal) -> None:
    settings.REHEARSAL = True
    settings.REHEARSAL_URL = one_upstream.url
    responses.add_passthru(one_upstream.url)


@pytest.mark.usefixtures("played")
def test_in_rehearsal_the_hub_is_played_and_said_to_be(reader: Client) -> None:
    body = read(reader, search="gpt-oss", limit="1")

    assert body["rehearsal"]
    assert [found["name"] for found in body["results"]] == ["openai/gpt-oss-120b"]
    assert "live" in {host["status"] for host in body["results"][0]["served_by"]}
    more = read(reader, body["next"])
    assert [found["name"] for found in more["results"]] == ["openai/gpt-oss-20b"]
    one = read(reader, f"{URL}openai/gpt-oss-120b/")
    assert (one["rehearsal"], one["model"]["task"]) == (True, "text-generation")
    assert len(responses.calls) == 0  # of the Hub itself


@pytest.mark.usefixtures("played")
def test_the_played_hub_keeps_to_what_is_looked_for(reader: Client) -> None:
    tasks = {found["task"] for found in read(reader, task="summarization")["results"]}

    assert tasks == {"summarization"}
    assert read(reader, language="en", limit="100")["results"]
    assert read(reader, language="fr")["results"] == []
    missing = reader.get(f"{URL}ann/none/")
    assert missing.status_code == 404
    assert "The Hub of the rehearsal has no such model" in missing.json()["message"]


def test_what_was_played_is_not_told_as_the_hubs_word(
    reader: Client, settings: Settings, played: None
) -> None:
    read(reader, search="gpt")
    settings.REHEARSAL = False
    responses.get(HUB, json=[])

    body = read(reader, search="gpt")

    assert (body["rehearsal"], body["results"]) == (False, [])


def test_where_nobody_plays_it_is_said_who_is_missing(reader: Client, settings: Settings) -> None:
    settings.REHEARSAL, settings.REHEARSAL_URL = True, "http://played.test"

    answer = reader.get(URL)

    assert answer.status_code == 503
    assert answer.json()["message"].startswith("The rehearsal upstream cannot be asked:")
