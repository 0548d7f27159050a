"""The log in Redis and on the row: who may append, and what a reader is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from uuid import UUID, uuid4

import orjson
import pytest
from redis import Redis
from redis.client import PubSub

from council import redis_clients
from council.deliberation.events import DeliberationCancelled, OpinionDelta
from council.errors import LeaseLost
from council.event_log import keys
from council.event_log.reader import Position
from council.event_log.writer import APPEND, LogGone, LogWriter
from council.lease import new_token

DAY_SECONDS = 86_400


@pytest.fixture
def log(redis_store: Redis) -> LogWriter:
    writer = LogWriter(uuid4(), 1, new_token())
    writer.create()
    return writer


def said(*texts: str) -> list[OpinionDelta]:
    return [OpinionDelta("ann", text) for text in texts]


def stored(redis: Redis, deliberation_id: UUID) -> list[bytes]:
    entries = cast(
        "list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(keys.stream(deliberation_id))
    )
    return [fields[keys.FIELD] for _, fields in entries]


def texts(redis: Redis, log: LogWriter) -> list[str]:
    return [orjson.loads(line)["text"] for line in stored(redis, log.deliberation_id)]


def published_on(channel: str, pubsub: PubSub) -> Iterator[bytes]:
    """From now on."""
    pubsub.subscribe(channel)
    messages = pubsub.listen()  # type: ignore[no-untyped-call]
    assert next(messages)["type"] == "subscribe"
    return (message["data"] for message in messages)


def test_events_are_numbered_from_one_and_published_as_they_are_stored(
    log: LogWriter, redis_store: Redis
) -> None:
    with redis_clients.subscription() as pubsub:
        published = published_on(keys.channel(log.deliberation_id), pubsub)
        log.append(said("Once", " upon"))
        log.append(said(" a time"))
        heard = [next(published) for _ in range(2)]

    lines = stored(redis_store, log.deliberation_id)
    assert [orjson.loads(line)["seq"] for line in lines] == [1, 2, 3]
    assert [orjson.loads(line)["text"] for line in lines] == ["Once", " upon", " a time"]
    assert heard == [b"1 " + b"\n".join(lines[:2]), b"1 " + lines[2]]
    assert redis_store.xinfo_stream(keys.stream(log.deliberation_id))["last-generated-id"] == b"3-0"


def test_a_new_holder_shuts_the_former_one_out(log: LogWriter, redis_store: Redis) -> None:
    log.append(said("Once"))
    successor = LogWriter(log.deliberation_id, 1, new_token())
    successor.resume()

    with pytest.raises(LeaseLost):
        log.append(said(" more"))

    successor.append(said(" again"))
    assert texts(redis_store, log) == ["Once", " again"]


def test_nothing_follows_the_terminal_event(log: LogWriter, redis_store: Redis) -> None:
    log.append(said("Once"))
    log.close(log.encoded([DeliberationCancelled("ann")]))

    with pytest.raises(LeaseLost):
        log.append(said(" more"))

    assert len(stored(redis_store, log.deliberation_id)) == 2


def test_a_log_that_redis_lost_must_be_rebuilt(log: LogWriter, redis_store: Redis) -> None:
    log.append(said("Once"))
    redis_store.flushall()

    with pytest.raises(LogGone):
        log.append(said(" more"))

    assert not redis_store.exists(keys.stream(log.deliberation_id))


def test_a_log_of_another_epoch_is_not_written_to(log: LogWriter, redis_store: Redis) -> None:
    log.append(said("Once"))
    rebuilt = LogWriter(log.deliberation_id, 2, new_token())
    rebuilt.replace()
    rebuilt.append(said("Anew"))

    with pytest.raises(LogGone):
        log.append(said(" more"))

    assert texts(redis_store, log) == ["Anew"]


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_log_in_place_of_another_needs_nobody_to_keep_still(
    log: LogWriter, redis_store: Redis, *, is_closed: bool
) -> None:
    rebuilt = LogWriter(log.deliberation_id, 2, new_token())
    rebuilt.replace()
    log.append(said("Late"))  # whoever held the lease before had this to say still
    if is_closed:
        log.close(log.encoded([DeliberationCancelled("ann")]))

    rebuilt.append(said("Anew"))
    rebuilt.append(said(" and on"))

    assert texts(redis_store, log) == ["Anew", " and on"]


def test_a_log_is_not_put_in_place_of_a_later_holders(log: LogWriter, redis_store: Redis) -> None:
    late = LogWriter(log.deliberation_id, 2, new_token())
    late.replace()
    successor = LogWriter(log.deliberation_id, 2, new_token())
    successor.replace()
    successor.append(said("Once"))

    with pytest.raises(LeaseLost):
        late.append(said("Late"))

    assert texts(redis_store, log) == ["Once"]


def test_who_held_the_lease_before_cannot_take_the_log_back(log: LogWriter) -> None:
    log.append(said("Once"))
    LogWriter(log.deliberation_id, 1, new_token()).resume()

    with pytest.raises(LeaseLost):
        log.resume()
    with pytest.raises(LeaseLost):
        log.append(said(" more"))


def test_a_log_that_an_older_database_left_behind_is_not_begun_again(
    log: LogWriter, redis_store: Redis
) -> None:
    log.append(said("Once"))

    second = LogWriter(log.deliberation_id, 1, new_token())
    second.create()
    with pytest.raises(LogGone):
        second.append(said("Twice"))


def test_beginning_a_log_twice_after_a_lost_reply_is_beginning_it_once(
    log: LogWriter, redis_store: Redis
) -> None:
    again = LogWriter(log.deliberation_id, 1, log.token)
    again.create()

    log.append(said("Once"))
    again.append(said("Once"))

    assert len(stored(redis_store, log.deliberation_id)) == 1


@pytest.mark.parametrize("is_last", [0, 1])
def test_a_call_repeated_after_a_lost_reply_does_nothing_twice(
    log: LogWriter, redis_store: Redis, is_last: int
) -> None:
    log.append(said("Once"))
    append = redis_store.register_script(APPEND)
    names = [keys.stream(log.deliberation_id), keys.state(log.deliberation_id)]
    channel = keys.channel(log.deliberation_id)
    lines = log.encoded(said(" upon", " a time"))

    with redis_clients.subscription() as pubsub:
        messages = published_on(channel, pubsub)
        arguments: list[int | str | bytes] = [1, str(log.token), channel, 1, is_last, 600, *lines]
        answers = [append(keys=names, args=arguments) for _ in range(2)]
        redis_store.publish(channel, b"the end")
        published = list(iter(lambda: next(messages), b"the end"))

    assert answers == [3, 3]
    assert stored(redis_store, log.deliberation_id)[1:] == lines
    assert published == [b"1 " + b"\n".join(lines)]


def test_the_keys_of_a_log_expire_even_if_nobody_ever_closes_it(
    log: LogWriter, redis_store: Redis
) -> None:
    names = [keys.stream(log.deliberation_id), keys.state(log.deliberation_id)]

    log.append(said("Once"))
    alive = [redis_store.ttl(name) for name in names]
    log.close(log.encoded([DeliberationCancelled("ann")]))
    closed = [redis_store.ttl(name) for name in names]

    assert all(3600 < seconds <= DAY_SECONDS for seconds in alive)
    assert all(0 < seconds <= 600 for seconds in closed)


@pytest.mark.parametrize(
    ("text", "position"),
    [("", Position()), ("7", Position(None, 7)), ("2:7", Position(2, 7))],
)
def test_a_place_in_a_log_is_written_epoch_and_seq(text: str, position: Position) -> None:
    assert Position.parse(text) == position


@pytest.mark.parametrize("text", ["x", "1:x", "x:1", "1.5", ":"])
def test_what_is_no_place_in_a_log_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Position.parse(text)
