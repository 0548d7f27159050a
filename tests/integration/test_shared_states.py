"""All workers know the same of a model: in a real Redis, and without it each on its own."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

import pytest
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from providers.cooldowns.boards import LocalStates
from providers.cooldowns.protocol import LeftAlone
from providers.cooldowns.shared_boards import FRESH_SECONDS, SharedBoards, SharedStates
from providers.errors import (
    ConnectionLost,
    CoolingDown,
    Cut,
    InvalidCredentials,
    Loading,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    UpstreamFault,
)
from providers.protocol import Key, ModelRef
from tests.integration.connecting import connect
from tests.unit.clock import Clock

pytestmark = pytest.mark.postgresql  # no database is asked, so once is enough

ANN, BOB = ModelRef("stage", "ann"), ModelRef("stage", "bob")
KEY = Key("hf_canarykey")
PREFIX = "states:"
BOARD = "states:{stage}"
PROCESSES = 4
THREADS = 8
ROUNDS = 10
LOADING_LONG_AGO = b'{"code":"loading","rests":1,"rests_until":1.0}'
OPENED_LONG_AGO = b'{"status":"open","code":"cut","until":1.0,"openings":1}'


class CountingRedis(redis.Redis):
    """Counts the commands that are sent."""

    sent = 0

    def execute_command(self, *args: object, **options: object) -> object:
        self.sent += 1
        return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]


def client() -> CountingRedis:
    return connect(CountingRedis)


def worker(ticks: Callable[[], float] = time.monotonic) -> SharedStates:
    """As another process would have it."""
    return SharedStates(client(), PREFIX, ticks=ticks)


def fail(states: SharedStates, model: ModelRef, *errors: ProviderError) -> None:
    for error in errors:
        states.failed(states.admit(model, KEY), error)


def is_admitted(states: SharedStates, model: ModelRef) -> bool:
    try:
        states.returned(states.admit(model, KEY))
    except CoolingDown:
        return False
    return True


def test_what_one_worker_learned_all_know_within_a_quarter_of_a_second(
    redis_store: redis.Redis,
) -> None:
    clock = Clock()
    one, other = worker(), worker(clock)
    assert is_admitted(other, ANN)
    fail(one, ANN, *[Cut()] * 5)

    clock.wait(FRESH_SECONDS)

    with pytest.raises(LeftAlone, match="cut") as caught:
        other.admit(ANN, KEY)
    assert 29 < (caught.value.retry_after_seconds or 0) <= 30
    assert other.read([ANN])["stage:ann"].status == "open"


def test_faults_add_up_over_all_workers(redis_store: redis.Redis) -> None:
    workers = [worker() for _ in range(5)]

    for each in workers:
        fail(each, ANN, UpstreamFault())

    assert not is_admitted(worker(), ANN)


def test_nothing_is_lost_when_all_count_at_once(redis_store: redis.Redis) -> None:
    fail(worker(), ANN, UpstreamFault())
    workers = [worker() for _ in range(THREADS)]
    ready = threading.Barrier(THREADS)

    def succeed_often(states: SharedStates) -> None:
        passed = states.admit(ANN, KEY)
        ready.wait()
        for _ in range(10):
            states.succeeded(passed)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(succeed_often, workers))

    board, _ = SharedBoards(client(), PREFIX).read("stage")
    assert sum(each.asked for each in board["model ann"].window) == 1 + 10 * THREADS


def test_a_happy_call_asks_redis_at_most_once_and_within_a_quarter_of_a_second_never(
    redis_store: redis.Redis,
) -> None:
    counting = client()
    states = SharedStates(counting, PREFIX)
    states.succeeded(states.admit(ANN, KEY))
    first = counting.sent

    for _ in range(20):
        states.succeeded(states.admit(ANN, KEY))
        states.succeeded(states.admit(BOB, KEY))

    assert first <= 2  # the script is loaded once
    assert counting.sent - first <= 1
    assert redis_store.keys("states:*") == []


def test_what_is_well_again_leaves_nothing_behind(redis_store: redis.Redis) -> None:
    clock = Clock()
    states = worker(clock)
    fail(states, ANN, RateLimited(retry_after_seconds=0))
    assert redis_store.hkeys(BOARD)

    clock.wait(FRESH_SECONDS)
    states.succeeded(states.admit(ANN, KEY))

    assert redis_store.hkeys(BOARD) == []


def test_a_dead_key_is_known_to_all_and_no_secret_is_kept(redis_store: redis.Redis) -> None:
    fail(worker(), ANN, InvalidCredentials())

    assert not is_admitted(worker(), BOB)
    assert KEY.secret.encode() not in str(redis_store.hgetall(BOARD)).encode()
    worker().accept("stage", KEY)
    assert is_admitted(worker(), BOB)


def test_what_a_newer_worker_knows_more_does_not_disturb_an_older_one(
    redis_store: redis.Redis,
) -> None:
    redis_store.hset(BOARD, "model ann", b'{"rests_until":9e9,"code":"loading","mood":"good"}')

    assert not is_admitted(worker(), ANN)
    assert is_admitted(worker(), BOB)


def test_a_months_quota_outlives_the_month(redis_store: redis.Redis) -> None:
    fail(worker(), ANN, QuotaExhausted())

    assert redis_store.ttl(BOARD) > 31 * 86_400


@pytest.mark.parametrize("circuit", [OPENED_LONG_AGO, LOADING_LONG_AGO], ids=["open", "loading"])
def test_of_all_processes_one_carries_the_probe(redis_store: redis.Redis, circuit: bytes) -> None:
    context = multiprocessing.get_context("spawn")
    queue: SimpleQueue[int] = context.SimpleQueue()
    ready = context.Barrier(PROCESSES + 1, timeout=60)
    racers = [
        context.Process(target=race_for_the_probe, args=(settings.REDIS_URL, ready, queue))
        for _ in range(PROCESSES)
    ]
    for racer in racers:
        racer.start()
    for _ in range(ROUNDS):
        redis_store.delete(BOARD)
        redis_store.hset(BOARD, "model ann", circuit)
        ready.wait()  # they race
        ready.wait()  # they are done
        assert sum(queue.get() for _ in racers) == 1
    for racer in racers:
        racer.join(20)


def race_for_the_probe(url: str, ready: Barrier, queue: SimpleQueue[int]) -> None:
    """In a process of its own, with threads that race one another too: how many were admitted."""

    def admitted(states: SharedStates) -> int:
        try:
            states.admit(ANN, KEY)
        except CoolingDown:
            return 0
        return 1

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(ROUNDS):
            with redis.Redis.from_url(url) as one:
                states = SharedStates(one, PREFIX)
                ready.wait()
                queue.put(sum(pool.map(admitted, [states] * THREADS)))
                ready.wait()


def test_a_probe_that_came_back_twice_closes_it_for_all(redis_store: redis.Redis) -> None:
    redis_store.hset(BOARD, "model ann", OPENED_LONG_AGO)
    one, other = worker(), worker()

    one.succeeded(one.admit(ANN, KEY))
    other.succeeded(other.admit(ANN, KEY))

    assert not worker().admit(ANN, KEY).is_probe
    assert redis_store.hkeys(BOARD) == []


def test_without_redis_each_process_keeps_its_own() -> None:
    states = SharedStates(redis.Redis(port=9, retry=Retry(NoBackoff(), 0)), PREFIX)
    assert is_admitted(states, ANN)

    fail(states, ANN, *[ConnectionLost()] * 5)

    assert not is_admitted(states, ANN)
    assert states.read([ANN])["stage:ann"].status == "open"


def test_while_a_model_loads_one_worker_asks_for_all_and_its_first_text_frees_them(
    redis_store: redis.Redis,
) -> None:
    clock = Clock()
    one, other = worker(), worker(clock)
    fail(one, ANN, Loading(retry_after_seconds=0))

    asking = one.admit(ANN, KEY)
    with pytest.raises(LeftAlone, match="another call is trying it out") as caught:
        other.admit(ANN, KEY)
    assert caught.value.is_tried
    one.began(asking)
    clock.wait(FRESH_SECONDS)

    assert not other.admit(ANN, KEY).is_probe
    one.succeeded(asking)
    assert redis_store.hkeys(BOARD) == []


def test_without_redis_one_caller_of_each_process_asks_for_a_model_that_loads() -> None:
    states = SharedStates(redis.Redis(port=9, retry=Retry(NoBackoff(), 0)), PREFIX)
    fail(states, ANN, Loading(retry_after_seconds=0))

    assert states.admit(ANN, KEY).is_probe
    with pytest.raises(LeftAlone):
        states.admit(ANN, KEY)


def test_when_redis_goes_what_was_known_last_holds_on(redis_store: redis.Redis) -> None:
    breaking = client()
    clock = Clock()
    states = SharedStates(breaking, PREFIX, ticks=clock)
    fail(states, ANN, *[Cut()] * 5)

    breaking.connection_pool.connection_kwargs["path"] = "/nowhere"
    breaking.connection_pool.disconnect()
    clock.wait(FRESH_SECONDS)

    assert not is_admitted(states, ANN)
    assert is_admitted(states, BOB)


@pytest.mark.parametrize("build", [lambda: LocalStates(), worker], ids=["local", "shared"])
def test_one_process_and_many_decide_alike(
    redis_store: redis.Redis, build: Callable[[], LocalStates | SharedStates]
) -> None:
    states = build()
    seen = []
    for error in [Cut(), UpstreamFault(), None, RateLimited(), *[Cut()] * 6]:
        try:
            passed = states.admit(ANN, KEY)
        except LeftAlone as left_alone:
            seen.append(left_alone.because)
            states.accept("stage", KEY)
            continue
        if error is None:
            states.succeeded(passed)
        else:
            states.failed(passed, error)
        seen.append("")

    assert seen == ["", "", "", "", *["rate_limited"] * 6]
