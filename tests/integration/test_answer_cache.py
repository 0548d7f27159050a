"""The same asked twice is answered once: for whom it may be, for an hour, within its bounds."""

from __future__ import annotations

import threading
import uuid
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import cast

import pytest
import redis
from cryptography.fernet import Fernet, InvalidToken
from pytest_django import Settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from providers.answer_cache import RedisAnswerCache
from providers.calls import Answer
from providers.encryption import cipher
from providers.errors import Cancelled, NotServed
from providers.flights import Flights
from providers.gateway.caching import CacheUsage
from providers.protocol import Deadline, ModelRef, Usage
from providers.switch import Switch
from tests.integration.watching import wait_until

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

ANN = ModelRef("stage", "ann")
PREFIX = "cache:"
SOON = 10.0
LEASE = f"{PREFIX}{{answers}}:asking:d1"


def cache_in(store: redis.Redis, *, lease_seconds: float = SOON) -> RedisAnswerCache:
    return RedisAnswerCache(store, PREFIX, cipher(), lease_seconds=lease_seconds)


@pytest.fixture
def cache(redis_store: redis.Redis) -> RedisAnswerCache:
    return cache_in(redis_store)


def whole(text: str = "Because.") -> Answer:
    return Answer(text, ANN, Usage(21, 4), seconds=1.5, is_partial=False, dropped=("top_k",))


def at_once() -> None:
    """There is nothing to wait for."""


class Model:
    """Answers once `wait` is over, and counts how often it was asked."""

    def __init__(self, answer: Answer | None = None, wait: Callable[[], None] = at_once) -> None:
        self.answer = answer or whole()
        self.wait = wait
        self.asked = 0

    def __call__(self) -> Answer:
        self.asked += 1
        self.wait()
        return self.answer


def wait_for_requests(cache: RedisAnswerCache, number: int) -> None:
    """Until so many want an answer: whoever did not find it waits, or asks."""
    wait_until(lambda: cache.usage().requests == number, f"{number} who ask")


def recall(cache: RedisAnswerCache, ask: Callable[[], Answer], digest: str = "d1") -> Answer:
    return cache.recall(digest, ANN, Deadline.after(SOON), ask)


def test_what_was_answered_is_not_asked_again(cache: RedisAnswerCache) -> None:
    model = Model()
    first = recall(cache, model)

    second = recall(cache, model)

    assert model.asked == 1
    assert not first.is_cached
    assert second == replace(whole(), usage=Usage(), seconds=second.seconds, is_cached=True)
    assert second.seconds < first.seconds


def test_what_differs_is_asked(cache: RedisAnswerCache) -> None:
    model = Model()
    recall(cache, model, "d1")
    recall(cache, model, "d2")

    assert model.asked == 2


def test_a_partial_answer_is_not_kept(cache: RedisAnswerCache) -> None:
    model = Model(replace(whole(), is_partial=True))
    recall(cache, model)
    recall(cache, model)

    assert model.asked == 2
    assert cache.usage().entries == 0


def test_an_error_is_not_kept_and_holds_nobody_up(cache: RedisAnswerCache) -> None:
    def refuse() -> Answer:
        raise NotServed

    for _ in range(2):
        with pytest.raises(NotServed):
            recall(cache, refuse)

    assert recall(cache, Model()).text == "Because."


def test_of_twenty_who_want_the_same_at_once_one_asks(cache: RedisAnswerCache) -> None:
    model = Model(wait=lambda: wait_for_requests(cache, 20))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: recall(cache, model), range(20)))

    assert model.asked == 1
    assert {answer.text for answer in answers} == {"Because."}
    assert sum(answer.is_cached for answer in answers) == 19


def test_when_who_asked_fails_another_asks(cache: RedisAnswerCache) -> None:
    asking = threading.Event()

    def fail_slowly() -> Answer:
        asking.set()
        wait_for_requests(cache, 2)
        raise NotServed

    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(recall, cache, fail_slowly)
        assert asking.wait(SOON)
        assert recall(cache, Model()).text == "Because."
        with pytest.raises(NotServed):
            failing.result(SOON)


def test_when_the_process_of_who_asked_dies_another_asks(redis_store: redis.Redis) -> None:
    cache = cache_in(redis_store)
    left_behind = Flights(redis_store, LEASE.removesuffix("d1"), lease_seconds=60)
    assert left_behind.lead("d1", "dead")
    assert 0 < redis_store.pttl(LEASE) <= 60_000
    model = Model()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(recall, cache, model)
        wait_for_requests(cache, 1)
        assert model.asked == 0
        redis_store.pexpire(LEASE, 1)  # its time is over
        assert not asked.result(SOON).is_cached


