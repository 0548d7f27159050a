"""A follow-up is answered in the light of what came before, whoever carries it through."""

from __future__ import annotations

from importlib import import_module

import orjson
import pytest
from django.apps import apps
from django.contrib.auth.models import User

from council import results, runner, services
from council.conversations import Earlier
from council.deliberation.brief import Turn
from council.errors import UnknownMember
from council.event_log import store
from council.models import Council, Deliberation
from providers.models import LanguageModel
from tests.factories import make_council, make_deliberation
from tests.integration.interrupted import begun, calls, given, lose_worker
from tests.integration.rehearsal import Rehearsal
from tests.integration.watching import assert_whole, read_log

pytestmark = pytest.mark.django_db(transaction=True)

moved = import_module("council.migrations.0018_history_and_kept_in_what_is_stored")
QUERY = "Why is the sea salty, canary?"


@pytest.fixture
def council(upstream: Rehearsal) -> Council:
    return make_council(quorum=3)


def answered(ann: User, council: Council, text: str = "Rivers.") -> Deliberation:
    turn = make_deliberation(ann, council, QUERY, is_rehearsal=True)
    turn.status, turn.synthesis = Deliberation.Status.DONE, {"text": text}
    turn.save()
    return turn


def follow(turn: Deliberation, council: Council, to: str = "") -> Deliberation:
    terms = services.Terms(earlier=Earlier(follows=turn.id), to=to)
    return services.submit_query(
        asked_by=turn.asked_by, council=council, query="And lakes, canary?", terms=terms
    )


