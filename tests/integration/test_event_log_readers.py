"""Readers of a log: each event once and in order, whatever breaks meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from redis import Redis

from council.deliberation.events import DeliberationCancelled, OpinionDelta
from council.event_log import keys, store
from council.event_log.reader import Entry, Ping, Reset
from council.event_log.writer import LogWriter
from council.lease import new_token
from council.models import Deliberation
from tests.factories import make_council, make_deliberation
from tests.integration.watching import assert_whole, read_log, seqs_of, wait_until, watching

pytestmark = pytest.mark.django_db(transaction=True)

END = DeliberationCancelled("ann")
MANY = 300
READERS = 50


@pytest.fixture
def log(redis_store: Redis) -> LogWriter:
    writer = LogWriter(uuid4(), 1, new_token())
    writer.create()
    return writer


@pytest.fixture
def row(ann: User) -> Deliberation:
    return make_deliberation(ann, make_council())


def log_of(row: Deliberation, epoch: int = 1) -> LogWriter:
    return LogWriter(row.id, epoch, new_token())


def say(log: LogWriter, count: int) -> None:
    log.append([OpinionDelta("ann", f"{number} ") for number in range(count)])


def close(log: LogWriter) -> None:
    log.close(log.encoded([END]))


def close_on_row(row: Deliberation, log: LogWriter) -> bytes:
    """The end as it is stored before it is announced."""
    [line] = log.encoded([END])
    packed = store.pack([*log.lines, line])
    Deliberation.objects.filter(id=row.id).update(event_log=packed, epoch=log.epoch)
    return line


def subscribers(redis: Redis, deliberation_id: UUID) -> int:
    [(_, count)] = redis.pubsub_numsub(keys.channel(deliberation_id))
    return int(count)


def kill_subscriptions(redis: Redis) -> None:
    assert redis.client_kill_filter(_type="pubsub")


@pytest.mark.parametrize(
    ("after", "first"), [("", 1), ("0", 1), ("1:2", 3), ("4", 5), ("1:4", 5), ("2:4", 1)]
)
def test_a_reader_goes_on_from_any_place_after_the_end(
    log: LogWriter, after: str, first: int
) -> None:
    say(log, 5)
    close(log)

    assert seqs_of(read_log(log.deliberation_id, after)) == list(range(first, 7))


@pytest.mark.parametrize("after", ["1:6", "6", "1:99"])
def test_who_has_read_everything_is_sent_nothing_more(log: LogWriter, after: str) -> None:
    say(log, 5)
    close(log)

    assert read_log(log.deliberation_id, after) == []


def test_a_reader_who_comes_first_gets_everything_live(log: LogWriter) -> None:
    with watching(log.deliberation_id) as [watch]:
        for seq in range(1, 6):
            say(log, 1)
            watch.wait_for_seq(seq)
        close(log)
        assert_whole(watch.to_the_end())


def test_a_reader_who_comes_before_the_log_begins_gets_it_from_one(
    row: Deliberation, redis_store: Redis
) -> None:
    log = log_of(row)
    with watching(row.id) as [watch]:
        wait_until(lambda: subscribers(redis_store, row.id) == 1, "the reader")
        log.create()
        say(log, 2)
        close(log)
        assert_whole(watch.to_the_end())


def test_after_the_stream_has_expired_the_row_has_the_log(
    row: Deliberation, redis_store: Redis
) -> None:
    log = log_of(row)
    log.create()
    say(log, 5)
    log.close([close_on_row(row, log)])
    before = read_log(row.id)
    redis_store.delete(keys.stream(row.id), keys.state(row.id))

    assert read_log(row.id) == before
    assert seqs_of(read_log(row.id, "1:4")) == [5, 6]
    assert_whole(before)


def test_a_rebuilt_log_is_read_from_its_beginning_after_a_reset(
    row: Deliberation, redis_store: Redis
) -> None:
    log = log_of(row)
    log.create()
    say(log, 3)
    with watching(row.id) as [watch]:
        watch.wait_for_seq(3)
        redis_store.flushall()
        rebuilt = log_of(row, epoch=2)
        rebuilt.replace()
        say(rebuilt, 5)
        close(rebuilt)
        assert_whole(watch.to_the_end())

    kinds = [type(frame) for frame in watch.frames]
    epochs = [frame.epoch for frame in watch.frames if isinstance(frame, Entry)]
    assert kinds == [Entry] * 3 + [Reset] + [Entry] * 6
    assert epochs == [1] * 3 + [2] * 6


def test_an_end_that_was_stored_but_never_announced_is_found_on_the_row(
    row: Deliberation,
) -> None:
    log = log_of(row)
    log.create()
    say(log, 3)
    with watching(row.id, ping_seconds=0.05) as [watch]:
        watch.wait_for_seq(3)
        close_on_row(row, log)  # and then its worker was lost
        assert_whole(watch.to_the_end())

    assert Ping in {type(frame) for frame in watch.frames}


def test_nothing_is_lost_or_doubled_while_readers_come_in_the_middle_of_writing(
    log: LogWriter, workers: ThreadPoolExecutor
) -> None:
    def write() -> None:
        for _ in range(MANY):
            say(log, 1)
        close(log)

    writing = workers.submit(write)
    while not writing.done():
        assert_whole(read_log(log.deliberation_id))
    writing.result()
    assert len(read_log(log.deliberation_id)) == MANY + 1


def test_fifty_readers_of_one_log_get_all_of_it_over_one_connection(
    log: LogWriter, redis_store: Redis
) -> None:
    with watching(*[log.deliberation_id] * READERS) as watches:
        say(log, 1)
        for watch in watches:
            watch.wait_for_seq(1)
        assert subscribers(redis_store, log.deliberation_id) == 1
        for _ in range(20):
            say(log, 2)
        close(log)
        for watch in watches:
            assert_whole(watch.to_the_end())


def test_readers_of_two_logs_do_not_hear_each_other(log: LogWriter) -> None:
    other = LogWriter(uuid4(), 1, new_token())
    other.create()
    with watching(log.deliberation_id, other.deliberation_id) as [one, two]:
        say(log, 2)
        say(other, 7)
        one.wait_for_seq(2)
        two.wait_for_seq(7)
        close(other)
        assert len(two.to_the_end()) == 8
        assert len(one.events) == 2


def test_when_nobody_reads_any_more_nothing_is_subscribed_to(
    log: LogWriter, redis_store: Redis
) -> None:
    other = LogWriter(uuid4(), 1, new_token())
    other.create()
    for each in (log, other):
        say(each, 1)
    with watching(log.deliberation_id, other.deliberation_id) as [gone, still_here]:
        wait_until(lambda: subscribers(redis_store, log.deliberation_id) == 1, "the reader")
        close(log)
        gone.to_the_end()
        wait_until(lambda: subscribers(redis_store, log.deliberation_id) == 0, "its leaving")
        say(other, 1)
        still_here.wait_for_seq(2)


def test_what_was_said_while_the_subscription_was_cut_is_read_after_it(
    log: LogWriter, redis_store: Redis
) -> None:
    with watching(*[log.deliberation_id] * 3) as watches:
        say(log, 1)
        for watch in watches:
            watch.wait_for_seq(1)
        for _ in range(3):
            kill_subscriptions(redis_store)
            say(log, 1)
            for watch in watches:
                watch.wait_for_seq(len(log.lines))
        kill_subscriptions(redis_store)
        close(log)
        for watch in watches:
            assert_whole(watch.to_the_end())
