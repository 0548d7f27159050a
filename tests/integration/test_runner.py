"""A deliberation from its row to its end, with models that answer, fail, fall back and hang."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import connection

from council import runner
from council.api.outputs import deliberation_output
from council.event_log import store
from council.models import Council, Deliberation
from providers.models import Attempt
from tests.factories import add_fallback, make_council, make_deliberation
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import (
    Event,
    assert_whole,
    held_connections,
    read_log,
    types_of,
    wait_until,
    watching,
)

pytestmark = pytest.mark.django_db(transaction=True)

MANY_MEMBERS = 30


def carried_through(asked_by: User, council: Council) -> tuple[Deliberation, list[Event]]:
    """The row at the end, and what a reader was sent meanwhile."""
    deliberation = make_deliberation(asked_by, council, is_rehearsal=True)
    with watching(deliberation.id) as [watch]:
        assert runner.run(deliberation.id) is runner.Ending.SETTLED
        events = watch.to_the_end()
    deliberation.refresh_from_db()
    return deliberation, events


def of_type(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event["type"] == kind]


def attempts_for(deliberation: Deliberation, voice: str) -> list[tuple[int, str, str, str, str]]:
    rows = Attempt.objects.filter(trace_id=deliberation.id, voice=voice).order_by("number")
    return list(rows.values_list("number", "provider", "model", "status", "code"))


def test_a_deliberation_goes_all_the_way_to_its_synthesis(ann: User, upstream: Rehearsal) -> None:
    deliberation, events = carried_through(ann, make_council())

    assert (deliberation.status, deliberation.outcome) == ("done", "full")
    assert deliberation.ended_at is not None
    assert deliberation.lease_token is None
    assert_whole(events)
    assert types_of(events)[0] == "deliberation.started"
    assert types_of(events)[-2:] == ["synthesis.given", "deliberation.finished"]
    given = {event["member"] for event in of_type(events, "opinion.given")}
    assert given == {"ann", "bob", "cleo"}
    calls = {model: count["calls"] for model, count in upstream.calls().items()}
    assert calls == {"ann": 1, "bob": 1, "cleo": 1, "chair": 1}


def test_the_log_on_the_row_is_what_a_live_reader_was_sent(ann: User, upstream: Rehearsal) -> None:
    deliberation, events = carried_through(ann, make_council())

    assert deliberation.event_log is not None
    kept = [orjson.loads(line) for line in store.unpack(deliberation.event_log)]
    assert kept == events
    assert read_log(deliberation.id) == events


def test_the_pieces_of_a_voice_make_up_what_it_gave(ann: User, upstream: Rehearsal) -> None:
    _, events = carried_through(ann, make_council())

    for given in of_type(events, "opinion.given"):
        deltas = of_type(events, "opinion.delta")
        pieces = [delta["text"] for delta in deltas if delta["member"] == given["member"]]
        assert "".join(pieces).strip() == given["text"]
    [synthesis] = of_type(events, "synthesis.given")
    assert (
        "".join(d["text"] for d in of_type(events, "synthesis.delta")).strip()
        == (synthesis["text"])
    )


def test_replaying_equals_fetching(ann: User, upstream: Rehearsal) -> None:
    upstream.set_faults(bob=["401*"])
    deliberation, events = carried_through(ann, make_council())

    output = deliberation_output(deliberation)

    settled = {e["member"]: e for e in events if e["type"] in ("opinion.given", "opinion.failed")}
    assert len(output["opinions"]) == len(settled) == 3
    for opinion in output["opinions"]:
        event = settled[opinion["member"]]
        assert event["type"] == f"opinion.{opinion['status']}"
        shared = event.keys() & opinion.keys()
        assert {"code", "message"} <= shared or {"text", "model", "usage"} <= shared
        assert {name: event[name] for name in shared} == {name: opinion[name] for name in shared}
    [given] = of_type(events, "synthesis.given")
    expected = {name: given[name] for name in given if name not in ("seq", "at", "type")}
    shown = {**output, **output["synthesis"]}
    assert {name: shown[name] for name in expected} == expected
    assert output["receipt"] == events[-1]["receipt"]
    assert output["outcome"] == given["outcome"] == events[-1]["outcome"] == "degraded"


def test_the_receipt_counts_every_attempt(ann: User, upstream: Rehearsal) -> None:
    upstream.set_faults(bob=["500", "ok"])
    deliberation, events = carried_through(ann, make_council(quorum=3))

    receipt = events[-1]["receipt"]
    attempts = Attempt.objects.filter(trace_id=deliberation.id)
    assert receipt["attempts"] == attempts.count() == 5
    assert receipt["given"] == ["ann", "bob", "cleo"]
    assert receipt["usage"]["output_tokens"] == sum(row.output_tokens for row in attempts) > 0


def test_when_all_members_fail_there_is_no_answer_but_every_attempt_is_kept(
    ann: User, upstream: Rehearsal
) -> None:
    upstream.put_faults({"*": ["402*"]})
    deliberation, events = carried_through(ann, make_council())

    assert (deliberation.status, deliberation.outcome) == ("failed", "none")
    assert deliberation.code == "quorum_not_reached"
    assert deliberation.synthesis is None
    assert events[-1]["type"] == "deliberation.failed"
    assert events[-1]["code"] == "quorum_not_reached"
    assert {row.code for row in deliberation.opinions.all()} == {"no_model_left"}
    for name in ("ann", "bob", "cleo"):
        kept = attempts_for(deliberation, name)
        assert kept == [(1, "huggingface", name, "failed", "quota_exhausted")]
    assert "chair" not in upstream.calls()


@pytest.mark.parametrize(
    ("provider", "name"), [("ollama", "gemma4"), ("gemini", "gemini-3.8-flash")]
)
def test_a_member_without_credits_is_answered_by_the_next_provider(
    ann: User, upstream: Rehearsal, provider: str, name: str
) -> None:
    upstream.set_faults(ann=["402*"])
    council = add_fallback(make_council(), "ann", name, provider)
    deliberation, events = carried_through(ann, council)

    assert deliberation.outcome == "full"
    [fell_back] = of_type(events, "opinion.fell_back")
    assert fell_back["from_model"] == "huggingface:ann"
    assert fell_back["to_model"] == f"{provider}:{name}"
    assert fell_back["code"] == "quota_exhausted"
    [given] = [e for e in of_type(events, "opinion.given") if e["member"] == "ann"]
    assert given["model"] == f"{provider}:{name}"
    assert deliberation.opinions.get(member="ann").model == f"{provider}:{name}"
    assert attempts_for(deliberation, "ann") == [
        (1, "huggingface", "ann", "failed", "quota_exhausted"),
        (2, provider, name, "succeeded", ""),
    ]


def test_below_the_quorum_the_one_opinion_stands_unchanged(ann: User, upstream: Rehearsal) -> None:
    upstream.set_faults(ann=["402*"], bob=["402*"])
    deliberation, events = carried_through(ann, make_council())

    assert (deliberation.status, deliberation.outcome) == ("done", "single")
    assert deliberation.synthesis is not None
    assert deliberation.synthesis["chosen"] == "cleo"
    assert deliberation.synthesis["text"] == deliberation.opinions.get(member="cleo").text
    assert_whole(events)


def test_a_member_who_is_late_is_a_failed_opinion_when_the_council_ends(
    ann: User, upstream: Rehearsal
) -> None:
    upstream.set_faults(cleo=["hang*"])
    deliberation, events = carried_through(ann, make_council())

    assert (deliberation.status, deliberation.outcome) == ("done", "degraded")
    assert events[-1]["receipt"]["missing"] == [{"member": "cleo", "code": "deadline"}]
    assert deliberation.opinions.get(member="cleo").code == "deadline"
    assert_whole(events)


def test_what_breaks_on_our_side_ends_as_failed_and_is_raised(
    ann: User, upstream: Rehearsal
) -> None:
    deliberation = make_deliberation(ann, make_council(), is_rehearsal=True)
    deliberation.line_up["strategy"] = "unheard of"
    deliberation.save()

    with pytest.raises(KeyError):
        runner.run(deliberation.id)

    deliberation.refresh_from_db()
    assert (deliberation.status, deliberation.code) == ("failed", "internal_error")
    assert "unheard" not in deliberation.message
    assert_whole(read_log(deliberation.id))


def test_what_is_held_or_over_or_unknown_is_left_alone(
    ann: User, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.set_faults(bob=["slow:0.3"])
    deliberation = make_deliberation(ann, make_council(quorum=3), is_rehearsal=True)
    with watching(deliberation.id) as [watch]:
        first = workers.submit(runner.run, deliberation.id)
        watch.wait_for("opinion.started", member="bob")
        assert runner.run(deliberation.id) is runner.Ending.NOTHING_TO_DO
    assert first.result() is runner.Ending.SETTLED
    before = read_log(deliberation.id)

    assert runner.run(deliberation.id) is runner.Ending.NOTHING_TO_DO
    assert runner.run(uuid4()) is runner.Ending.NOTHING_TO_DO
    assert read_log(deliberation.id) == before
    assert_whole(before)


@pytest.mark.postgresql  # SQLite has no pool to count
def test_no_database_connection_is_held_while_models_are_waited_for(
    ann: User, upstream: Rehearsal, workers: ThreadPoolExecutor
) -> None:
    upstream.put_faults({"*": ["slow:2"]})
    members = tuple(f"m{number}" for number in range(MANY_MEMBERS))
    council = make_council(members=members, quorum=MANY_MEMBERS)
    deliberation = make_deliberation(ann, council, is_rehearsal=True)

    working = workers.submit(runner.run, deliberation.id)
    wait_until(
        lambda: sum(count["in_flight"] for count in upstream.calls().values()) == MANY_MEMBERS,
        "all members to be asked",
    )
    connection.close()
    wait_until(lambda: held_connections() == 0, "connections to be given back", seconds=0.5)

    assert not working.done()
    assert working.result() is runner.Ending.SETTLED