def test_what_was_answered_before_goes_with_a_follow_up(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    runner.run(make_deliberation(ann, council, QUERY, is_rehearsal=True).id)
    first = Deliberation.objects.get()
    assert first.synthesis is not None
    alone = upstream.bills()["ann"]["input_tokens"]
    second = follow(first, council)

    runner.run(second.id)

    assert results.turns_of(second) == (Turn(QUERY, first.synthesis["text"]),)
    assert upstream.bills()["ann"]["input_tokens"] > 3 * alone
    events = read_log(second.id)
    assert_whole(events)
    assert events[0]["history"] == {"turns": 1, "left_out": 0}
    second.refresh_from_db()
    assert second.outcome == "full"


def test_what_has_no_room_is_left_out_and_said_so(ann: User, council: Council) -> None:
    LanguageModel.objects.filter(name="bob").update(context_tokens=16_384)
    first = answered(ann, council, "salt " * 20_000)
    second = follow(first, council)
    Deliberation.objects.filter(id=second.id).update(status="done", synthesis={"text": "Some."})
    second.refresh_from_db()

    third = follow(second, council)

    assert third.earlier == {"turns": [str(second.id)], "left_out": 1}


def test_a_turn_without_an_answer_does_not_go_with_what_follows(
    ann: User, council: Council
) -> None:
    first = answered(ann, council)
    failed = follow(first, council)
    assert failed.earlier == {"turns": [str(first.id)], "left_out": 0}
    Deliberation.objects.filter(id=failed.id).update(status="failed")
    failed.refresh_from_db()

    third = follow(failed, council)

    assert third.earlier == {"turns": [str(first.id)], "left_out": 0}


def test_what_stands_beside_a_turn_does_not_go_with_what_follows_it(
    ann: User, council: Council
) -> None:
    first = answered(ann, council)
    follow(first, council)

    assert follow(first, council).earlier == {"turns": [str(first.id)], "left_out": 0}


def test_another_worker_goes_on_with_the_same_history(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    first = answered(ann, council)
    second = follow(first, council)
    before = results.turns_of(second)
    recorder = begun(second)
    recorder.emit(given("ann"))
    lose_worker(second)
    LanguageModel.objects.update(context_tokens=2_048)
    follow(first, council)

    runner.run(second.id)

    second.refresh_from_db()
    assert results.turns_of(second) == before == (Turn(QUERY, "Rivers."),)
    events = read_log(second.id)
    assert_whole(events)
    assert [e["history"]["turns"] for e in events if "history" in e] == [1]
    assert calls(upstream) == {"bob": 1, "cleo": 1, "chair": 1}


def test_one_member_is_asked_alone_and_speaks_for_itself(
    ann: User, council: Council, upstream: Rehearsal
) -> None:
    runner.run(make_deliberation(ann, council, QUERY, is_rehearsal=True).id)
    first = Deliberation.objects.get()
    upstream.clear()

    second = follow(first, council, to="bob")
    said = results.said_before(second)
    runner.run(second.id)

    assert said is not None
    assert said.text == first.opinions.get(member="bob").text
    assert calls(upstream) == {"bob": 1}
    second.refresh_from_db()
    assert (second.status, second.outcome) == ("done", "single")
    assert second.synthesis is not None
    assert second.synthesis["chosen"] == "bob"
    assert second.synthesis["text"] == second.opinions.get().text
    third = follow(second, council)
    assert third.earlier == {"turns": [str(first.id), str(second.id)], "left_out": 0}
    assert results.said_before(third) is None
    assert len(third.line_up["members"]) == 3


def test_what_a_member_said_last_is_what_it_said_in_the_newest_turn_and_round(
    ann: User, council: Council
) -> None:
    first = answered(ann, council)
    for text, round_ in (("Before.", 1), ("After.", 2)):
        opinion = {"member": "bob", "model": "huggingface:bob", "status": "given", "text": text}
        first.opinions.create(**opinion, round=round_)
    second = follow(first, council, to="bob")
    Deliberation.objects.filter(id=second.id).update(status="done", synthesis={"text": "Some."})
    second.refresh_from_db()
    second.opinions.create(member="bob", status="failed", round=1)

    said = results.said_before(follow(second, council, to="bob"))

    assert said is not None
    assert (said.text, said.model.name) == ("After.", "bob")
    assert results.said_before(follow(second, council, to="cleo")) is None


def test_the_dissenter_is_who_departed_from_the_answer(ann: User, council: Council) -> None:
    first = answered(ann, council)
    departs = {"members": ["bob", "cleo"], "claim": "Rocks.", "against": "Rivers."}
    first.synthesis = {"text": "Rivers.", "dissent": [departs]}
    first.save()

    second = follow(first, council, to="dissenter")

    assert [member["slug"] for member in second.line_up["members"]] == ["bob"]


@pytest.mark.parametrize("synthesis", [None, {"text": "So."}, {"text": "So.", "dissent": []}])
def test_where_nobody_departs_there_is_no_dissenter(
    ann: User, council: Council, synthesis: dict[str, object] | None
) -> None:
    first = answered(ann, council)
    first.synthesis = synthesis
    first.save()

    with pytest.raises(UnknownMember, match="Nobody departed"):
        follow(first, council, to="dissenter")


def test_logs_that_were_stored_before_are_brought_up_to_date(ann: User, council: Council) -> None:
    turn = answered(ann, council)
    before = [
        b'{"seq":1,"at":"2026-03-02T14:02:00.000Z","type":"deliberation.started","query":"?"}',
        '{"seq":2,"at":"2026-03-02T14:02:01.000Z","type":"opinion.given","text":"é"}'.encode(),
    ]
    Deliberation.objects.update(event_log=store.pack(before))
    follow(turn, council)  # which has no log yet

    moved.add_new(apps, None)

    turn.refresh_from_db()
    first, second = store.unpack(turn.event_log or b"")
    assert orjson.loads(first)["history"] == {"turns": 0, "left_out": 0}
    assert orjson.loads(second)["kept"] is False
    assert (store.seq_of(first), store.seq_of(second)) == (1, 2)
    moved.remove_new(apps, None)
    turn.refresh_from_db()
    assert store.unpack(turn.event_log or b"") == before