def test_while_the_process_of_who_asked_lives_the_others_wait(redis_store: redis.Redis) -> None:
    """Longer than a lease lasts: its time grows again and again."""
    cache = cache_in(redis_store, lease_seconds=0.3)

    looks = [0]

    def is_renewed() -> bool:
        looks.append(redis_store.pttl(LEASE))
        return looks[-1] > looks[-2]

    def wait_for_renewals() -> None:
        wait_for_requests(cache, 2)
        for _ in range(5):  # each after a third of its time
            wait_until(is_renewed, "a longer lease")

    model = Model(wait=wait_for_renewals)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: recall(cache, model), range(2)))

    assert model.asked == 1
    assert sorted(answer.is_cached for answer in answers) == [False, True]


def test_who_waits_for_the_answer_of_another_can_be_stopped(cache: RedisAnswerCache) -> None:
    switch, asking, stopped = Switch(), threading.Event(), threading.Event()

    def ask_until_stopped() -> Answer:
        asking.set()
        assert stopped.wait(SOON)
        return whole()

    with ThreadPoolExecutor(2) as pool:
        asked = pool.submit(recall, cache, ask_until_stopped)
        assert asking.wait(SOON)
        waits = pool.submit(cache.recall, "d1", ANN, Deadline.after(SOON, switch), Model())
        wait_for_requests(cache, 2)
        switch.cut()
        with pytest.raises(Cancelled):
            waits.result(SOON)
        stopped.set()
        assert asked.result(SOON) == whole()


def test_an_answer_is_forgotten_when_its_time_is_over(redis_store: redis.Redis) -> None:
    cache = RedisAnswerCache(redis_store, PREFIX, cipher(), lease_seconds=SOON, kept_seconds=0)
    model = Model()
    recall(cache, model)
    recall(cache, model)

    assert model.asked == 2
    assert cache.usage().entries == 1


def test_when_it_is_full_the_least_lately_used_goes_first(redis_store: redis.Redis) -> None:
    noise = [whole("".join(uuid.uuid4().hex for _ in range(30))) for _ in range(4)]
    cache = RedisAnswerCache(redis_store, PREFIX, cipher(), lease_seconds=SOON, most_bytes=2700)
    for digest in ("d1", "d2"):
        recall(cache, Model(noise[0]), digest)
    recall(cache, Model(), "d1")  # used again

    for digest, answer in zip(("d3", "d4"), noise[2:], strict=True):
        recall(cache, Model(answer), digest)

    names = cast(list[bytes], redis_store.hkeys("cache:{answers}:answers"))
    kept = {digest.decode() for digest in names}
    assert "d2" not in kept
    assert "d1" in kept
    sizes = sum(redis_store.hstrlen("cache:{answers}:answers", digest) for digest in kept)
    assert cache.usage().size_bytes == sizes <= 2700
    assert redis_store.zcard("cache:{answers}:used") == len(kept)
    assert redis_store.zcard("cache:{answers}:ends") == len(kept)


def test_an_answer_larger_than_the_whole_cache_is_not_kept(redis_store: redis.Redis) -> None:
    cache = RedisAnswerCache(redis_store, PREFIX, cipher(), lease_seconds=SOON, most_bytes=10)
    recall(cache, Model())

    assert cache.usage().entries == 0


def test_what_is_asked_hit_and_kept_is_counted(cache: RedisAnswerCache) -> None:
    for digest in ("d1", "d1", "d1", "d2"):
        recall(cache, Model(), digest)

    usage = cache.usage()

    assert (usage.requests, usage.hits, usage.entries) == (4, 2, 2)
    assert usage.size_bytes > 0


def test_what_is_kept_can_be_read_with_the_key_only(
    cache: RedisAnswerCache, redis_store: redis.Redis
) -> None:
    recall(cache, Model(whole("A secret between us, and a longer one at that.")))

    [kept] = cast(list[bytes], redis_store.hvals("cache:{answers}:answers"))
    assert b"secret" not in kept
    with pytest.raises(InvalidToken):
        Fernet(Fernet.generate_key()).decrypt(kept)
    assert b"secret" in zlib.decompress(cipher().decrypt(kept))


def test_a_new_key_reads_what_an_older_one_has_kept(
    redis_store: redis.Redis, settings: Settings
) -> None:
    recall(cache_in(redis_store), Model())
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]

    assert recall(cache_in(redis_store), Model()).is_cached


def test_once_its_key_is_taken_away_it_is_asked_again_and_kept_anew(
    cache: RedisAnswerCache, redis_store: redis.Redis, settings: Settings
) -> None:
    recall(cache, Model(whole("A longer answer than the next.")))
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    rotated, model = cache_in(redis_store), Model()

    answers = [recall(rotated, model) for _ in range(2)]

    assert [answer.is_cached for answer in answers] == [False, True]
    assert model.asked == 1
    usage = rotated.usage()
    assert (usage.requests, usage.hits, usage.entries) == (3, 1, 1)
    assert usage.size_bytes == redis_store.hstrlen("cache:{answers}:answers", "d1")


def test_without_redis_everything_is_asked() -> None:
    nowhere = redis.Redis(port=9, retry=Retry(NoBackoff(), 0))
    cache, model = cache_in(nowhere), Model()

    assert recall(cache, model).text == "Because."
    assert model.asked == 1
    assert cache.usage() == CacheUsage()
